export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** A session lives no longer. */
export const END = 30 * DAY;

/** How people and their phones are. Durations are milliseconds, and means of an exponential distribution if they vary. */
export const HABITS = {
  /** An access token lasts that long, and is refreshed when something is done after that. */
  accessToken: 10 * MINUTE,
  untilSomethingIsDone: 1 * MINUTE,
  graceSeconds: 30,
  /** The phone is in use for a while and sleeps for a while, and all night: then nothing is refreshed. */
  use: 90 * MINUTE,
  sleep: 30 * MINUTE,
  night: { from: 23 * HOUR, to: 7 * HOUR },
  /** Each of the other two tabs is open at a refresh so often, and refreshes so much later at most. */
  otherTab: 0.25,
  tabsApart: 5 * SECOND,
  /** Each way of a request: a tab has read the token that it sends before, and stores the answer after. */
  network: 0.5 * SECOND,
  /** A reply in so many is lost. The tab sends the same token again: at once, or one in so many after an hour's sleep. */
  lostReplyIn: 500,
  retryAtOnce: 3 * SECOND,
  lateRetryIn: 5,
  retryLate: HOUR,
} as const;

/** A seeded generator of numbers from 0 to 1 (mulberry32), so that the table is the same each time. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
