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
  const cancel = at(expiresAt * 1000, now, () => {
    finish();
    stop(source);
  });
  const events: AsyncIterableIterator<unknown> = {
    next: async () => {
      if (isOver) return OVER;
      let giveUp = () => {};
      const noEvent = new Promise<typeof OVER>((resolve) => {
        giveUp = () => resolve(OVER);
      });
      waiting.add(giveUp);
      const event = await Promise.race([source.next(), noEvent]).finally(() => waiting.delete(giveUp));
      if (event.done) finish();
      return isOver ? OVER : event;
    },
    return: async () => {
      finish();
      await source.return?.();
      return OVER;
    },
    throw: async (error) => {
      finish();
      if (source.throw) return source.throw(error);
      throw error;
    },
    [Symbol.asyncIterator]: () => events,
  };
  return events;
}

/** It may hang in what it waits for, so it is not waited for; and nobody is left who could be told of an error. */
function stop(source: AsyncIterator<unknown>): void {
  Promise.resolve(source.return?.()).catch(() => {});
}

/** Calls back at that time, at once if it has come. Returns what calls it off. */
function at(time: number, now: () => number, callBack: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    // A process can end before the stream does.
    timer = setTimeout(look, Math.max(0, Math.min(time - now(), MAX_WAIT))).unref();
  };
  const look = () => (time <= now() ? callBack() : wait());
  wait();
  return () => clearTimeout(timer);
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
