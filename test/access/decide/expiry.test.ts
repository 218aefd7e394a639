import { expect, test } from '@jest/globals';
import { hasExpired } from '../../../src/access/decide/expiry.js';

test.each([
  ['later', 11, false],
  ['within this millisecond', 10, true],
  ['before', 9.999, true],
  ['a fraction later', 10.001, false],
  ['never', null, false],
  ['not said', undefined, false],
  ['at no end', Number.POSITIVE_INFINITY, false],
  ['before all time', Number.NEGATIVE_INFINITY, true],
  ['not a number', Number.NaN, true],
])('what ends %s', (_when, expiresAt, expected) => {
  expect(hasExpired(expiresAt, 10_000)).toBe(expected);
});

test.each([['99999999999'], [new Date('2999-01-01')], [true], [10n], [{}], [Symbol('s')]])(
  'an end that is no number has come: %p',
  (expiresAt) => {
    expect(hasExpired(expiresAt as unknown as number, 10_000)).toBe(true);
  },
);
