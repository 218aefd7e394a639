import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { broughtId, createIds } from '../../../src/server/http/request-id.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('the id that a request brings', () => {
  test.each(['a', 'Az09_.:+/=-', 'x'.repeat(128), TRACE])('x-request-id: %s', (id) => {
    expect(broughtId({ 'x-request-id': id })).toBe(id);
  });

  test.each(['', ' ', 'a b', 'a"b', 'a\\b', 'a\nb', 'ada@example.com', 'ä', 'a,b', '<b>', 'x'.repeat(129)])(
    'x-request-id: %j is none',
    (id) => {
      expect(broughtId({ 'x-request-id': id })).toBeUndefined();
    },
  );

  test.each([`00-${TRACE}-00f067aa0ba902b7-01`, `cc-${TRACE}-00f067aa0ba902b7-01-what-comes-later`])(
    'traceparent: %s',
    (traceparent) => {
      expect(broughtId({ traceparent })).toBe(TRACE);
    },
  );

  test.each([
    '',
    TRACE,
    `ff-${TRACE}-00f067aa0ba902b7-01`,
    `00-${TRACE}-00f067aa0ba902b7-01-more`,
    `00-${TRACE}-0000000000000000-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`,
    `00-${TRACE}-00f067aa0ba902b7`,
  ])('traceparent: %j is none', (traceparent) => {
    expect(broughtId({ traceparent })).toBeUndefined();
  });

  test('x-request-id comes first, and one that is none does not hide the other', () => {
    const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;
    expect(broughtId({ 'x-request-id': 'mine', traceparent })).toBe('mine');
    expect(broughtId({ 'x-request-id': 'not mine', traceparent })).toBe(TRACE);
  });
});

test('ids that are made are all different, and would be taken where they are brought', () => {
  const makeId = createIds(randomBytes);
  const ids = Array.from({ length: 1000 }, makeId);
  expect(new Set(ids).size).toBe(1000);
  expect(ids.filter((id) => broughtId({ 'x-request-id': id }) !== id)).toEqual([]);
});
