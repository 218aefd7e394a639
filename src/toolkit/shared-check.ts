export interface SharedCheckOptions<T> {
  /** What is found out. */
  readonly check: () => Promise<T>;
  /** Told once why it rejects, and once more only after it worked again. */
  readonly onFailure: (error: unknown) => void;
  /** Between the beginnings of two, however many ask. */
  readonly intervalMilliseconds: number;
}

/** What `check` finds; false if it rejects. Those who ask at about the same time share the answer; no two run at once. */
export function createSharedCheck<T>(options: SharedCheckOptions<T>): () => Promise<T | false> {
  const { check, onFailure, intervalMilliseconds } = options;
  let began = Number.NEGATIVE_INFINITY;
  let isRunning = false;
  let isFailing = false;
  let last: Promise<T | false> = Promise.resolve(false);
  const run = async (): Promise<T | false> => {
    try {
      const found = await check();
      isFailing = false;
      return found;
    } catch (error) {
      if (!isFailing) onFailure(error);
      isFailing = true;
      return false;
    } finally {
      isRunning = false;
    }
  };
  return () => {
    const now = performance.now();
    if (!isRunning && now - began >= intervalMilliseconds) {
      began = now;
      isRunning = true;
      last = run();
    }
    return last;
  };
}
