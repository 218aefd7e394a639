import { describe, expect, test } from '@jest/globals';
import { all, any, type MaybePromise, whenThere } from '../../../src/access/guard/maybe-promise.js';

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

describe('what comes of a value', () => {
  const doubled = (value: number) => whenThere(value, (there) => there * 2);

  test('is there at once if it is, and later if it is not', async () => {
    expect(doubled(1)).toBe(2);
    const later = whenThere(Promise.resolve(1), doubled);
    expect(later).toBeInstanceOf(Promise);
    expect(await later).toBe(2);
  });

  test('is never what a foreign promise says of itself', async () => {
    const then = (resolve: (value: number) => void) => {
      resolve(1);
      return 'something else';
    };
    const foreign = Object.fromEntries([['then', then]]) as unknown as PromiseLike<number>;
    expect(await whenThere(foreign, doubled)).toBe(2);
    await expect(whenThere(Promise.reject<number>(new Error('gone')), doubled)).rejects.toThrow('gone');
  });
});
