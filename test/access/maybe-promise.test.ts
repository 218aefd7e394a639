import { describe, expect, test } from '@jest/globals';
import { all, any, isPromise, type MaybePromise } from '../../src/access/maybe-promise.js';

const yes = () => Promise.resolve(true);
const no = () => Promise.resolve(false);
const never = () => new Promise<boolean>(() => {});

describe('what is there already makes nobody wait', () => {
  test.each<[readonly MaybePromise<boolean>[], boolean, boolean]>([
    [[], true, false],
    [[true], true, true],
    [[false], false, false],
    [[true, false], false, true],
    [[true, true], true, true],
    [[false, false], false, false],
  ])('%j', (results, every, some) => {
    expect(all(results)).toBe(every);
    expect(any(results)).toBe(some);
  });

  test('nor for what could not change the answer', () => {
    expect(all([never(), false])).toBe(false);
    expect(any([never(), true])).toBe(true);
  });
});

test.each<[string, () => readonly MaybePromise<boolean>[], boolean, boolean]>([
  ['yes', () => [yes()], true, true],
  ['no', () => [no()], false, false],
  ['yes, no', () => [yes(), no()], false, true],
  ['true, yes', () => [true, yes()], true, true],
  ['false, no', () => [false, no()], false, false],
  ['no, no', () => [no(), no()], false, false],
])('later: %s', async (_what, results, every, some) => {
  expect(await all(results())).toBe(every);
  expect(await any(results())).toBe(some);
});

test('a promise is what has a then', () => {
  expect([yes(), Object.fromEntries([['then', () => {}]])].map((value) => isPromise<unknown>(value))).toEqual([
    true,
    true,
  ]);
  for (const value of [null, undefined, true, 'then', Object.fromEntries([['then', true]])])
    expect(isPromise<unknown>(value)).toBe(false);
});
