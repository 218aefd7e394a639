import { LRUCache } from 'lru-cache';
import { PortcullisError } from '../../errors.js';
import type { Client } from '../../module/index.js';
import { networkOf, UNKNOWN_NETWORK } from '../../toolkit/client-network.js';
import type { Rate } from './rate.js';
import { isCurrent } from './rule.js';

/** Counts access tokens whose signature does not hold, by the client's network, in the memory of this process. */
export interface BadTokens {
  /** `RATE_LIMITED` if tokens from there are not to be verified now; what was verified before need not ask. */
  problemOf(client: Client): PortcullisError | undefined;
  note(client: Client): void;
}

const MAX_NETWORKS = 10_000;

export function createBadTokens({ max, seconds }: Rate, clock: () => number): BadTokens {
  const counts = new LRUCache<string, { readonly count: number; readonly expiresAt: number }>({ max: MAX_NETWORKS });
  const find = (network: string) => {
    const known = counts.get(network);
    return known && isCurrent(known.expiresAt, seconds * 1000, clock()) ? known : undefined;
  };
  return Object.freeze({
    problemOf: (client) => {
      const known = find(networkOf(client));
      if (!known || known.count < max) return undefined;
      const retryAfter = Math.ceil((known.expiresAt - clock()) / 1000);
      const message = 'Too many invalid tokens from this address. Try again later.';
      return new PortcullisError('RATE_LIMITED', message, { retryAfter });
    },
    note: (client) => {
      const network = networkOf(client);
      if (network === UNKNOWN_NETWORK) return;
      const { count, expiresAt } = find(network) ?? { count: 0, expiresAt: clock() + seconds * 1000 };
      counts.set(network, { count: count + 1, expiresAt });
    },
  } satisfies BadTokens);
}

/** Where nothing is counted. */
export const noBadTokens: BadTokens = Object.freeze({ problemOf: () => undefined, note: () => {} });
