import { isAsyncIterable } from '../../values/value-kinds.js';
import { hasExpired } from '../decide/expiry.js';

/** What `setTimeout` can wait for at once. */
const MAX_WAIT = 2 ** 31 - 1;
const OVER: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * The same events, until the time comes: then it is over, and the source is told to stop. Anything but an async
 * iterable is given back as it is, and so is one without an end.
 *
 * @param expiresAt seconds since the epoch
 * @param now gives milliseconds since the epoch
 */
export function endAt(stream: unknown, expiresAt: number | null, now: () => number): unknown {
  if (expiresAt === null || !isAsyncIterable(stream)) return stream;
  const source = stream[Symbol.asyncIterator]();
  /** Those who wait for an event. */
  const waiting = new Set<() => void>();
  let isOver = false;

  const finish = () => {
    isOver = true;
    cancel();
    for (const giveUp of waiting) giveUp();
  };
  const expire = () => {
    if (isOver || !hasExpired(expiresAt, now())) return;
    finish();
    void stop(source);
  };
  const cancel = whenExpired(expiresAt, now, expire);

  const events: AsyncIterableIterator<unknown> = {
    next: async () => {
      expire();
      if (isOver) return OVER;
      let giveUp = () => {};
      const noEvent = new Promise<typeof OVER>((resolve) => {
        giveUp = () => resolve(OVER);
      });
      waiting.add(giveUp);
      try {
        const event = await Promise.race([source.next(), noEvent]);
        expire();
        if (event.done) finish();
        return isOver ? OVER : event;
      } catch (error) {
        // What failed is over: its end is not waited for.
        finish();
        throw error;
      } finally {
        waiting.delete(giveUp);
      }
    },
    return: async () => {
      finish();
      await source.return?.();
      return OVER;
    },
    throw: async (error) => {
      finish();
      if (source.throw) return source.throw(error);
      void stop(source);
      throw error;
    },
    [Symbol.asyncIterator]: () => events,
  };
  return events;
}

/** It may hang in what it waits for, so it is not waited for; and nobody is left who could be told of an error. */
async function stop(source: AsyncIterator<unknown>): Promise<void> {
  try {
    await source.return?.();
  } catch {}
}

/** Calls back when the time has come, by the clock and not by the timer alone. Returns what calls it off. */
function whenExpired(expiresAt: number, now: () => number, callBack: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    const left = hasExpired(expiresAt, now()) ? 0 : expiresAt * 1000 - now();
    // A process can end before the stream does.
    timer = setTimeout(look, Math.min(left, MAX_WAIT)).unref();
  };
  const look = () => (hasExpired(expiresAt, now()) ? callBack() : wait());
  wait();
  return () => clearTimeout(timer);
}
