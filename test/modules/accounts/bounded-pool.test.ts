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

const start = (pool: BoundedPool, count: number, owner = 'ann') =>
  Array.from({ length: count }, () => {
    const control = controlledTask();
    const result = pool.run(owner, control.task);
    result.catch(() => {});
    return { control, result };
  });

const expectBusy = (error: unknown, retryAfter: unknown = 1) => {
  if (!(error instanceof PortcullisError)) throw new TypeError(`Not a PortcullisError: ${String(error)}`);
  expect(error.message).toBe('Too many sign-ins at once. Try again in a moment.');
  expect(error.extensions).toEqual({ code: 'SERVICE_UNAVAILABLE', retryAfter });
};

describe('a bounded pool', () => {
  test('gives what the task gives, or throws what it throws', async () => {
    const pool = poolOf();
    const failure = new Error('no');
    expect(await pool.run('ann', async () => 'result')).toBe('result');
    expect(await rejectionOf(pool.run('ann', () => Promise.reject(failure)))).toBe(failure);
    const throwing = () => {
      throw failure;
    };
    expect(await rejectionOf(pool.run('ann', throwing))).toBe(failure);
    expect(await pool.run('ann', async () => 'again')).toBe('again');
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
    await Promise.all(Array.from({ length: 50 }, (_, index) => pool.run('ann', async () => order.push(index))));
    expect(order).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });

  test('who comes later does not take the place that is handed on', async () => {
    const pool = poolOf();
    const [first, second] = start(pool, 2);
    await settle();
    first?.control.resolve(0);
    const late = controlledTask();
    void first?.result.then(() => pool.run('ann', late.task));
    await settle();
    expect([second?.control.started, late.started]).toEqual([true, false]);
  });
});

describe('what cannot be done soon', () => {
  test('is refused at once when the queue is full', async () => {
    const pool = poolOf({ size: 2, queue: 3 });
    const tasks = start(pool, 5);
    const refused = controlledTask();
    expectBusy(await rejectionOf(pool.run('ann', refused.task)));
    expect(refused.started).toBe(false);
    tasks[0]?.control.resolve(0);
    await tasks[0]?.result;
    const [next] = start(pool, 1);
    await settle();
    expect(next?.control.started).toBe(false);
    expectBusy(await rejectionOf(pool.run('ann', refused.task)));
  });

  test('is refused at once when nobody may wait', async () => {
    const pool = poolOf({ queue: 0 });
    const [running] = start(pool, 1);
    expectBusy(await rejectionOf(pool.run('ann', async () => 'no')));
    running?.control.resolve(0);
    await running?.result;
    expect(await pool.run('ann', async () => 'yes')).toBe('yes');
  });

  test('is refused when it has waited too long, and never runs', async () => {
    const pool = poolOf({ waitSeconds: 0.02 });
    const [running, waiting] = start(pool, 2);
    expectBusy(await rejectionOf(waiting?.result ?? Promise.resolve()));
    running?.control.resolve(0);
    expect(await running?.result).toBe(0);
    await settle();
    expect(waiting?.control.started).toBe(false);
    expect(await pool.run('ann', async () => 'the place is free')).toBe('the place is free');
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
    expect(await pool.run('ann', slow)).toBe('late');
  });
});

describe('places are shared out between owners', () => {
  /** Runs all of them one after the other, and tells whose they were. */
  const drain = async (pool: BoundedPool, bring: (note: (owner: string) => Promise<void>) => void) => {
    const turns: string[] = [];
    const [first] = start(pool, 1, 'nobody');
    bring((owner) => pool.run(owner, async () => void turns.push(owner)));
    first?.control.resolve(0);
    await settle();
    return turns.join(' ');
  };

  test('who take turns, each with their own in the order they came', async () => {
    const turns = await drain(poolOf(), (note) => {
      for (const owner of ['a', 'a', 'a', 'b', 'b', 'c', 'a']) void note(owner);
    });
    expect(turns).toBe('a b c a b a a');
  });

  test('who comes for the first time waits for one turn of each, however many tasks another has', async () => {
    const turns = await drain(poolOf({ queue: 100 }), (note) => {
      for (let i = 0; i < 60; i += 1) void note('flood');
      void note('honest');
    });
    expect(turns.split(' ').indexOf('honest')).toBe(1);
  });

  test('one may use all of them while nobody else is there', async () => {
    const tasks = start(poolOf({ size: 2, queue: 5 }), 7, 'a');
    await settle();
    expect(tasks.map(({ control }) => control.started)).toEqual([true, true, false, false, false, false, false]);
    for (const { control } of tasks) control.resolve(1);
    expect(await Promise.all(tasks.map(({ result }) => result))).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });

  test('when no more may wait, the last of who has most gives way; among equals, who comes last does', async () => {
    const pool = poolOf({ queue: 4 });
    const [running] = start(pool, 1, 'nobody');
    const flood = start(pool, 4, 'flood');
    const honest = start(pool, 2, 'honest');
    for (const { result } of flood.slice(2)) expectBusy(await rejectionOf(result));
    const third = start(pool, 1, 'honest');
    expectBusy(await rejectionOf(third[0]?.result ?? Promise.resolve()));
    expectBusy(await rejectionOf(pool.run('flood', async () => 'no')));
    const others = [...start(pool, 1, 'other'), ...start(pool, 1, 'another')];
    expectBusy(await rejectionOf(flood[1]?.result ?? Promise.resolve()));
    expectBusy(await rejectionOf(honest[1]?.result ?? Promise.resolve()));
    expectBusy(await rejectionOf(pool.run('a fifth', async () => 'no')));
    const all = [...flood.slice(0, 1), ...honest.slice(0, 1), ...others, ...(running ? [running] : [])];
    for (const { control } of all) control.resolve(1);
    expect(await Promise.all(all.map(({ result }) => result))).toEqual(all.map(() => 1));
  });

  test('who has waited too long, or had to give way, leaves no turn behind', async () => {
    const pool = poolOf({ queue: 2, waitSeconds: 0.02 });
    const [running] = start(pool, 1, 'nobody');
    for (const { result } of start(pool, 2, 'flood')) expectBusy(await rejectionOf(result));
    const [next] = start(pool, 1, 'honest');
    running?.control.resolve(0);
    await settle();
    expect(next?.control.started).toBe(true);
  });
});

test('retryAfter is when those who wait will be through', async () => {
  const pool = poolOf({ queue: 20, waitSeconds: MINUTE });
  // What a task takes is learnt from those before.
  for (let i = 0; i < 30; i += 1) await pool.run('ann', () => new Promise((resolve) => setTimeout(resolve, 100)));
  start(pool, 1, 'nobody');
  start(pool, 20, 'flood');
  const refused = await rejectionOf(pool.run('flood', async () => 'no'));
  expectBusy(refused, expect.any(Number));
  const { retryAfter } = (refused as PortcullisError).extensions;
  // 21 times 0.1 s, and what a busy machine adds.
  expect(retryAfter).toBeGreaterThanOrEqual(2);
  expect(retryAfter).toBeLessThanOrEqual(20);
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
          pool.run('ann', async () => {
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
