import type { Transaction } from '../../database/index.js';
import type { AuthPayload } from '../../generated/resolvers.js';
import type { Client, Model } from '../../module/index.js';
import type { CustomClaims } from '../../tokens/index.js';
import type { ClaimsSession } from './custom-claims.js';
import { NONE } from './decide-refresh.js';
import { endSessions } from './end-sessions.js';
import { authPayload, idleExpiry } from './payload.js';
import { checkSessionData, type SessionData } from './session-data.js';
import type { SessionsOptions } from './sessions.js';
import { findActiveSessionsOf, insertSession, type Session, shortened } from './store.js';

/** For whom a session is opened, and where. */
export interface NewSession {
  readonly user: Model<'User'>;
  readonly client: Client;
  /** Its id, when it began, and the application's data. */
  readonly session: ClaimsSession;
  /** What the application says of them in the tokens of it. */
  readonly custom: CustomClaims;
}

/** Whose session is to be opened, where, and with which data of the application's own. */
export interface SessionDetails extends Pick<NewSession, 'user' | 'client'> {
  readonly data?: SessionData | undefined;
}

/** A session to be opened. The claims are asked for here, before the transaction. */
export async function prepareSession(
  { clock, randomBytes, customClaimsOf }: SessionsOptions,
  { user, client, data = {} }: SessionDetails,
): Promise<NewSession> {
  const session = { id: randomBytes(16).toString('hex'), createdAt: clock(), data: checkSessionData(data) };
  return { user, client, session, custom: await customClaimsOf({ user, session, client }) };
}

/** Signing in and changing a password exclude each other by this lock: no session is opened with the old password. */
export function lockOf(userId: string): string {
  return `user ${userId}`;
}

/** Opens a session. If the user then has more than they may have, the least recently used end. */
export async function openSession(
  options: SessionsOptions,
  tx: Transaction,
  { user, custom, client, session: prepared }: NewSession,
): Promise<AuthPayload> {
  const { config, clock } = options;
  const now = clock();
  const expiresAt = now + config.sessions.absoluteSeconds * 1000;
  const session: Session = {
    ...prepared,
    userId: user.id,
    counter: 0,
    validFrom: 0,
    lastUsedAt: now,
    usedCounter: NONE,
    recoveredAt: [],
    idleExpiresAt: idleExpiry(options, now, expiresAt),
    expiresAt,
    endedAt: null,
    ipAddress: client.ipAddress,
    userAgent: shortened(client.userAgent),
  };
  const others = await findActiveSessionsOf(tx.query, [user.id], now);
  const tooMany = others.slice(config.sessions.perUser - 1);
  await insertSession(tx.query, session);
  await endSessions(options, tx, tooMany, { type: 'SESSION_EVICTED', by: { actorId: user.id, client } });
  return authPayload(options, { session, user, custom }, now);
}
