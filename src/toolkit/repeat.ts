/**
 * Runs `task` again and again, `milliseconds` after it ended, until the returned function is called. A failure is told
 * once, and once more only after it worked again. It does not keep the process alive.
 */
export function repeat(
  milliseconds: number,
  task: () => Promise<void>,
  onFailure: (error: unknown) => void,
): () => void {
  let stopped = false;
  let failing = false;
  const run = async () => {
    try {
      await task();
      failing = false;
    } catch (error) {
      if (!failing && !stopped) onFailure(error);
      failing = true;
    }
    if (!stopped) schedule();
  };
  let timer: NodeJS.Timeout;
  const schedule = () => {
    timer = setTimeout(() => void run(), milliseconds).unref();
  };
  schedule();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
