import { startPolling } from './polling.js';

/**
 * Runs `task` again and again, `milliseconds` after it ended, until the returned function is called. A failure is told
 * once, and once more only after it worked again. It does not keep the process alive.
 */
export function repeat(
  milliseconds: number,
  task: () => Promise<void>,
  onFailure: (error: unknown) => void,
): () => void {
  return startPolling({ task, intervalMilliseconds: milliseconds, pauseMilliseconds: 0, onFailure }).stop;
}
