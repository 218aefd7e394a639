import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Transaction } from '../../database/index.js';
import type { ModuleDeps } from '../../module/index.js';
import type { ForeignRevocations, Revocations } from '../../tokens/index.js';
import { createMemory, type Memory } from './memory.js';
import { append, type Revocation, readAfter, removeExpired } from './store.js';
import { foreignTokenKey, ownTokenKey } from './token-key.js';

/** Takes tokens back before their time, on every instance. */
export interface RevocationService extends Revocations, ForeignRevocations {
  /** Refuses every access token of the session: here once the transaction has committed, elsewhere within a second. */
  revokeSession(tx: Transaction, sessionId: string): Promise<void>;
  /** Likewise the access tokens of the user that are older than this version. */
  revokeUserBelow(tx: Transaction, userId: string, version: number): Promise<void>;
  /** Likewise the one access token of this `jti`. */
  revokeToken(tx: Transaction, tokenId: string): Promise<void>;
  /** Likewise the one token of this `jti` of another issuer. */
  revokeForeignToken(tx: Transaction, issuer: string, tokenId: string): Promise<void>;
  /** Reads what other instances revoked since the last time. */
  catchUp(): Promise<void>;
  /** For how many seconds it is not known what others revoked. */
  lagSeconds(): number;
  /** How many revocations of each kind are in memory. */
  sizes: Memory['sizes'];
  /** Forgets what no token can be concerned by any more, in memory and in the database. */
  removeExpired(): Promise<void>;
}

export interface RevocationOptions extends Pick<ModuleDeps, 'database' | 'clock'> {
  /** How long after its revocation a token could still be accepted, were it not revoked. */
  readonly retentionSeconds: number;
  /** Likewise a token of another issuer. */
  readonly foreignRetentionSeconds: number;
  /** How long the feed may be out of reach until no token can be taken for good. */
  readonly maxLagSeconds: number;
  /** Whether other instances are woken to read it. */
  readonly wakes: boolean;
  /** Milliseconds that only go forward, whatever is done to the clock. */
  readonly uptime: () => number;
}

/** As many as are read, or removed, in a few milliseconds. */
const PAGE = 1000;

/** Revocations in memory, fed from the database. */
export function createRevocationService(options: RevocationOptions): RevocationService {
  const { database, clock, retentionSeconds, foreignRetentionSeconds, maxLagSeconds, wakes, uptime } = options;
  const memory = createMemory();
  let lastPosition = 0;
  let knownUntil = Number.NEGATIVE_INFINITY;

  const revoke = async (tx: Transaction, what: Pick<Revocation, 'kind' | 'subject'> & Partial<Revocation>) => {
    const revocation = { version: 0, expiresAt: clock() + retentionSeconds * 1000, ...what };
    await append(tx.query, revocation, { wakes });
    tx.afterCommit(() => memory.add(revocation));
  };
  /** True if there is no more to read. */
  const readPage = async () => {
    // What is committed while it is read may be missed, so it is known until here.
    const before = uptime();
    const page = await readAfter(database.query, lastPosition, PAGE);
    for (const { position, ...revocation } of page) {
      memory.add(revocation);
      lastPosition = position;
    }
    if (page.length === PAGE) return false;
    knownUntil = before;
    return true;
  };
  return Object.freeze({
    isRevoked: memory.has,
    lagSeconds: () => (uptime() - knownUntil) / 1000,
    sizes: memory.sizes,
    isCurrent: () => uptime() - knownUntil <= maxLagSeconds * 1000,
    isForeignRevoked: (issuer, tokenId) => memory.hasToken(foreignTokenKey(issuer, tokenId)),
    revokeSession: (tx, sessionId) => revoke(tx, { kind: 'session', subject: sessionId }),
    revokeUserBelow: (tx, userId, version) => revoke(tx, { kind: 'user', subject: userId, version }),
    revokeToken: (tx, tokenId) => revoke(tx, { kind: 'token', subject: ownTokenKey(tokenId) }),
    revokeForeignToken: (tx, issuer, tokenId) =>
      revoke(tx, {
        kind: 'token',
        subject: foreignTokenKey(issuer, tokenId),
        expiresAt: clock() + foreignRetentionSeconds * 1000,
      }),
    catchUp: async () => {
      // A page at a time, and others in between: after a restart there may be a million, and with an embedded database
      // nothing but this lets anybody else in.
      while (!(await readPage())) await nextTurn();
    },
    removeExpired: async () => {
      const until = clock();
      await memory.removeExpired(until);
      let removed = await removeExpired(database.query, { from: 0, until }, PAGE);
      while (removed.length === PAGE) {
        await nextTurn();
        removed = await removeExpired(database.query, { from: Math.max(...removed), until }, PAGE);
      }
    },
  } satisfies RevocationService);
}
