import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { createTimeLimit } from '../../../src/access/guard/time-limit.js';

const failures: unknown[] = [];
const inTime = (milliseconds: number) => createTimeLimit(milliseconds, (error) => failures.push(error));
const never = () => new Promise<unknown>(() => {});
const settleAfter = (milliseconds: number, value: unknown = true) =>
  new Promise<unknown>((resolve) => setTimeout(resolve, milliseconds, value));

afterEach(() => {
  failures.length = 0;
  jest.restoreAllMocks();
});

describe('createTimeLimit', () => {
  test('true is true, and nothing else is', async () => {
    const wait = inTime(1000);
    expect(await wait(Promise.resolve(true))).toBe(true);
    for (const other of [false, 1, 'true', {}, [], null, undefined, Object(true)]) {
      expect(await wait(Promise.resolve(other))).toBe(false);
    }
    expect(failures).toEqual([]);
  });

  test('what rejects is false, and its cause is told', async () => {
    const wait = inTime(1000);
    const cause = new Error('the database is away');
    expect(await wait(Promise.reject(cause))).toBe(false);
    expect(await wait(Promise.reject(undefined))).toBe(false);
    expect(failures).toEqual([cause, undefined]);
  });

  test('what never answers is false when the time is over', async () => {
    const begin = performance.now();
    expect(await inTime(20)(never())).toBe(false);
    expect(performance.now() - begin).toBeGreaterThanOrEqual(19);
    expect(failures).toEqual([new Error('A policy took longer than 20 ms.')]);
  });

  test('what answers too late is false', async () => {
    expect(await inTime(20)(settleAfter(60))).toBe(false);
    await settleAfter(60);
    expect(failures).toHaveLength(1);
  });

  test('each has its own time: one that comes later is not cut short by one before', async () => {
    const wait = inTime(60);
    const late = wait(never());
    await settleAfter(30);
    const next = wait(settleAfter(45));
    expect(await late).toBe(false);
    expect(await next).toBe(true);
    expect(await wait(settleAfter(1))).toBe(true);
  });

  test('many give up, in turn or together', async () => {
    const wait = inTime(30);
    const first = [wait(never()), wait(never()), wait(settleAfter(5))];
    await settleAfter(10);
    const second = [wait(never()), wait(settleAfter(5))];
    expect(await Promise.all([...first, ...second])).toEqual([false, false, true, false, true]);
    expect(failures).toHaveLength(3);
  });

  test('however many are waited for there is one timer, and none when all have answered', async () => {
    const set = jest.spyOn(globalThis, 'setTimeout');
    const clear = jest.spyOn(globalThis, 'clearTimeout');
    const wait = inTime(1000);
    const answers = Array.from({ length: 50 }, () => wait(Promise.resolve(true)));
    expect(await Promise.all(answers)).toEqual(Array(50).fill(true));
    expect(set).toHaveBeenCalledTimes(1);
    expect(clear.mock.calls.at(-1)?.[0]).toBe(set.mock.results[0]?.value);
  });

  test('no timer before anything is waited for', () => {
    const set = jest.spyOn(globalThis, 'setTimeout');
    inTime(1000);
    expect(set).not.toHaveBeenCalled();
  });
});
