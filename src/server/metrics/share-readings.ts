import type { Read, Readings } from '../../module/index.js';

const INTERVAL_MILLISECONDS = 1000;
/** Prometheus gives up on all of the metrics after 10 s. */
const LIMIT_MILLISECONDS = 3000;

/**
 * Reads what is there at once each time. What has to be waited for, as a statement, is read once a second at most and never
 * twice at a time, however many ask; who has waited for 3 s is told that it cannot be read.
 */
export function shareReadings<L extends string>(read: Read<L>): Read<L> {
  let began = Number.NEGATIVE_INFINITY;
  let isRunning = false;
  let last: Promise<Readings<L>> | undefined;
  return () => {
    const now = performance.now();
    if (last && (isRunning || now - began < INTERVAL_MILLISECONDS)) return limited(last);
    const reading = read();
    if (typeof reading === 'number' || !('then' in reading)) return reading;
    began = now;
    isRunning = true;
    last = reading.finally(() => {
      isRunning = false;
    });
    return limited(last);
  };
}

async function limited<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`It could not be read within ${LIMIT_MILLISECONDS / 1000} s.`);
    timer = setTimeout(() => reject(error), LIMIT_MILLISECONDS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
