/**
 * To be awaited before each piece of work that blocks: once such pieces have taken this long since the event loop last
 * went round, the next one waits until it has.
 */
export function createTimeSlice(milliseconds: number): () => Promise<void> | undefined {
  let start: number | undefined;
  const end = () => {
    start = undefined;
  };
  return () => {
    const now = performance.now();
    if (start === undefined) {
      start = now;
      setImmediate(end);
      return undefined;
    }
    return now - start < milliseconds ? undefined : new Promise((resolve) => setImmediate(resolve));
  };
}
