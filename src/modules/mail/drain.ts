export interface DrainOptions {
  /** True if there is more to be done at once. */
  readonly run: () => Promise<boolean>;
  /** How long it rests when there is nothing to do. */
  readonly idleMilliseconds: number;
  readonly onFailure: (error: unknown) => void;
}

export interface Drain {
  /** Runs within this time. */
  wake(milliseconds: number): void;
  /** Resolves once it does not run any more, and never runs again. */
  stop(): Promise<void>;
}

/**
 * Runs a task again and again, one at a time: soon when it is woken, else now and then. A failure is told once, and once
 * more only after it worked again. It does not keep the process alive.
 */
export function createDrain({ run, idleMilliseconds, onFailure }: DrainOptions): Drain {
  let timer: NodeJS.Timeout | undefined;
  let due = Number.POSITIVE_INFINITY;
  let running: Promise<void> | undefined;
  let isStopped = false;
  let isFailing = false;
  const runOnce = async (): Promise<number> => {
    try {
      const isMore = await run();
      isFailing = false;
      return isMore ? 0 : idleMilliseconds;
    } catch (error) {
      if (!isFailing) onFailure(error);
      isFailing = true;
      return idleMilliseconds;
    }
  };
  const wake = (milliseconds: number) => {
    const at = performance.now() + milliseconds;
    if (isStopped || at >= due) return;
    due = at;
    clearTimeout(timer);
    timer = running ? undefined : setTimeout(begin, milliseconds).unref();
  };
  const begin = () => {
    due = Number.POSITIVE_INFINITY;
    running = runOnce().then((milliseconds) => {
      running = undefined;
      // Whoever woke it meanwhile may want it sooner.
      const wanted = Math.max(0, Math.min(milliseconds, due - performance.now()));
      due = Number.POSITIVE_INFINITY;
      wake(wanted);
    });
  };
  return Object.freeze({
    wake,
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  } satisfies Drain);
}
