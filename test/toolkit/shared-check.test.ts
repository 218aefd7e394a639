import { describe, expect, test } from '@jest/globals';
import { createSharedCheck } from '../../src/toolkit/shared-check.js';
import { within } from '../../src/toolkit/within.js';

describe('a shared check', () => {
  const options = { onFailure: () => {}, intervalMilliseconds: 1e9 };

  test('runs once for many who ask, and not again before its time', async () => {
    let times = 0;
    const check = async () => {
      times += 1;
      return 'yes';
    };
    const ask = createSharedCheck({ ...options, check });
    expect(await Promise.all(Array.from({ length: 100 }, ask))).toEqual(Array.from({ length: 100 }, () => 'yes'));
    expect([await ask(), times]).toEqual(['yes', 1]);
    const again = createSharedCheck({ ...options, intervalMilliseconds: 0, check });
    expect([await again(), await again(), times]).toEqual(['yes', 'yes', 3]);
  });

  test('is no while it fails, which is told once, and yes once it works', async () => {
    const outcomes = ['full', 'still full', undefined, 'full again'];
    const told: unknown[] = [];
    const ask = createSharedCheck({
      ...options,
      intervalMilliseconds: 0,
      check: async () => {
        const fault = outcomes.shift();
        if (fault !== undefined) throw new Error(fault);
        return true;
      },
      onFailure: (error) => told.push(error),
    });
    expect([await ask(), await ask(), await ask(), await ask()]).toEqual([false, false, true, false]);
    expect(told).toEqual([new Error('full'), new Error('full again')]);
  });

  test('does not start a second time while it hangs', async () => {
    let times = 0;
    const check = () => {
      times += 1;
      return new Promise<void>(() => {});
    };
    const ask = createSharedCheck({ ...options, intervalMilliseconds: 0, check });
    expect([await within(10, ask()), await within(10, ask()), times]).toEqual([false, false, 1]);
  });
});
