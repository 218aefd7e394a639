export interface PollingOptions {
  readonly task: () => Promise<void>;
  /** From the end of one run to the beginning of the next, if nobody wakes it. */
  readonly intervalMilliseconds: number;
  /** From the beginning of one run to that of the next at least, however often it is woken. */
  readonly pauseMilliseconds: number;
  /** Told once why the task fails, and once more only after it worked again. */
  readonly onFailure: (error: unknown) => void;
}

/** A task that runs again and again. */
export interface Polling {
  /** Has it run at once, or as soon as the run before lets it. However many wake it meanwhile, it runs once for all. */
  wake(): void;
  stop(): void;
}

/** Runs the task again and again, and earlier when it is woken. It does not keep the process alive. */
export function startPolling({ task, intervalMilliseconds, pauseMilliseconds, onFailure }: PollingOptions): Polling {
  let state: 'waiting' | 'running' | 'stopped' = 'waiting';
  let isWoken = false;
  let isFailing = false;
  let began = performance.now();
  let timer: NodeJS.Timeout;
  const schedule = () => {
    const pause = Math.max(0, began + pauseMilliseconds - performance.now());
    timer = setTimeout(() => void run(), isWoken ? pause : intervalMilliseconds).unref();
  };
  const isStopped = () => state === 'stopped';
  const run = async () => {
    state = 'running';
    isWoken = false;
    began = performance.now();
    try {
      await task();
      isFailing = false;
    } catch (error) {
      if (!isFailing && !isStopped()) onFailure(error);
      isFailing = true;
    }
    if (isStopped()) return;
    state = 'waiting';
    schedule();
  };
  schedule();
  return Object.freeze({
    wake: () => {
      if (isWoken) return;
      isWoken = true;
      if (state !== 'waiting') return;
      clearTimeout(timer);
      schedule();
    },
    stop: () => {
      state = 'stopped';
      clearTimeout(timer);
    },
  } satisfies Polling);
}
