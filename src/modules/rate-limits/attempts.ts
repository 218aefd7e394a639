import { PortcullisError } from '../../errors.js';
import type { Client } from '../../module/index.js';
import type { Counters, Taken, Wanted } from './counters.js';
import { delayAfter, type Rule } from './rule.js';
import type { SecretNames } from './secret-names.js';

/** Attempts that are counted, before they are made. */
export interface Attempt {
  /** How long the next one has to wait, unless this one succeeds. */
  readonly delaySeconds: number;
  /** It was none, or it succeeded where failures alone count. */
  giveBack(): Promise<void>;
}

/** Whose attempt is counted, and under which rule. */
export interface Counting {
  readonly rule: Rule;
  readonly subject: readonly string[];
  /** What a line of the log has of it: no name of an account. */
  readonly told: Readonly<Record<string, unknown>>;
}

/** The first that there was no room for. Nothing is counted. */
export interface RefusedAttempt {
  /** Its place among those that were asked for. */
  readonly index: number;
  /** `RATE_LIMITED` with `retryAfter`. */
  readonly error: PortcullisError;
}

export interface Attempts {
  /** Counts these together, one of each, if there is room for all; the same more than once is as many. */
  takeAll(countings: readonly Counting[]): Promise<Attempt | { readonly refused: RefusedAttempt }>;
  /** Counts these together. `RATE_LIMITED` with `retryAfter`, and nothing counted, if there is no room for one. */
  take(...countings: readonly Counting[]): Promise<Attempt>;
  /** All attempts of this subject are forgotten. */
  clear(...subject: readonly string[]): Promise<void>;
}

export interface AttemptsOptions {
  readonly counters: Counters;
  readonly names: SecretNames;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Told of each that there was no room for, and after how many seconds there may be. */
  readonly onRefused?: (counting: Counting, retryAfter: number) => void;
}

export function createAttempts({ counters, names, clock, onRefused }: AttemptsOptions): Attempts {
  const refuse = (index: number, counting: Counting, milliseconds: number): RefusedAttempt => {
    const retryAfter = Math.max(1, Math.ceil(milliseconds / 1000));
    onRefused?.(counting, retryAfter);
    return { index, error: rateLimited(retryAfter) };
  };
  const takeAll: Attempts['takeAll'] = async (countings) => {
    const asked = countings.map((counting) => ({
      counting,
      key: names(...counting.subject)[0],
      rule: counting.rule,
      uses: 1,
    }));
    const wanted = together(asked);
    const taking = await counters.take(wanted);
    if ('taken' in taking) return attemptOf(wanted, taking.taken, counters);
    const full = new Map(taking.full.map(({ key, room, retryAt }) => [key, { room, retryAt }]));
    for (const [index, { key, counting }] of asked.entries()) {
      const at = full.get(key);
      if (at && at.room <= 0) return { refused: refuse(index, counting, at.retryAt - clock()) };
      if (at) at.room -= 1;
    }
    throw new TypeError('Nothing exceeded its limit.');
  };
  return Object.freeze({
    takeAll,
    take: async (...countings) => {
      const attempt = await takeAll(countings);
      if ('refused' in attempt) throw attempt.refused.error;
      return attempt;
    },
    clear: (...subject) => counters.clear(names(...subject)[0]),
  } satisfies Attempts);
}

/** What the log has of a client. */
export function toldOf({ ipAddress, requestId }: Client) {
  return { ipAddress, request: requestId };
}

const UNCOUNTED: Attempt = Object.freeze({ delaySeconds: 0, giveBack: async () => {} });

/** Where nothing is counted. */
export const noAttempts: Attempts = Object.freeze({
  takeAll: async () => UNCOUNTED,
  take: async () => UNCOUNTED,
  clear: async () => {},
});

/** Each key once. */
function together(asked: readonly Wanted[]): readonly Wanted[] {
  const byKey = new Map<string, Wanted>();
  for (const each of asked) byKey.set(each.key, { ...each, uses: (byKey.get(each.key)?.uses ?? 0) + 1 });
  return [...byKey.values()];
}

function attemptOf(wanted: readonly Wanted[], taken: readonly Taken[], counters: Counters): Attempt {
  const delays = wanted.map(({ rule }, index) => delayAfter(rule, taken[index]?.count ?? 0));
  return { delaySeconds: Math.max(0, ...delays) / 1000, giveBack: () => counters.giveBack(taken) };
}

/** The same words whatever the limit is: they tell nothing of an account. */
function rateLimited(retryAfter: number): PortcullisError {
  return new PortcullisError('RATE_LIMITED', 'Too many attempts. Try again later.', { retryAfter });
}
