/** Calls all of them, one after the other, whatever fails, and then throws what did. */
export async function stopAll(stops: Iterable<() => unknown>): Promise<void> {
  const failures: unknown[] = [];
  for (const stop of stops) {
    try {
      await stop();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, 'Several parts could not be stopped.');
}
