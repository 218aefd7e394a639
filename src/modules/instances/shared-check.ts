export interface SharedCheckOptions {
  /** What must resolve. */
  readonly check: () => Promise<void>;
  /** Told once, and once more only after it worked again. */
  readonly onFailure: (error: unknown) => void;
  /** Between the beginnings of two, however many ask. */
  readonly intervalMilliseconds: number;
}

/** Asks whether `check` resolves. Those who ask at about the same time share the answer; no two checks run at once. */
export function createSharedCheck(options: SharedCheckOptions): () => Promise<boolean> {
  const { check, onFailure, intervalMilliseconds } = options;
  let began = Number.NEGATIVE_INFINITY;
  let isRunning = false;
  let isFailing = false;
  let last = Promise.resolve(false);
  const run = async () => {
    try {
      await check();
      isFailing = false;
      return true;
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
