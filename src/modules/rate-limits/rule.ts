import type { Rate } from './rate.js';

/** How what is counted under a key is limited. The first attempt opens a window; at its end the count begins anew. */
export interface Rule {
  readonly windowMilliseconds: number;
  /** How many attempts a window has. */
  readonly max: number;
  /** How many of them cost no delay. */
  readonly free: number;
  /** After each further one, the next has to wait twice as long, up to that. */
  readonly maxDelayMilliseconds: number;
}

export const FIRST_DELAY_MILLISECONDS = 1000;
export const UNBOUNDED = 2 ** 31 - 1;
/** Milliseconds since the epoch. */
export const ALWAYS_OPEN = 0;
const DAY_MILLISECONDS = 86_400_000;

/** So many in a window, and no more. */
export function windowRule({ max, seconds }: Rate): Rule {
  return Object.freeze({ windowMilliseconds: seconds * 1000, max, free: max, maxDelayMilliseconds: 0 });
}

/** Any number in a day, but ever more slowly. */
export function delayRule(free: number, maxDelaySeconds: number): Rule {
  const maxDelayMilliseconds = maxDelaySeconds * 1000;
  return Object.freeze({ windowMilliseconds: DAY_MILLISECONDS, max: UNBOUNDED, free, maxDelayMilliseconds });
}

/**
 * Whether a window counts that ends then. One that ends long after it could have begun now is of a clock that was wrong
 * meanwhile; twice as long leaves room for servers whose clocks differ.
 */
export function isCurrent(expiresAt: number, windowMilliseconds: number, now: number): boolean {
  return expiresAt > now && expiresAt <= now + 2 * windowMilliseconds;
}

/** When the next attempt may come; 0 without a delay, so that a clock which is behind keeps nobody out. */
export function opensAfter(rule: Rule, count: number, now: number): number {
  const delay = delayAfter(rule, count);
  return delay === 0 ? ALWAYS_OPEN : now + delay;
}

/** How long the attempt after this one has to wait. */
export function delayAfter({ free, maxDelayMilliseconds }: Rule, count: number): number {
  return count < free ? 0 : Math.min(maxDelayMilliseconds, FIRST_DELAY_MILLISECONDS * 2 ** (count - free));
}
