// The memory of one instance after garbage collections, and the line through it.
import { setTimeout as pause } from 'node:timers/promises';

const MEGABYTE = 1024 * 1024;

/** Samples an instance until it is told to stop, and gives the samples. */
export function watchMemory(instance, everyMilliseconds) {
  const samples = [];
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const { rss, heapUsed } = await instance.memory();
      samples.push({ minutes: performance.now() / 60_000, rss: rss / MEGABYTE, heap: heapUsed / MEGABYTE });
      await pause(everyMilliseconds);
    }
  })();
  return async () => {
    isOver = true;
    await watching;
    return samples;
  };
}

/** The line through the second half by least squares: megabytes a minute, with the standard error of that. */
export function slopeOf(samples, name) {
  const half = samples.slice(Math.floor(samples.length / 2));
  const meanOf = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [meanOf(half.map(({ minutes }) => minutes)), meanOf(half.map((sample) => sample[name]))];
  const sumOf = (term) => half.reduce((sum, sample) => sum + term(sample.minutes - x, sample[name] - y), 0);
  const spread = sumOf((dx) => dx * dx);
  const slope = sumOf((dx, dy) => dx * dy) / spread;
  const residual = sumOf((dx, dy) => (dy - slope * dx) ** 2);
  return { slope, error: Math.sqrt(residual / (half.length - 2) / spread), last: half.at(-1)[name] };
}
