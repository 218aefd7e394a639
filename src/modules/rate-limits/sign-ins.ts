import type { Client } from '../../module/index.js';
import { networkOf, UNKNOWN_NETWORK } from '../../toolkit/client-network.js';
import { type Attempt, type Counting, toldOf } from './attempts.js';
import { findUse, noteUse } from './known-networks.js';
import type { LimitsOptions } from './rate-limits.js';
import { delayRule, type Rule, UNBOUNDED, windowRule } from './rule.js';
import { settle } from './settle.js';

/** What a check of a password may know of the limits. */
export type Guess = Pick<Attempt, 'delaySeconds'>;

export interface SignIns {
  /**
   * Runs a sign-in of the account of this name, be there one or not, if there is room for another failing one: of the
   * account, of the client's network, and of all clients. Else `RATE_LIMITED`. A network from which the account signed in
   * within 30 days has a count of its own, so that strangers do not keep the account out there. The work and the answer are
   * the same, whether there is such an account or not.
   */
  signIn<T>(account: string, client: Client, run: (guess: Guess) => Promise<T>): Promise<T>;
  /** The account has signed in from there, in another way. */
  noteSignIn(account: string, client: Client): Promise<void>;
  /** Runs what only the right password of this subject lets succeed; ever more slowly. */
  guess<T>(kind: string, subject: string, run: () => Promise<T>): Promise<T>;
}

const DAY_MILLISECONDS = 86_400_000;
/** How long a network is known. */
export const KNOWN_MILLISECONDS = 30 * DAY_MILLISECONDS;

export function createSignIns({ limits, database, attempts, names, clock }: LimitsOptions): SignIns {
  const perAccount = delayRule(limits.freeAttempts, limits.maxDelaySeconds);
  const perAddress = windowRule(limits.signInAddress);
  const overall = windowRule(limits.signInOverall);
  const uncounted = { ...overall, max: UNBOUNDED, free: UNBOUNDED };
  const keysOf = (account: string, network: string) => names('network', account, network);
  const noteSignIn = async (account: string, network: string) => {
    if (network === UNKNOWN_NETWORK) return;
    const [key] = keysOf(account, network);
    await noteUse(database.query, { key, account: names('account', account)[0], usedAt: clock() });
  };
  const accountOf = (account: string, network: string, isKnown: boolean) =>
    isKnown ? ['sign-in account', account, network] : ['sign-in account', account];
  /** As many whether it is known or not: the time tells nothing. */
  const countingsOf = (account: string, client: Client, isKnown: boolean): readonly Counting[] => {
    const network = networkOf(client);
    const of = (rule: Rule, subject: readonly string[]): Counting => ({
      rule,
      subject,
      told: { limit: subject[0], ...toldOf(client) },
    });
    return [
      ...(network === UNKNOWN_NETWORK ? [] : [of(perAddress, ['sign-in address', network])]),
      isKnown ? of(uncounted, ['sign-in known']) : of(overall, ['sign-in overall']),
      of(perAccount, accountOf(account, network, isKnown)),
    ];
  };
  return {
    signIn: async (account, client, run) => {
      if (!limits.isOn) return run({ delaySeconds: 0 });
      const network = networkOf(client);
      // Nobody is known from nowhere: it is never noted.
      const usedAt = await findUse(database.query, keysOf(account, network), clock() - KNOWN_MILLISECONDS);
      const isKnown = usedAt !== undefined;
      const attempt = await attempts.take(...countingsOf(account, client, isKnown));
      const result = await settle(attempt, () => run(attempt));
      // What strangers did stays counted: the account is known from here now.
      await attempt.giveBack();
      if (isKnown) await attempts.clear(...accountOf(account, network, isKnown));
      if (!isKnown || usedAt < clock() - DAY_MILLISECONDS) await noteSignIn(account, network);
      return result;
    },
    noteSignIn: async (account, client) => {
      if (limits.isOn) await noteSignIn(account, networkOf(client));
    },
    guess: async (kind, subject, run) => {
      const attempt = await attempts.take({
        rule: perAccount,
        subject: [kind, subject],
        told: { limit: kind },
      });
      const result = await settle(attempt, run);
      await attempts.clear(kind, subject);
      return result;
    },
  };
}
