import { PortcullisError } from '../../errors.js';

export interface BoundedPoolOptions {
  /** How many tasks run at once. */
  readonly size: number;
  /** How many more may wait. */
  readonly queue: number;
  /** How long one waits before it is refused. */
  readonly waitSeconds: number;
}

/** Runs tasks, a few at once. */
export interface BoundedPool {
  /** The task's result. `SERVICE_UNAVAILABLE` with `retryAfter` if the queue is full, or the wait too long. */
  run<T>(task: () => Promise<T>): Promise<T>;
}

/** Keeps expensive work from taking everything: what cannot be done soon is refused at once, and can be tried again. */
export function createBoundedPool({ size, queue, waitSeconds }: BoundedPoolOptions): BoundedPool {
  const waiting = new Set<() => void>();
  let running = 0;

  const takePlace = (): Promise<void> | undefined => {
    if (running < size) {
      running += 1;
      return undefined;
    }
    if (waiting.size >= queue) throw busy();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(start);
        reject(busy());
      }, waitSeconds * 1000);
      const start = () => {
        clearTimeout(timer);
        resolve();
      };
      waiting.add(start);
    });
  };
  // The place is handed on, so that nobody who comes later takes it first.
  const leavePlace = () => {
    const [next] = waiting;
    if (next) {
      waiting.delete(next);
      next();
    } else {
      running -= 1;
    }
  };
  return Object.freeze({
    run: async <T>(task: () => Promise<T>) => {
      await takePlace();
      try {
        return await task();
      } finally {
        leavePlace();
      }
    },
  });
}

function busy(): PortcullisError {
  return new PortcullisError('SERVICE_UNAVAILABLE', 'Too many sign-ins at once. Try again in a moment.', {
    retryAfter: 1,
  });
}
