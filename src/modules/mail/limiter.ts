/** Runs a task once it is its turn. */
export type Limiter = <T>(task: () => Promise<T>) => Promise<T>;

/** Lets `count` tasks run at once; the others wait, in the order they came. */
export function createLimiter(count: number): Limiter {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running < count) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      // The place is handed on, so that nobody who comes later takes it first.
      if (next) next();
      else running -= 1;
    }
  };
}
