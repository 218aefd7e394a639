import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Revocations } from '../../tokens/index.js';
import { createShards, type Shards } from './shards.js';
import type { Revocation } from './store.js';
import { ownTokenKey } from './token-key.js';

export interface Memory {
  has: Revocations['isRevoked'];
  /** By the key of a token alone. */
  hasToken(key: string): boolean;
  add(revocation: Revocation): void;
  /** How many of each kind are known. */
  sizes(): Readonly<Record<Revocation['kind'], number>>;
  /** Lets others in between, so that a million that expire at once make nobody wait. */
  removeExpired(now: number): Promise<void>;
}

interface User {
  readonly version: number;
  readonly expiresAt: number;
}

const ENTRIES_A_TURN = 2000;

/**
 * By kind, and as little as it takes: there may be a million of them. Times are kept in seconds, rounded up, which fit
 * where milliseconds would be an object each.
 */
export function createMemory(): Memory {
  const expiries = { session: createShards<number>(), token: createShards<number>() };
  const users = createShards<User>();
  const hasToken = (key: string) => expiries.token.get(key) !== undefined;
  return Object.freeze({
    hasToken,
    has: ({ sessionId, subject, version, tokenId }: Parameters<Revocations['isRevoked']>[0]) =>
      expiries.session.get(sessionId) !== undefined ||
      hasToken(ownTokenKey(tokenId)) ||
      version < (users.get(subject)?.version ?? Number.NEGATIVE_INFINITY),
    add: ({ kind, subject, version, expiresAt }: Revocation) => {
      const seconds = Math.ceil(expiresAt / 1000);
      if (kind !== 'user') {
        expiries[kind].set(subject, Math.max(seconds, expiries[kind].get(subject) ?? 0));
        return;
      }
      const known = users.get(subject) ?? { version, expiresAt: seconds };
      if (known.version <= version) users.set(subject, { version, expiresAt: Math.max(seconds, known.expiresAt) });
    },
    sizes: () => ({ session: sizeOf(expiries.session), token: sizeOf(expiries.token), user: sizeOf(users) }),
    removeExpired: async (now: number) => {
      const seconds = now / 1000;
      await removeWhere(expiries.session, (expiresAt) => expiresAt <= seconds);
      await removeWhere(expiries.token, (expiresAt) => expiresAt <= seconds);
      await removeWhere(users, ({ expiresAt }) => expiresAt <= seconds);
    },
  });
}

function sizeOf({ parts }: Shards<unknown>): number {
  return parts.reduce((size, part) => size + part.size, 0);
}

async function removeWhere<V>({ parts }: Shards<V>, isOver: (value: V) => boolean): Promise<void> {
  let seen = 0;
  for (const part of parts) {
    seen += part.size;
    for (const [key, value] of part) if (isOver(value)) part.delete(key);
    if (seen < ENTRIES_A_TURN) continue;
    seen = 0;
    await nextTurn();
  }
}
