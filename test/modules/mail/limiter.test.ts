import { describe, expect, test } from '@jest/globals';
import { createLimiter } from '../../../src/modules/mail/limiter.js';

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Tasks that end when they are told to, and what has started. */
function tasks() {
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const task = (number: number) => () => {
    started.push(number);
    return new Promise<number>((resolve) => {
      ends[number] = () => resolve(number);
    });
  };
  return { started, task, end: (number: number) => ends[number]?.() };
}

describe('a limiter', () => {
  test('runs so many at once, and the others in the order they came', async () => {
    const run = createLimiter(2);
    const { started, task, end } = tasks();
    const results = [0, 1, 2, 3].map((number) => run(task(number)));
    await settle();
    expect(started).toEqual([0, 1]);
    end(1);
    await settle();
    expect(started).toEqual([0, 1, 2]);
    end(0);
    await settle();
    expect(started).toEqual([0, 1, 2, 3]);
    end(2);
    end(3);
    expect(await Promise.all(results)).toEqual([0, 1, 2, 3]);
  });

  test('gives the place of a task that failed to the next', async () => {
    const run = createLimiter(1);
    const failed = run(() => Promise.reject(new Error('no')));
    const next = run(async () => 'next');
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('next');
    expect(await run(async () => 'later')).toBe('later');
  });

  test('hands a place on: who comes just then waits', async () => {
    const run = createLimiter(1);
    const { started, task, end } = tasks();
    void run(task(0));
    const second = run(task(1));
    await settle();
    end(0);
    const third = run(task(2));
    await settle();
    expect(started).toEqual([0, 1]);
    end(1);
    await second;
    await settle();
    end(2);
    expect(await third).toBe(2);
  });
});
