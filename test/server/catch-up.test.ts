import { expect, test } from '@jest/globals';
import { createCatchUp } from '../../src/server/catch-up.js';

/** A feed that is current for 5 s after it was read, and what was done to it. */
function setUp() {
  let uptime = 0;
  let clock = 1_700_000_000_000;
  let readAt = 0;
  let reads = 0;
  let failure: Error | undefined;
  const feed = {
    isCurrent: () => uptime - readAt <= 5000,
    catchUp: async () => {
      const before = uptime;
      reads += 1;
      await new Promise((resolve) => setImmediate(resolve));
      if (failure) throw failure;
      readAt = before;
    },
  };
  return {
    catchUp: createCatchUp({ feeds: [feed], clock: () => clock, uptime: () => uptime }),
    reads: () => reads,
    fail: (error: Error | undefined) => {
      failure = error;
    },
    pass: (milliseconds: number, uptimeMilliseconds = milliseconds) => {
      clock += milliseconds;
      uptime += uptimeMilliseconds;
    },
  };
}

test('nothing is read while the feed is current', async () => {
  const { catchUp, pass, reads } = setUp();
  expect(await catchUp()).toBe(true);
  pass(5000);
  expect(await catchUp()).toBe(true);
  expect(reads()).toBe(0);
});

test('a feed that is out of date is read, once for all who wait', async () => {
  const { catchUp, pass, reads } = setUp();
  pass(5001);
  expect(await Promise.all([catchUp(), catchUp(), catchUp()])).toEqual([true, true, true]);
  expect(reads()).toBe(1);
  expect(await catchUp()).toBe(true);
  expect(reads()).toBe(1);
});

test('who comes after a second gap does not take what was read before it', async () => {
  const { catchUp, pass, reads } = setUp();
  pass(6000);
  const first = catchUp();
  pass(6000);
  expect(await Promise.all([first, catchUp()])).toEqual([true, true]);
  expect(reads()).toBe(2);
});

test('a feed that cannot be read is left to say so itself', async () => {
  const { catchUp, pass, fail, reads } = setUp();
  pass(5001);
  fail(new Error('out of reach'));
  expect(await catchUp()).toBe(true);
  expect(reads()).toBe(2);
  fail(undefined);
  expect(await catchUp()).toBe(true);
  expect(reads()).toBe(3);
});

test('a gap that the clock alone tells of is one, and is not got over until the feed was read', async () => {
  const { catchUp, pass, fail, reads } = setUp();
  pass(10_000, 0);
  fail(new Error('out of reach'));
  expect(await catchUp()).toBe(false);
  expect(await catchUp()).toBe(false);
  fail(undefined);
  expect(await catchUp()).toBe(true);
  expect(reads()).toBe(5);
});

test('a clock that is set back, or slowly wrong, tells of no gap', async () => {
  const { catchUp, pass, reads } = setUp();
  pass(-3_600_000, 0);
  expect(await catchUp()).toBe(true);
  pass(1900, 1000);
  expect(await catchUp()).toBe(true);
  expect(reads()).toBe(0);
});
