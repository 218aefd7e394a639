import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { startPolling } from '../../src/toolkit/polling.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

/** Counts the runs of a task that takes no time, or as long as `take` says. */
function counted(take: () => Promise<void> = async () => {}) {
  const counts = { runs: 0, failures: 0 };
  const polling = startPolling({
    task: () => {
      counts.runs += 1;
      return take();
    },
    intervalMilliseconds: 250,
    pauseMilliseconds: 20,
    onFailure: () => {
      counts.failures += 1;
    },
  });
  return { counts, polling };
}

describe('polling', () => {
  test('runs after each interval, if nobody wakes it', async () => {
    const { counts, polling } = counted();
    await pass(249);
    expect(counts.runs).toBe(0);
    await pass(1);
    expect(counts.runs).toBe(1);
    await pass(1000);
    expect(counts.runs).toBe(5);
    polling.stop();
  });

  test('runs at once when it is woken, and an interval later again', async () => {
    const { counts, polling } = counted();
    await pass(100);
    polling.wake();
    await pass(0);
    expect(counts.runs).toBe(1);
    await pass(249);
    expect(counts.runs).toBe(1);
    await pass(1);
    expect(counts.runs).toBe(2);
    polling.stop();
  });

  test('runs once for all who wake it at about the same time', async () => {
    const { counts, polling } = counted();
    await pass(100);
    for (let times = 0; times < 10_000; times += 1) polling.wake();
    await pass(200);
    expect(counts.runs).toBe(1);
    polling.stop();
  });

  test('a flood of wakes makes no more runs than the pause lets', async () => {
    const { counts, polling } = counted();
    for (let milliseconds = 0; milliseconds < 1000; milliseconds += 1) {
      for (let times = 0; times < 100; times += 1) polling.wake();
      await pass(1);
    }
    expect(counts.runs).toBe(50);
    polling.stop();
  });

  test('what wakes it while it runs has it run again, and never two at once', async () => {
    let end = () => {};
    const { counts, polling } = counted(() => new Promise((resolve) => (end = resolve)));
    await pass(100);
    polling.wake();
    await pass(0);
    for (let times = 0; times < 1000; times += 1) polling.wake();
    await pass(10_000);
    expect(counts.runs).toBe(1);
    end();
    await pass(0);
    expect(counts.runs).toBe(2);
    end();
    await pass(249);
    expect(counts.runs).toBe(2);
    polling.stop();
  });

  test('tells once of a failure, however often it is woken, and again after it worked', async () => {
    let isBroken = true;
    const { counts, polling } = counted(async () => {
      if (isBroken) throw new Error('broken');
    });
    for (let times = 0; times < 10; times += 1) {
      polling.wake();
      await pass(20);
    }
    expect(counts).toEqual({ runs: 10, failures: 1 });
    isBroken = false;
    await pass(250);
    isBroken = true;
    await pass(250);
    expect(counts).toEqual({ runs: 12, failures: 2 });
    polling.stop();
  });

  test('that was stopped is not woken any more, nor does it go on after a run', async () => {
    let end = () => {};
    const { counts, polling } = counted(() => new Promise((resolve) => (end = resolve)));
    await pass(250);
    polling.stop();
    polling.wake();
    end();
    await pass(1000);
    expect(counts.runs).toBe(1);
  });
});
