import type { Transaction } from '../../database/index.js';
import { PortcullisError } from '../../errors.js';
import type { AuthPayload } from '../../generated/resolvers.js';
import type { ModuleDeps } from '../../module.js';
import type { Client } from '../../server/context.js';
import type { TokenIssuer } from '../../tokens/index.js';
import type { User } from '../accounts/index.js';
import type { RefreshTokenContent, RefreshTokens } from './refresh-token.js';
import { endSession, findActiveSessionsOf, findSessions, insertSession, rotateSession, type Session } from './store.js';

export interface SessionsService {
  /** Opens a session for a user who proved who he is. */
  open(tx: Transaction, user: User, client: Client): Promise<AuthPayload>;
  /** `INVALID_CREDENTIALS`, or a new session. */
  login(email: string, password: string, client: Client): Promise<AuthPayload>;
  /**
   * New tokens for a refresh token that was not used yet. `UNAUTHENTICATED` for one that is not ours,
   * `SESSION_EXPIRED` if its session has ended, `TOKEN_REUSED` if it was used: one of two holders stole it, so the
   * session ends (RFC 9700 §4.14.2).
   */
  refresh(refreshToken: string): Promise<AuthPayload>;
  /** Ends the session of the refresh token, else the given one. True if there is such a session, ended before or now. */
  logout(refreshToken: string | undefined, sessionId: string | null): Promise<boolean>;
  /** The sessions of these ids, in any order, ended ones too; unknown ids are left out. */
  findAll(ids: readonly string[]): Promise<readonly Session[]>;
  /** The sessions of these users that can still be used, each user's last used first. */
  findActiveOf(userIds: readonly string[]): Promise<readonly Session[]>;
}

export interface SessionsOptions
  extends Pick<ModuleDeps, 'config' | 'database' | 'services' | 'clock' | 'randomBytes'> {
  readonly issuer: TokenIssuer;
  readonly refreshTokens: RefreshTokens;
}

const MAX_USER_AGENT_LENGTH = 256;

export function createSessionsService(options: SessionsOptions): SessionsService {
  const { database, services, refreshTokens, clock } = options;
  const open = (tx: Transaction, user: User, client: Client) => openSession(options, tx, user, client);
  return Object.freeze({
    open,
    login: async (email, password, client) => {
      const user = await services.accounts.authenticate(email, password);
      return database.transaction((tx) => open(tx, user, client));
    },
    refresh: async (refreshToken) => {
      const content = refreshTokens.decode(refreshToken);
      if (!content) throw invalid();
      const outcome = await database.transaction((tx) => rotate(options, tx, content));
      // What a refusal wrote must stay, so it is thrown after the commit.
      if (outcome instanceof PortcullisError) throw outcome;
      return outcome;
    },
    logout: (refreshToken, bearerSessionId) => {
      const content = refreshToken === undefined ? undefined : refreshTokens.decode(refreshToken);
      const id = content?.sessionId ?? bearerSessionId;
      if (id === null) return Promise.resolve(false);
      return database.transaction(
        async (tx) => (await end(options, tx, id)) || (await findSessions(tx.query, [id])).length > 0,
      );
    },
    findAll: (ids) => findSessions(database.query, ids),
    findActiveOf: (userIds) => findActiveSessionsOf(database.query, userIds, clock()),
  } satisfies SessionsService);
}

async function openSession(
  options: SessionsOptions,
  tx: Transaction,
  user: User,
  client: Client,
): Promise<AuthPayload> {
  const { config, clock, randomBytes } = options;
  const now = clock();
  const expiresAt = now + config.session.absoluteSeconds * 1000;
  const session: Session = {
    id: randomBytes(16).toString('hex'),
    userId: user.id,
    counter: 0,
    createdAt: now,
    lastUsedAt: now,
    idleExpiresAt: idleExpiry(options, now, expiresAt),
    expiresAt,
    endedAt: null,
    ipAddress: client.ipAddress,
    userAgent: client.userAgent?.slice(0, MAX_USER_AGENT_LENGTH) ?? null,
  };
  await insertSession(tx.query, session);
  return payload(options, session, user);
}

/** The order is the argument: unknown, over, used, and only then good. */
async function rotate(
  options: SessionsOptions,
  tx: Transaction,
  { sessionId, counter }: RefreshTokenContent,
): Promise<AuthPayload | PortcullisError> {
  const { services, clock } = options;
  const now = clock();
  const [session] = await findSessions(tx.query, [sessionId]);
  if (!session) return invalid();
  const user = await services.accounts.find(tx.query, session.userId);
  if (!isActive(session, now) || !user || user.disabled) return expired();
  // A counter ahead of the row was given out before the database was restored from a copy; the row catches up.
  const isUsed = counter < session.counter;
  const next = { counter: counter + 1, lastUsedAt: now, idleExpiresAt: idleExpiry(options, now, session.expiresAt) };
  const rotated = isUsed ? undefined : await rotateSession(tx.query, session, next);
  if (rotated) return payload(options, rotated, user);
  return (await end(options, tx, sessionId)) ? reused() : expired();
}

/** True if the session was there and has ended just now. */
async function end({ services, clock }: SessionsOptions, tx: Transaction, id: string): Promise<boolean> {
  const isEnded = await endSession(tx.query, id, clock());
  if (isEnded) await services.revocation.revokeSession(tx, id);
  return isEnded;
}

function payload(options: SessionsOptions, session: Session, user: User): AuthPayload {
  const { config, issuer, refreshTokens } = options;
  const secondsLeft = Math.floor((session.idleExpiresAt - session.lastUsedAt) / 1000);
  // No access token outlives its session.
  const expiresIn = Math.min(config.token.lifetimeSeconds, secondsLeft);
  const { version, roles } = user;
  return {
    accessToken: issuer.issue({ subject: user.id, sessionId: session.id, version, roles, scopes: [] }, expiresIn),
    tokenType: 'Bearer',
    expiresIn,
    refreshToken: refreshTokens.encode({ sessionId: session.id, counter: session.counter }),
    refreshExpiresIn: secondsLeft,
    userId: user.id,
    sessionId: session.id,
  };
}

function idleExpiry({ config }: SessionsOptions, now: number, expiresAt: number): number {
  return Math.min(now + config.session.idleSeconds * 1000, expiresAt);
}

function isActive({ endedAt, idleExpiresAt }: Session, now: number): boolean {
  return endedAt === null && now < idleExpiresAt;
}

function invalid(): PortcullisError {
  return new PortcullisError('UNAUTHENTICATED', 'The refresh token is not valid.', { reason: 'TOKEN_INVALID' });
}

function reused(): PortcullisError {
  return new PortcullisError(
    'TOKEN_REUSED',
    'The refresh token was used before, so its session has ended. Sign in again.',
  );
}

function expired(): PortcullisError {
  return new PortcullisError('SESSION_EXPIRED', 'The session has ended. Sign in again.');
}
