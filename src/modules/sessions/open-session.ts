import type { Transaction } from '../../database/index.js';
import type { AuthPayload } from '../../generated/resolvers.js';
import type { Client, Model } from '../../module/index.js';
import type { CustomClaims } from '../../tokens/index.js';
import { endSessions } from './end-sessions.js';
import { authPayload, idleExpiry } from './payload.js';
import type { SessionsOptions } from './sessions.js';
import { findActiveSessionsOf, insertSession, type Session } from './store.js';

const MAX_USER_AGENT_LENGTH = 256;

/** For whom a session is opened, and where. */
export interface NewSession {
  readonly user: Model<'User'>;
  /** As `customClaimsOf` the user gave them, before the transaction. */
  readonly custom: CustomClaims;
  readonly client: Client;
}

/** Signing in and changing a password exclude each other by this lock: no session is opened with the old password. */
export function lockOf(userId: string): string {
  return `user ${userId}`;
}

/** Opens a session. If the user then has more than he may have, the least recently used end. */
export async function openSession(
  options: SessionsOptions,
  tx: Transaction,
  { user, custom, client }: NewSession,
): Promise<AuthPayload> {
  const { config, clock, randomBytes } = options;
  const now = clock();
  const expiresAt = now + config.sessions.absoluteSeconds * 1000;
  const session: Session = {
    id: randomBytes(16).toString('hex'),
    userId: user.id,
    counter: 0,
    validFrom: 0,
    createdAt: now,
    lastUsedAt: now,
    idleExpiresAt: idleExpiry(options, now, expiresAt),
    expiresAt,
    endedAt: null,
    ipAddress: client.ipAddress,
    userAgent: client.userAgent?.slice(0, MAX_USER_AGENT_LENGTH) ?? null,
  };
  const others = await findActiveSessionsOf(tx.query, [user.id], now);
  const tooMany = others.slice(config.sessions.perUser - 1);
  await insertSession(tx.query, session);
  await endSessions(options, tx, tooMany, { type: 'SESSION_EVICTED', by: { actorId: user.id, client } });
  return authPayload(options, { session, user, custom }, now);
}
