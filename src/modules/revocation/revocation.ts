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
  /** Reads what other instances revoked since the last time. */
  catchUp(): Promise<void>;
  /** Forgets what no token can be concerned by any more, in memory and in the database. */
  removeExpired(): Promise<void>;
}

export interface RevocationOptions extends Pick<ModuleDeps, 'database' | 'clock'> {
  /** How long after its revocation a token could still be accepted, were it not revoked. */
  readonly retentionSeconds: number;
}

/** Revocations in memory, fed from the database. */
export function createRevocationService({ database, clock, retentionSeconds }: RevocationOptions): RevocationService {
  const sessions = new Map<string, Revocation>();
  const users = new Map<string, Revocation>();
  let lastPosition = 0;

  const apply = (revocation: Revocation) => {
    const known = revocation.kind === 'session' ? sessions : users;
    const before = known.get(revocation.subject);
    if (!before || before.version <= revocation.version) known.set(revocation.subject, revocation);
  };
  const revoke = async (tx: Transaction, kind: Revocation['kind'], subject: string, version: number) => {
    const revocation = { kind, subject, version, expiresAt: clock() + retentionSeconds * 1000 };
    await append(tx.query, revocation);
    tx.afterCommit(() => apply(revocation));
  };
  return Object.freeze({
    isRevoked: ({ sessionId, subject, version }) =>
      sessions.has(sessionId) || version < (users.get(subject)?.version ?? 0),
    revokeSession: (tx, sessionId) => revoke(tx, 'session', sessionId, 0),
    revokeUserBelow: (tx, userId, version) => revoke(tx, 'user', userId, version),
    catchUp: async () => {
      for (const { position, ...revocation } of await readAfter(database.query, lastPosition)) {
        apply(revocation);
        lastPosition = position;
      }
    },
    removeExpired: async () => {
      const now = clock();
      for (const known of [sessions, users]) {
        for (const [subject, { expiresAt }] of known) if (expiresAt <= now) known.delete(subject);
      }
      await removeExpired(database.query, now);
    },
  } satisfies RevocationService);
}
