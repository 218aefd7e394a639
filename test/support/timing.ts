/** How long each takes, so many times, all of them mixed: whatever else the machine does meets them alike. */
export async function measure(
  deeds: readonly (() => Promise<unknown>)[],
  count: number,
): Promise<readonly (readonly number[])[]> {
  const timed = deeds
    .flatMap((run) => Array.from({ length: count }, () => ({ run, place: Math.random() })))
    .sort((a, b) => a.place - b.place);
  const times = deeds.map((): number[] => []);
  for (const { run } of timed) {
    const start = performance.now();
    await run();
    times[deeds.indexOf(run)]?.push(performance.now() - start);
  }
  return times;
}

/** How likely one of the first takes longer than one of the others: 0.5 if they cannot be told apart. */
export function likelihood(some: readonly number[], others: readonly number[]): number {
  const longer = some.flatMap((time) => others.filter((other) => time > other)).length;
  return longer / (some.length * others.length);
}

/**
 * How far from 0.5 the likelihood of so many times each is never by chance: that alone is within the deviation of Mann
 * and Whitney in two cases of three, and never five times as far.
 */
export function farFromEven(count: number): number {
  return Math.max(0.2, 5 * Math.sqrt((2 * count + 1) / (12 * count ** 2)));
}
