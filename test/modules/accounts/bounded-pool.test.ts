import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PortcullisError } from '../../../src/errors.js';
import {
  type BoundedPool,
  type BoundedPoolOptions,
  createBoundedPool,
} from '../../../src/modules/accounts/bounded-pool.js';
import { rejectionOf } from '../module-database.js';

const MINUTE = 60;
const poolOf = (options: Partial<BoundedPoolOptions> = {}) =>
  createBoundedPool({ size: 1, queue: 10, waitSeconds: MINUTE, ...options });

interface Control {
  started: boolean;
  readonly task: () => Promise<number>;
  readonly resolve: (value: number) => void;
  readonly reject: (error: unknown) => void;
}

const controls: Control[] = [];

/** A task that ends when it is told to, and with its test. */
function controlledTask(): Control {
  let settle = { resolve: (_value: number) => {}, reject: (_error: unknown) => {} };
  const ended = new Promise<number>((resolve, reject) => {
    settle = { resolve, reject };
  });
  const control: Control = {
    started: false,
    task: () => {
      control.started = true;
      return ended;
    },
    ...settle,
  };
  controls.push(control);
  return control;
}

afterEach(() => {
  for (const control of controls.splice(0)) control.resolve(0);
});

const settle = () => new Promise((resolve) => setImmediate(resolve));

const start = (pool: BoundedPool, count: number) =>
  Array.from({ length: count }, () => {
    const control = controlledTask();
    const result = pool.run(control.task);
    result.catch(() => {});
    return { control, result };
  });

const expectBusy = (error: unknown) => {
  if (!(error instanceof PortcullisError)) throw new TypeError(`Not a PortcullisError: ${String(error)}`);
  expect(error.message).toBe('Too many sign-ins at once. Try again in a moment.');
  expect(error.extensions).toEqual({ code: 'SERVICE_UNAVAILABLE', retryAfter: 1 });
};

describe('a bounded pool', () => {
  test('gives what the task gives, or throws what it throws', async () => {
    const pool = poolOf();
    const failure = new Error('no');
    expect(await pool.run(async () => 'result')).toBe('result');
    expect(await rejectionOf(pool.run(() => Promise.reject(failure)))).toBe(failure);
    const throwing = () => {
      throw failure;
    };
    expect(await rejectionOf(pool.run(throwing))).toBe(failure);
    expect(await pool.run(async () => 'again')).toBe('again');
  });

  test('runs `size` at once, and the next when one of them ends', async () => {
    const tasks = start(poolOf({ size: 2 }), 4);
    const started = () => tasks.map(({ control }) => control.started);
    await settle();
    expect(started()).toEqual([true, true, false, false]);
    tasks[1]?.control.resolve(1);
    await settle();
    expect(started()).toEqual([true, true, true, false]);
    tasks[0]?.control.resolve(0);
    await settle();
    expect(started()).toEqual([true, true, true, true]);
  });

  test('a task that fails frees its place', async () => {
    const tasks = start(poolOf(), 2);
    await settle();
    tasks[0]?.control.reject(new Error('no'));
    await expect(tasks[0]?.result).rejects.toThrow('no');
    await settle();
    expect(tasks[1]?.control.started).toBe(true);
  });

  test('those who wait go in the order they came', async () => {
    const order: number[] = [];
    const pool = poolOf({ queue: 100 });
    await Promise.all(Array.from({ length: 50 }, (_, index) => pool.run(async () => order.push(index))));
    expect(order).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });

  test('who comes later does not take the place that is handed on', async () => {
    const pool = poolOf();
    const [first, second] = start(pool, 2);
    await settle();
    first?.control.resolve(0);
    const late = controlledTask();
    void first?.result.then(() => pool.run(late.task));
    await settle();
    expect([second?.control.started, late.started]).toEqual([true, false]);
  });
});

describe('what cannot be done soon', () => {
  test('is refused at once when the queue is full', async () => {
    const pool = poolOf({ size: 2, queue: 3 });
    const tasks = start(pool, 5);
    const refused = controlledTask();
    expectBusy(await rejectionOf(pool.run(refused.task)));
    expect(refused.started).toBe(false);
    tasks[0]?.control.resolve(0);
    await tasks[0]?.result;
    const [next] = start(pool, 1);
    await settle();
    expect(next?.control.started).toBe(false);
    expectBusy(await rejectionOf(pool.run(refused.task)));
  });

  test('is refused at once when nobody may wait', async () => {
    const pool = poolOf({ queue: 0 });
    const [running] = start(pool, 1);
    expectBusy(await rejectionOf(pool.run(async () => 'no')));
    running?.control.resolve(0);
    await running?.result;
    expect(await pool.run(async () => 'yes')).toBe('yes');
  });

  test('is refused when it has waited too long, and never runs', async () => {
    const pool = poolOf({ waitSeconds: 0.02 });
    const [running, waiting] = start(pool, 2);
    expectBusy(await rejectionOf(waiting?.result ?? Promise.resolve()));
    running?.control.resolve(0);
    expect(await running?.result).toBe(0);
    await settle();
    expect(waiting?.control.started).toBe(false);
    expect(await pool.run(async () => 'the place is free')).toBe('the place is free');
  });

  test('who has waited too long leaves his place in the queue', async () => {
    const pool = poolOf({ queue: 1, waitSeconds: 0.02 });
    const [running, waiting] = start(pool, 2);
    expectBusy(await rejectionOf(waiting?.result ?? Promise.resolve()));
    const [next] = start(pool, 1);
    running?.control.resolve(0);
    await settle();
    expect(next?.control.started).toBe(true);
  });

  test('a task that runs longer than the wait is let run', async () => {
    const pool = poolOf({ waitSeconds: 0.01 });
    const slow = () => new Promise((resolve) => setTimeout(() => resolve('late'), 50));
    expect(await pool.run(slow)).toBe('late');
  });
});

test('never more than `size` run, never more than `queue` wait, and all places come back', async () => {
  const options = { size: fc.integer({ min: 1, max: 4 }), queue: fc.integer({ min: 0, max: 6 }) };
  const tasks = fc.array(fc.record({ ticks: fc.nat({ max: 5 }), fails: fc.boolean() }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(fc.record({ ...options, tasks }), async ({ size, queue, tasks }) => {
      const pool = poolOf({ size, queue });
      let running = 0;
      let most = 0;
      const outcomes = await Promise.allSettled(
        tasks.map(({ ticks, fails }) =>
          pool.run(async () => {
            running += 1;
            most = Math.max(most, running);
            for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
            running -= 1;
            if (fails) throw new Error('task');
          }),
        ),
      );
      const refused = outcomes.filter((it) => it.status === 'rejected' && it.reason instanceof PortcullisError);
      expect(most).toBeLessThanOrEqual(size);
      expect(refused).toHaveLength(Math.max(0, tasks.length - size - queue));
      const again = start(pool, size);
      await settle();
      expect(again.every(({ control }) => control.started)).toBe(true);
    }),
    { numRuns: 50 },
  );
});
