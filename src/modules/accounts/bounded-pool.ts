import { PortcullisError } from '../../errors.js';

export interface BoundedPoolOptions {
  /** How many tasks run at once. */
  readonly size: number;
  /** How many more may wait. */
  readonly queue: number;
  /** How long one waits before it is refused. */
  readonly waitSeconds: number;
}

/** Runs tasks, a few at once, and shares the places out fairly between those who bring them. */
export interface BoundedPool {
  /**
   * The task's result. `SERVICE_UNAVAILABLE` if too many wait, or the wait was too long; its `retryAfter` is when those
   * who wait now will be through, in seconds. `owner` is whose task it is.
   */
  run<T>(owner: string, task: () => Promise<T>): Promise<T>;
  /** How many tasks run, and how many wait. */
  load(): { readonly running: number; readonly waiting: number };
}

interface Waiting {
  readonly owner: string;
  readonly start: () => void;
  readonly refuse: () => void;
}

const MAX_RETRY_SECONDS = 60;
const WEIGHT_OF_LAST = 0.1;

/**
 * Keeps expensive work from taking everything: what cannot be done soon is refused, and can be tried again. Owners take
 * turns, and when no more may wait, the one with the most waiting gives a place to who has fewer. So whoever brings many
 * tasks waits for their own, and not others for them.
 */
export function createBoundedPool({ size, queue, waitSeconds }: BoundedPoolOptions): BoundedPool {
  // By owner, in the order of their turns.
  const lines = new Map<string, Set<Waiting>>();
  let waitingCount = 0;
  let running = 0;
  let averageSeconds = 0;

  const busy = (owner: string): PortcullisError => {
    const before = Math.min(waitingCount, (lines.get(owner)?.size ?? 0) * lines.size);
    const seconds = Math.ceil(((before + 1) * averageSeconds) / size);
    return new PortcullisError('SERVICE_UNAVAILABLE', 'Too many sign-ins at once. Try again in a moment.', {
      retryAfter: Math.min(Math.max(seconds, 1), MAX_RETRY_SECONDS),
    });
  };
  const add = (waiting: Waiting) => {
    const line = lines.get(waiting.owner) ?? new Set();
    lines.set(waiting.owner, line.add(waiting));
    waitingCount += 1;
  };
  const remove = (waiting: Waiting) => {
    const line = lines.get(waiting.owner);
    if (!line?.delete(waiting)) return;
    waitingCount -= 1;
    if (line.size === 0) lines.delete(waiting.owner);
  };
  /** Of the longest line the one who came last gives way. False if that would be the owner's own, or as short. */
  const makeRoom = (owner: string): boolean => {
    const longest = [...lines.values()].reduce((a, b) => (b.size > a.size ? b : a), new Set<Waiting>());
    if (longest.size <= (lines.get(owner)?.size ?? 0) + 1) return false;
    [...longest].at(-1)?.refuse();
    return true;
  };
  const takePlace = (owner: string): Promise<void> | undefined => {
    if (running < size) {
      running += 1;
      return undefined;
    }
    if (waitingCount >= queue && !makeRoom(owner)) throw busy(owner);
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        remove(waiting);
      };
      const waiting: Waiting = {
        owner,
        start: () => {
          leave();
          resolve();
        },
        refuse: () => {
          leave();
          reject(busy(owner));
        },
      };
      const timer = setTimeout(waiting.refuse, waitSeconds * 1000);
      add(waiting);
    });
  };
  // The place is handed on, so that nobody who comes later takes it first.
  const leavePlace = () => {
    const [turn] = lines;
    if (!turn) {
      running -= 1;
      return;
    }
    const [owner, line] = turn;
    // Whoever has more waiting is last from now on.
    lines.delete(owner);
    lines.set(owner, line);
    const [next] = line;
    next?.start();
  };
  return Object.freeze({
    load: () => ({ running, waiting: waitingCount }),
    run: async <T>(owner: string, task: () => Promise<T>) => {
      await takePlace(owner);
      const start = performance.now();
      try {
        return await task();
      } finally {
        averageSeconds += WEIGHT_OF_LAST * ((performance.now() - start) / 1000 - averageSeconds);
        leavePlace();
      }
    },
  });
}
