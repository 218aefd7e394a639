import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createTellBound, type LeftOut, type Told } from '../../../src/server/http/tell-bound.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function setUp() {
  type Kind = 'query' | 'mutation';
  const leftOut: LeftOut<Kind>[] = [];
  const bound = createTellBound<Kind>({
    windowMilliseconds: 1000,
    maxLines: 50,
    maxLinesPerKey: 5,
    onLeftOut: async (told) => void leftOut.push(told),
  });
  const take = (times: number, told: Partial<Told<Kind>> = {}) =>
    Array.from({ length: times }, () => bound.take({ group: 'a', key: 'u1', kind: 'query', ...told })).filter(Boolean)
      .length;
  return { bound, leftOut, take };
}

test('one has 5 lines a window, and what was left out is counted at its end', async () => {
  const { leftOut, take } = setUp();
  expect(take(9)).toBe(5);
  expect(take(3, { kind: 'mutation' })).toBe(0);
  expect(take(1, { key: 'u2' })).toBe(1);
  await jest.advanceTimersByTimeAsync(999);
  expect(leftOut).toEqual([]);
  await jest.advanceTimersByTimeAsync(1);
  expect(leftOut).toEqual([{ query: 4, mutation: 3 }]);
  expect(take(1)).toBe(1);
  await jest.advanceTimersByTimeAsync(5000);
  expect(leftOut).toHaveLength(1);
});

test('all together have 50, and nobody who is not signed in takes those of the others', () => {
  const { take } = setUp();
  const addresses = Array.from({ length: 100 }, (_, index) => `192.0.2.${index}`);
  const anonymous = { group: 'b' };
  expect(addresses.filter((key) => take(1, { ...anonymous, key }) === 1)).toHaveLength(50);
  expect(take(1, { ...anonymous, key: 'another' })).toBe(0);
  expect(take(1)).toBe(1);
});

test('the end tells what was left out by then', async () => {
  const { bound, leftOut, take } = setUp();
  take(6);
  await bound.stop();
  expect(leftOut).toEqual([{ query: 1 }]);
  await jest.advanceTimersByTimeAsync(5000);
  expect(leftOut).toHaveLength(1);
});
