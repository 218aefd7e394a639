import type { Transaction } from '../../database/index.js';
import type { ModuleDeps } from '../../module.js';
import type { Revocations } from '../../tokens/index.js';
import { append, type Revocation, readAfter, removeExpired } from './store.js';

/** Takes tokens back before their time, on every instance. */
export interface RevocationService extends Revocations {
  /** Refuses every access token of the session: here once the transaction has committed, elsewhere within a second. */
  revokeSession(tx: Transaction, sessionId: string): Promise<void>;
  /** Likewise the access tokens of the user that are older than this version. */
  revokeUserBelow(tx: Transaction, userId: string, version: number): Promise<void>;
  /** Likewise the one access token of this `jti`. */
  revokeToken(tx: Transaction, tokenId: string): Promise<void>;
  /** Reads what other instances revoked since the last time. */
  catchUp(): Promise<void>;
  /** Forgets what no token can be concerned by any more, in memory and in the database. */
  removeExpired(): Promise<void>;
}

export interface RevocationOptions extends Pick<ModuleDeps, 'database' | 'clock'> {
  /** How long after its revocation a token could still be accepted, were it not revoked. */
  readonly retentionSeconds: number;
  /** How long the feed may be out of reach until no token can be taken for good. */
  readonly maxLagSeconds: number;
  /** Milliseconds that only go forward, whatever is done to the clock. */
  readonly uptime: () => number;
}

/** Revocations in memory, fed from the database. */
export function createRevocationService(options: RevocationOptions): RevocationService {
  const { database, clock, retentionSeconds, maxLagSeconds, uptime } = options;
  const memory = createMemory();
  let lastPosition = 0;
  let knownUntil = Number.NEGATIVE_INFINITY;

  const revoke = async (tx: Transaction, kind: Revocation['kind'], subject: string, version = 0) => {
    const revocation = { kind, subject, version, expiresAt: clock() + retentionSeconds * 1000 };
    await append(tx.query, revocation);
    tx.afterCommit(() => memory.add(revocation));
  };
  return Object.freeze({
    isRevoked: memory.has,
    isCurrent: () => uptime() - knownUntil <= maxLagSeconds * 1000,
    revokeSession: (tx, sessionId) => revoke(tx, 'session', sessionId),
    revokeUserBelow: (tx, userId, version) => revoke(tx, 'user', userId, version),
    revokeToken: (tx, tokenId) => revoke(tx, 'token', tokenId),
    catchUp: async () => {
      // What is committed while it is read may be missed, so it is known until here.
      const before = uptime();
      for (const { position, ...revocation } of await readAfter(database.query, lastPosition)) {
        memory.add(revocation);
        lastPosition = position;
      }
      knownUntil = before;
    },
    removeExpired: async () => {
      const now = clock();
      memory.removeExpired(now);
      await removeExpired(database.query, now);
    },
  } satisfies RevocationService);
}

interface Memory {
  has: Revocations['isRevoked'];
  add(revocation: Revocation): void;
  removeExpired(now: number): void;
}

/** By kind, and as little as it takes: there may be a million of them. */
function createMemory(): Memory {
  const expiries = { session: new Map<string, number>(), token: new Map<string, number>() };
  const users = new Map<string, Pick<Revocation, 'version' | 'expiresAt'>>();
  return {
    has: ({ sessionId, subject, version, tokenId }) =>
      expiries.session.has(sessionId) ||
      expiries.token.has(tokenId) ||
      version < (users.get(subject)?.version ?? Number.NEGATIVE_INFINITY),
    add: ({ kind, subject, version, expiresAt }) => {
      if (kind !== 'user') expiries[kind].set(subject, expiresAt);
      else if ((users.get(subject)?.version ?? version) <= version) users.set(subject, { version, expiresAt });
    },
    removeExpired: (now) => {
      for (const known of Object.values(expiries)) {
        for (const [subject, expiresAt] of known) if (expiresAt <= now) known.delete(subject);
      }
      for (const [subject, { expiresAt }] of users) if (expiresAt <= now) users.delete(subject);
    },
  };
}
