import { isCurrent, type Rule } from './rule.js';

/** What is kept of a key, in milliseconds since the epoch. */
export interface Count {
  readonly key: string;
  readonly count: number;
  /** No attempt before that; 0 if any may come. */
  readonly opensAt: number;
  /** The end of the window. */
  readonly expiresAt: number;
}

/** Attempts of a key that are to be counted together. */
export interface Wanted {
  readonly key: string;
  readonly rule: Rule;
  /** How many they are. */
  readonly uses: number;
}

/** They are counted, and `count` is with them. */
export interface Taken extends Count {
  readonly uses: number;
}

/** There is no room for all that was wanted of this key. */
export interface Full {
  readonly key: string;
  /** How many there is room for. */
  readonly room: number;
  readonly retryAt: number;
}

/** `taken`: all are counted, in the order in which they were wanted. `full`: none is, because of these keys. */
export type Taking = { readonly taken: readonly Taken[] } | { readonly full: readonly Full[] };

/** Counts attempts by key. Each call is atomic by key, over all that share the counters. */
export interface Counters {
  /** Counts attempts before they are made, each key once, if there is room for all of them. */
  take(wanted: readonly Wanted[]): Promise<Taking>;
  /** Undoes attempts, unless their windows are over. What was closed by them alone is open again. */
  giveBack(taken: readonly Taken[]): Promise<void>;
  /** Forgets all attempts of a key. */
  clear(key: string): Promise<void>;
  /** Forgets those whose window is over. */
  removeExpired(): Promise<void>;
}

/** What of a count still holds; undefined if nothing does. */
export function currentOf<T extends Count>(kept: T | undefined, { windowMilliseconds }: Rule, now: number) {
  return kept && isCurrent(kept.expiresAt, windowMilliseconds, now) ? kept : undefined;
}

/** What a key has no room for, where so much of it is counted now. Undefined if there is room. */
export function fullOf({ key, rule, uses }: Wanted, known: Count | undefined, now: number): Full | undefined {
  const { count, opensAt, expiresAt } = known ?? { count: 0, opensAt: 0, expiresAt: now + rule.windowMilliseconds };
  if (opensAt > now) return { key, room: 0, retryAt: Math.min(opensAt, expiresAt) };
  const room = Math.max(0, rule.max - count);
  return uses > room ? { key, room, retryAt: expiresAt } : undefined;
}
