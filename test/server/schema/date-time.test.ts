import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GraphQLError, parseValue } from 'graphql';
import { dateTime } from '../../../src/server/schema/date-time.js';

const REFUSED = 'Write a DateTime as in RFC 3339, such as 2026-01-31T12:00:00Z.';

describe('a DateTime goes out', () => {
  test.each([
    [0, '1970-01-01T00:00:00.000Z'],
    [1_800_000_000_123, '2027-01-15T08:00:00.123Z'],
    [-1, '1969-12-31T23:59:59.999Z'],
  ])('%d as %s', (milliseconds, text) => {
    expect(dateTime.serialize(milliseconds)).toBe(text);
  });

  test.each(['2026-01-31T12:00:00Z', null, true, new Date(0), 1n])('not as %p', (value) => {
    expect(() => dateTime.serialize(value)).toThrow(new GraphQLError('A DateTime must be a number of milliseconds.'));
  });
});

describe('a DateTime comes in', () => {
  test.each([
    ['2026-01-31T12:00:00Z', Date.UTC(2026, 0, 31, 12)],
    ['2026-01-31T12:00:00.5Z', Date.UTC(2026, 0, 31, 12, 0, 0, 500)],
    ['2026-01-31T12:00:00.123456Z', Date.UTC(2026, 0, 31, 12, 0, 0, 123)],
    ['2026-01-31T12:00:00+02:30', Date.UTC(2026, 0, 31, 9, 30)],
    ['2026-01-31T12:00:00-02:30', Date.UTC(2026, 0, 31, 14, 30)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['1969-12-31T23:59:59.999Z', -1],
  ])('%s', (text, milliseconds) => {
    expect(dateTime.parseValue(text)).toBe(milliseconds);
    expect(dateTime.parseLiteral(parseValue(JSON.stringify(text)))).toBe(milliseconds);
  });

  test.each([
    '',
    'now',
    '2026-01-31',
    '2026-01-31T12:00:00',
    '2026-01-31 12:00:00Z',
    '2026-01-31T12:00Z',
    '2026-1-31T12:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-02-32T00:00:00Z',
    '2026-01-31T12:60:00Z',
    '2026-01-31T25:00:00Z',
    '2026-01-31T12:00:00.Z',
    '2026-01-31T12:00:00+0230',
    '2026-01-31T12:00:00Z\n',
    ' 2026-01-31T12:00:00Z',
    '+002026-01-31T12:00:00Z',
  ])('not as %j', (text) => {
    expect(() => dateTime.parseValue(text)).toThrow(new GraphQLError(REFUSED));
  });

  test.each(['2026-02-29T00:00:00Z', '2026-02-31T00:00:00Z', '2026-04-31T00:00:00Z', '2026-01-31T24:00:00Z'])(
    'not as %s, which is no time by RFC 3339 §5.7',
    (text) => {
      expect(() => dateTime.parseValue(text)).toThrow(new GraphQLError(REFUSED));
    },
  );

  test.each([0, 1_800_000_000_000, null, true, {}, ['2026-01-31T12:00:00Z']])('not as %j', (value) => {
    expect(() => dateTime.parseValue(value)).toThrow(new GraphQLError(REFUSED));
  });

  test.each(['0', '1800000000', 'true', 'NOW', '["2026-01-31T12:00:00Z"]', '{}'])(
    'not as the literal %s',
    (literal) => {
      expect(() => dateTime.parseLiteral(parseValue(literal))).toThrow(new GraphQLError(REFUSED));
    },
  );
});

test('any time comes back as it was', () => {
  const times = fc.integer({ min: Date.UTC(0, 0), max: Date.UTC(9999, 11, 31) });
  fc.assert(fc.property(times, (time) => dateTime.parseValue(dateTime.serialize(time)) === time));
});
