import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from '../../database/index.js';
import { PortcullisError } from '../../errors.js';
import type { AuditEventType } from '../../generated/resolvers.js';
import type { Client, Model } from '../../module/index.js';
import { decideRefresh, type RefreshDecision } from './decide-refresh.js';
import { endSessions } from './end-sessions.js';
import type { RefreshTokenContent } from './refresh-token.js';
import type { SessionsOptions } from './sessions.js';
import { findSessions, isActive, rotateSession, type Session } from './store.js';

/** The session as it is now, and its user. */
export interface Rotated {
  readonly session: Session;
  readonly user: Model<'User'>;
}

/**
 * Decides about a refresh token whose signature holds, by the row of its session, and does it. If the row changes
 * meanwhile, or the session ends, it is read again.
 */
export async function rotate(
  options: SessionsOptions,
  tx: Transaction,
  content: RefreshTokenContent,
  client: Client,
): Promise<Rotated | PortcullisError> {
  const { config, services, clock } = options;
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
  const decision = decideRefresh(session, content.counter, now, config.sessions);
  const current = await write(tx, session, decision);
  if (!current) return rotate(options, tx, content, client);
  if (decision.kind === 'stolen') {
    await endSessions(options, tx, [session], { type: 'REFRESH_TOKEN_REUSED', by: { actorId: null, client } });
    return reused();
  }
  const event = EVENTS[decision.kind];
  if (event) await record(event);
  return decision.kind === 'taken-back' ? takenBack() : { session: current, user };
}

/** A use within the grace has none: it is the same answer once more. */
const EVENTS: Readonly<Partial<Record<RefreshDecision['kind'], AuditEventType>>> = {
  'taken-back': 'REFRESH_REFUSED',
  moved: 'REFRESHED',
  ahead: 'REFRESH_TOKEN_AHEAD',
  recovered: 'REFRESH_RECOVERED',
};

/** The session as the decision leaves it; undefined if it was no longer as the decision saw it. */
async function write(
  { query }: Transaction,
  session: Session,
  decision: RefreshDecision,
): Promise<Session | undefined> {
  switch (decision.kind) {
    case 'taken-back':
      return session;
    case 'again': {
      // Nothing is written, so nothing tells that the session stood still while the user was read: a change of the
      // password between the two would give its new version to a token of before.
      const [still] = await findSessions(query, [session.id]);
      return isDeepStrictEqual(still, session) ? session : undefined;
    }
    case 'stolen':
      // It must not end a session that moved on meanwhile: a change of the password would have taken the token back.
      return rotateSession(query, session, session);
    default:
      return rotateSession(query, session, decision.next);
  }
}

export function invalidRefreshToken(): PortcullisError {
  return new PortcullisError('UNAUTHENTICATED', 'The refresh token is not valid.', { reason: 'TOKEN_INVALID' });
}

function takenBack(): PortcullisError {
  return new PortcullisError(
    'UNAUTHENTICATED',
    'The refresh token was issued before the password was changed. Use the one that the change returned, or sign in again.',
    { reason: 'TOKEN_REVOKED' },
  );
}

function reused(): PortcullisError {
  return new PortcullisError(
    'TOKEN_REUSED',
    'The refresh token was already used, so its session has ended. Sign in again.',
  );
}
