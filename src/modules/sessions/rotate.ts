import type { Transaction } from '../../database/index.js';
import { PortcullisError } from '../../errors.js';
import type { AuditEventType } from '../../generated/resolvers.js';
import type { Client, Model } from '../../module/index.js';
import { endSessions } from './end-sessions.js';
import { idleExpiry } from './payload.js';
import type { RefreshTokenContent } from './refresh-token.js';
import type { SessionsOptions } from './sessions.js';
import { findSessions, isActive, rotateSession, type Session } from './store.js';

/** The session as it is now, and its user. */
export interface Rotated {
  readonly session: Session;
  readonly user: Model<'User'>;
}

/**
 * Decides about a refresh token whose signature holds, by the row of its session. The order is the argument: unknown,
 * over, taken back, good, good a moment ago, and else stolen.
 */
export async function rotate(
  options: SessionsOptions,
  tx: Transaction,
  content: RefreshTokenContent,
  client: Client,
): Promise<Rotated | PortcullisError> {
  const { services, clock } = options;
  const now = clock();
  const [session] = await findSessions(tx.query, [content.sessionId]);
  const record = (type: AuditEventType) =>
    services.audit.record(tx, { type, userId: session?.userId ?? null, sessionId: content.sessionId, client });
  if (!session) {
    await record('REFRESH_REFUSED');
    return invalidRefreshToken();
  }
  const user = await services.accounts.find(tx.query, session.userId);

  if (!isActive(session, now) || !user || user.disabled) {
    await record('REFRESH_REFUSED');
    return new PortcullisError('SESSION_EXPIRED', 'The session has ended. Sign in again.');
  }
  if (content.counter < session.validFrom) {
    // Nobody used it, so nobody stole it: it may have been on its way when the password was changed.
    await record('REFRESH_REFUSED');
    return new PortcullisError(
      'UNAUTHENTICATED',
      'The refresh token is of before the password was changed. Use the one that the change answered with, or sign in.',
      { reason: 'TOKEN_REVOKED' },
    );
  }
  if (content.counter >= session.counter) {
    // Ahead of the row: it was given out before the database was restored from a copy. The row catches up.
    const idleExpiresAt = idleExpiry(options, now, session.expiresAt);
    const next = { ...session, counter: content.counter + 1, lastUsedAt: now, idleExpiresAt };
    const rotated = await rotateSession(tx.query, session, next);
    // Somebody was faster, so the row is read again; it has moved on, or is over.
    if (!rotated) return rotate(options, tx, content, client);
    await record(content.counter > session.counter ? 'REFRESH_TOKEN_AHEAD' : 'REFRESHED');
    return { session: rotated, user };
  }
  if (isWithinGrace(options, session, content, now)) {
    // Nothing is written, so nothing tells that the session stood still while the user was read: a change of the
    // password between the two would give its new version to a token of before.
    const [still] = await findSessions(tx.query, [session.id]);
    if (still?.counter !== session.counter || still.endedAt !== session.endedAt)
      return rotate(options, tx, content, client);
    return { session, user };
  }

  // It must not end a session that moved on meanwhile: a change of the password would have taken the token back.
  if (!(await rotateSession(tx.query, session, session))) return rotate(options, tx, content, client);
  await endSessions(options, tx, [session], { type: 'REFRESH_TOKEN_REUSED', by: { actorId: null, client } });
  return new PortcullisError(
    'TOKEN_REUSED',
    'The refresh token was used before, so its session has ended. Sign in again.',
  );
}

/** A session that goes on, of which no refresh token of before is good any more; undefined if it is over. */
export async function renew(
  options: SessionsOptions,
  tx: Transaction,
  sessionId: string,
  user: Model<'User'>,
): Promise<Session | undefined> {
  const [session] = await findSessions(tx.query, [sessionId]);
  if (session?.userId !== user.id || !isActive(session, options.clock())) return undefined;
  const counter = session.counter + 1;
  const rotated = await rotateSession(tx.query, session, { ...session, counter, validFrom: counter });
  // A refresh was faster, so the row is read again.
  return rotated ?? renew(options, tx, sessionId, user);
}

/**
 * Two tabs, or a lost reply: the token just before gets what its successor is, once more. Nothing moves, so whoever
 * asks twice has one live refresh token and not two. The clock of the instance that moved it may be ahead of this one,
 * or have gone back since: by more than the grace, that is no moment ago.
 */
export function isWithinGrace(
  { config }: SessionsOptions,
  { counter, lastUsedAt }: Session,
  content: RefreshTokenContent,
  now: number,
): boolean {
  return content.counter === counter - 1 && Math.abs(now - lastUsedAt) < config.sessions.graceSeconds * 1000;
}

export function invalidRefreshToken(): PortcullisError {
  return new PortcullisError('UNAUTHENTICATED', 'The refresh token is not valid.', { reason: 'TOKEN_INVALID' });
}
