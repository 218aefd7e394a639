import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { endAt } from '../../../src/access/guard/stream.js';

const OVER = { done: true, value: undefined };
const event = (value: unknown) => ({ done: false, value });
const DAY = 24 * 60 * 60 * 1000;

/** By how much the clock is ahead of the timers. */
let ahead = 0;
const now = () => Date.now() + ahead;

beforeEach(() => {
  ahead = 0;
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'], now: 0 });
});
afterEach(() => {
  jest.useRealTimers();
});

/** Time goes by, for the clock and for the timers. */
const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

/** A source whose events are given by hand. */
function pipe(methods: Partial<AsyncIterator<unknown>> = {}) {
  const asked: ((event: IteratorResult<unknown> | Promise<never>) => void)[] = [];
  const iterator = {
    next: jest.fn(() => new Promise<IteratorResult<unknown>>((resolve) => asked.push(resolve))),
    return: jest.fn(async () => OVER as IteratorResult<unknown>),
    ...methods,
  };
  const give = (result: IteratorResult<unknown> | Promise<never>) => asked.shift()?.(result);
  return { iterator, give, source: { [Symbol.asyncIterator]: () => iterator } };
}

function ending(source: AsyncIterable<unknown>, expiresAt: number): AsyncIterator<unknown> {
  const stream = endAt(source, expiresAt, now) as AsyncIterable<unknown>;
  expect(stream).not.toBe(source);
  return stream[Symbol.asyncIterator]();
}

describe('what has no end to keep', () => {
  test.each([[null], [undefined], ['events'], [7], [[1, 2]], [{ next: () => OVER }]])('is given back: %p', (value) => {
    expect(endAt(value, 10, now)).toBe(value);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('is given back: a stream without an end', () => {
    const { source } = pipe();
    expect(endAt(source, null, now)).toBe(source);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('before its end, a stream', () => {
  test('has the events of its source, one asked for at a time', async () => {
    const { source, iterator, give } = pipe();
    const stream = ending(source, 10);
    expect(iterator.next).not.toHaveBeenCalled();
    for (let i = 0; i < 3; i += 1) {
      const next = stream.next();
      give(event(i));
      expect(await next).toEqual(event(i));
    }
    expect(iterator.next).toHaveBeenCalledTimes(3);
    expect(iterator.return).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(1);
  });

  test('may be asked by several at once', async () => {
    const { source, give } = pipe();
    const stream = ending(source, 10);
    const asked = [stream.next(), stream.next()];
    give(event(1));
    give(event(2));
    expect(await Promise.all(asked)).toEqual([event(1), event(2)]);
  });

  test('can be walked', async () => {
    async function* three() {
      yield 1;
      yield 2;
    }
    const seen: unknown[] = [];
    for await (const value of endAt(three(), 10, now) as AsyncIterable<unknown>) seen.push(value);
    expect(seen).toEqual([1, 2]);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('is over with its source, which is not told to stop', async () => {
    const { source, iterator, give } = pipe();
    const stream = ending(source, 10);
    const [next, waiting] = [stream.next(), stream.next()];
    give({ done: true, value: 'the end' });
    expect(await next).toEqual(OVER);
    expect(await waiting).toEqual(OVER);
    expect(await stream.next()).toEqual(OVER);
    expect(iterator.next).toHaveBeenCalledTimes(2);
    expect(iterator.return).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);
  });

  test('fails with its source, and is over then', async () => {
    const { source, iterator, give } = pipe();
    const stream = ending(source, 10);
    const next = stream.next();
    give(Promise.reject(new Error('no more')));
    await expect(next).rejects.toThrow('no more');
    expect(jest.getTimerCount()).toBe(0);
    expect(await stream.next()).toEqual(OVER);
    expect(iterator.next).toHaveBeenCalledTimes(1);
  });

  test('fails with a source that throws at once', async () => {
    const { source } = pipe({
      next: () => {
        throw new Error('not async');
      },
    });
    const stream = ending(source, 10);
    await expect(stream.next()).rejects.toThrow('not async');
    expect(jest.getTimerCount()).toBe(0);
    expect(await stream.next()).toEqual(OVER);
  });
});

describe('at its end, a stream', () => {
  test('is over for all who wait, and its source is told to stop', async () => {
    const { source, iterator, give } = pipe();
    const stream = ending(source, 10);
    const waiting = [stream.next(), stream.next()];
    await pass(9_999);
    expect(iterator.return).not.toHaveBeenCalled();
    await pass(1);
    expect(await Promise.all(waiting)).toEqual([OVER, OVER]);
    expect(iterator.return).toHaveBeenCalledTimes(1);
    give(event('late'));
    expect(await stream.next()).toEqual(OVER);
    expect(iterator.next).toHaveBeenCalledTimes(2);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('is over though nobody waits', async () => {
    const { source, iterator } = pipe();
    const stream = ending(source, 10);
    await pass(10_000);
    expect(iterator.return).toHaveBeenCalledTimes(1);
    expect(await stream.next()).toEqual(OVER);
    expect(iterator.next).not.toHaveBeenCalled();
  });

  test('is over by the clock, though the timer is late', async () => {
    const { source, iterator, give } = pipe();
    const stream = ending(source, 10);
    const next = stream.next();
    ahead = 10_000;
    give(event('late'));
    expect(await next).toEqual(OVER);
    expect(iterator.return).toHaveBeenCalledTimes(1);

    const other = pipe();
    const idle = ending(other.source, 20);
    ahead = 20_000;
    expect(await idle.next()).toEqual(OVER);
    expect(other.iterator.next).not.toHaveBeenCalled();
    expect(other.iterator.return).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('is not over by the timer, if the clock was set back', async () => {
    const { source, iterator, give } = pipe();
    const stream = ending(source, 10);
    ahead = -15_000;
    await pass(10_000);
    expect(iterator.return).not.toHaveBeenCalled();
    const next = stream.next();
    give(event(1));
    expect(await next).toEqual(event(1));
    await pass(15_000 - 1);
    await pass(1);
    expect(iterator.return).toHaveBeenCalledTimes(1);
    expect(await stream.next()).toEqual(OVER);
  });

  test.each([
    ['past', -1],
    ['there', 0],
    ['not a number', Number.NaN],
    ['no number', '10' as unknown as number],
  ])('that is %s is over at once', async (_when, expiresAt) => {
    const { source, iterator } = pipe();
    const stream = ending(source, expiresAt);
    expect(await stream.next()).toEqual(OVER);
    expect(iterator.next).not.toHaveBeenCalled();
    expect(iterator.return).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);

    const idle = pipe();
    ending(idle.source, expiresAt);
    await pass(1);
    expect(idle.iterator.return).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('that is further than a timer can wait is waited for in parts', async () => {
    const { source, iterator } = pipe();
    ending(source, (60 * DAY) / 1000);
    await pass(1_000);
    expect(jest.getTimerCount()).toBe(1);
    await pass(60 * DAY - 1_001);
    expect(iterator.return).not.toHaveBeenCalled();
    await pass(1);
    expect(iterator.return).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('that never comes is waited for without a rush', async () => {
    const { source, iterator } = pipe();
    const stream = ending(source, Number.POSITIVE_INFINITY);
    const timeouts = jest.spyOn(globalThis, 'setTimeout');
    await pass(100 * DAY);
    expect(timeouts.mock.calls.length).toBeLessThan(6);
    timeouts.mockRestore();
    expect(iterator.return).not.toHaveBeenCalled();
    await stream.return?.();
    expect(jest.getTimerCount()).toBe(0);
  });

  test.each<[string, Partial<AsyncIterator<unknown>>]>([
    ['cannot be told to stop', { return: undefined as never }],
    [
      'throws when told to stop',
      {
        return: () => {
          throw new Error('I will not');
        },
      },
    ],
    [
      'fails when told to stop',
      {
        return: async () => {
          throw new Error('I cannot');
        },
      },
    ],
    ['never answers when told to stop', { return: () => new Promise(() => {}) }],
  ])('is over though its source %s', async (_how, methods) => {
    const rejections: unknown[] = [];
    const listener = (reason: unknown) => rejections.push(reason);
    process.on('unhandledRejection', listener);
    const { source } = pipe(methods);
    const stream = ending(source, 10);
    const next = stream.next();
    await pass(10_000);
    expect(await next).toEqual(OVER);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listener);
    expect(rejections).toEqual([]);
  });
});

describe('whoever follows a stream', () => {
  test('can stop, and its source stops with it', async () => {
    const { source, iterator } = pipe();
    const stream = ending(source, 10);
    expect(await stream.return?.()).toEqual(OVER);
    expect(iterator.return).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
    expect(await stream.next()).toEqual(OVER);
    expect(iterator.next).not.toHaveBeenCalled();
    await pass(10_000);
    expect(iterator.return).toHaveBeenCalledTimes(1);
  });

  test('can stop while somebody waits, who is let go though the source never answers', async () => {
    const { source } = pipe({ return: () => new Promise(() => {}) });
    const stream = ending(source, 10);
    const next = stream.next();
    const returned = jest.fn();
    void stream.return?.().then(returned);
    expect(await next).toEqual(OVER);
    // As with the source itself, who stops it waits for it.
    expect(returned).not.toHaveBeenCalled();
  });

  test('learns if the source cannot stop, and can stop one that knows no stopping', async () => {
    const failing = pipe({ return: async () => Promise.reject(new Error('I cannot')) });
    await expect(ending(failing.source, 10).return?.()).rejects.toThrow('I cannot');
    expect(jest.getTimerCount()).toBe(0);
    const simple = pipe({ return: undefined as never });
    expect(await ending(simple.source, 10).return?.()).toEqual(OVER);
  });

  test('can throw into it', async () => {
    const thrown = jest.fn(async (_error: unknown) => OVER as IteratorResult<unknown>);
    const { source, iterator } = pipe({ throw: thrown });
    const error = new Error('stop');
    expect(await ending(source, 10).throw?.(error)).toEqual(OVER);
    expect(thrown).toHaveBeenCalledWith(error);
    expect(iterator.return).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);

    const simple = pipe();
    const stream = ending(simple.source, 10);
    await expect(stream.throw?.(error)).rejects.toBe(error);
    expect(simple.iterator.return).toHaveBeenCalledTimes(1);
    expect(await stream.next()).toEqual(OVER);
    expect(jest.getTimerCount()).toBe(0);
  });
});
