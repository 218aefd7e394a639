/**
 * Runs a task with a signal that aborts when the time is over, or when the other signal does. Not by
 * `AbortSignal.any` of an `AbortSignal.timeout`: in Node 20 the time limit of those can be garbage collected, and then
 * never comes.
 */
export async function withLimit<T>(
  seconds: number,
  other: AbortSignal,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  other.throwIfAborted();
  const limit = new AbortController();
  const stop = () => limit.abort(other.reason);
  const timer = setTimeout(() => limit.abort(new Error(`It took longer than ${seconds} s.`)), seconds * 1000);
  other.addEventListener('abort', stop, { once: true });
  try {
    return await task(limit.signal);
  } finally {
    clearTimeout(timer);
    other.removeEventListener('abort', stop);
  }
}
