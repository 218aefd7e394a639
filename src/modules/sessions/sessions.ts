import type { Transaction } from '../../database/index.js';
import { PortcullisError } from '../../errors.js';
import type { AuthPayload } from '../../generated/resolvers.js';
import type { ModuleDeps } from '../../module.js';
import type { Client } from '../../server/context.js';
import type { CustomClaims } from '../../tokens/index.js';
import type { User } from '../accounts/index.js';
import { type Actor, endSessions } from './end-sessions.js';
import { type NewSession, openSession } from './open-session.js';
import { authPayload, type PayloadOptions } from './payload.js';
import { invalidRefreshToken, rotate } from './rotate.js';
import { findActiveSessionsOf, findSessions, rotateSession, type Session } from './store.js';

export interface SessionsService {
  /** What the application says of a user in his tokens. To be asked before a transaction. `SERVICE_UNAVAILABLE`. */
  customClaimsOf(user: User): Promise<CustomClaims>;
  /** Opens a session for a user who proved who he is. The transaction holds the lock of `lockOf` his id. */
  open(tx: Transaction, session: NewSession): Promise<AuthPayload>;
  /** `INVALID_CREDENTIALS`, or a new session. */
  login(email: string, password: string, client: Client): Promise<AuthPayload>;
  /**
   * New tokens for the newest refresh token of a session; the same again for the one before it, within the grace.
   * `UNAUTHENTICATED` for one that is not ours, `SESSION_EXPIRED` if its session has ended, `TOKEN_REUSED` if it was
   * used before: one of two holders stole it, so the session ends (RFC 9700 §4.14.2).
   */
  refresh(refreshToken: string, client: Client): Promise<AuthPayload>;
  /** Ends the session of the refresh token, else the given one. True if there is such a session, ended before or now. */
  logout(refreshToken: string | undefined, sessionId: string | null, by: Actor): Promise<boolean>;
  /** Ends one of the user's own sessions. False if it is not his, or over. */
  revoke(userId: string, sessionId: string, by: Actor): Promise<boolean>;
  /** Takes back one access token, by its `jti`. `BAD_USER_INPUT` if it is none that we make. */
  revokeToken(tokenId: string, by: Actor): Promise<true>;
  /** Ends all sessions of a user, or all but one. How many there were. */
  revokeAll(userId: string, by: Actor, except?: string | null): Promise<number>;
  /** The same in a transaction that holds the lock of `lockOf` his id. */
  endAll(tx: Transaction, userId: string, by: Actor, except?: string | null): Promise<number>;
  /** New tokens for a session that goes on, and none of the old ones is good any more; undefined if it is over. */
  renew(tx: Transaction, sessionId: string, user: User, custom: CustomClaims): Promise<AuthPayload | undefined>;
  /** The sessions of these ids, in any order, ended ones too; unknown ids are left out. */
  findAll(ids: readonly string[]): Promise<readonly Session[]>;
  /** The sessions of these users that can still be used, each user's last used first. */
  findActiveOf(userIds: readonly string[]): Promise<readonly Session[]>;
}

export interface SessionsOptions extends PayloadOptions, Pick<ModuleDeps, 'database' | 'services' | 'randomBytes'> {}

/** Signing in and changing a password exclude each other by this lock: no session is opened with the old password. */
export function lockOf(userId: string): string {
  return `user ${userId}`;
}

export function createSessionsService(options: SessionsOptions): SessionsService {
  const { database, refreshTokens, clock } = options;
  const endAll: SessionsService['endAll'] = async (tx, userId, by, except = null) => {
    const sessions = await findActiveSessionsOf(tx.query, [userId], clock());
    const others = sessions.filter(({ id }) => id !== except);
    return endSessions(options, tx, others, { type: 'SESSION_REVOKED', by });
  };
  return Object.freeze({
    customClaimsOf: options.customClaimsOf,
    open: (tx, session) => openSession(options, tx, session),
    login: (email, password, client) => login(options, email, password, client),
    refresh: async (refreshToken, client) => {
      const content = refreshTokens.decode(refreshToken);
      if (!content) throw invalidRefreshToken();
      const outcome = await database.transaction((tx) => rotate(options, tx, content, client));
      // What a refusal wrote must stay, so it is thrown after the commit.
      if (outcome instanceof PortcullisError) throw outcome;
      // The row has moved; if the claims cannot be had, the same refresh token works again within the grace.
      const custom = await options.customClaimsOf(outcome.user);
      return authPayload(options, { ...outcome, custom }, clock());
    },
    logout: (refreshToken, bearerSessionId, by) => {
      const content = refreshToken === undefined ? undefined : refreshTokens.decode(refreshToken);
      const id = content?.sessionId ?? bearerSessionId;
      if (id === null) return Promise.resolve(false);
      return database.transaction(async (tx) => {
        const sessions = await findSessions(tx.query, [id]);
        await endSessions(options, tx, sessions, { type: 'SIGNED_OUT', by });
        return sessions.length > 0;
      });
    },
    revoke: (userId, sessionId, by) =>
      database.transaction(async (tx) => {
        const sessions = await findActiveSessionsOf(tx.query, [userId], clock());
        const own = sessions.filter(({ id }) => id === sessionId);
        return (await endSessions(options, tx, own, { type: 'SESSION_REVOKED', by })) > 0;
      }),
    revokeToken: (tokenId, by) => revokeToken(options, tokenId, by),
    revokeAll: (userId, by, except) =>
      database.transaction((tx) => endAll(tx, userId, by, except), { lock: lockOf(userId) }),
    endAll,
    renew: async (tx, sessionId, user, custom) => {
      const [session] = await findSessions(tx.query, [sessionId]);
      if (session?.userId !== user.id || session.endedAt !== null) return undefined;
      // Two steps at once: the refresh token before is too old even for the grace.
      const rotated = await rotateSession(tx.query, session, { ...session, counter: session.counter + 2 });
      return rotated && authPayload(options, { session: rotated, user, custom }, clock());
    },
    findAll: (ids) => findSessions(database.query, ids),
    findActiveOf: (userIds) => findActiveSessionsOf(database.query, userIds, clock()),
  } satisfies SessionsService);
}

async function revokeToken(
  { database, services }: SessionsOptions,
  tokenId: string,
  { actorId, client }: Actor,
): Promise<true> {
  if (!/^[0-9a-f]{32}$/.test(tokenId)) {
    throw new PortcullisError('BAD_USER_INPUT', 'jti: This is not the jti of an access token.', { field: 'jti' });
  }
  await database.transaction(async (tx) => {
    await services.audit.record(tx, { type: 'TOKEN_REVOKED', actorId, client, detail: tokenId });
    await services.revocation.revokeToken(tx, tokenId);
  });
  return true;
}

/**
 * The password is checked and the claims are asked for before the transaction, since that takes long. If the user has
 * changed meanwhile, his password must be the same still, and the claims are asked for again.
 */
async function login(options: SessionsOptions, email: string, password: string, client: Client): Promise<AuthPayload> {
  const { database, services } = options;
  const known = await services.accounts.authenticate(email, password, client);
  const attempt = async (user: User): Promise<AuthPayload> => {
    const custom = await options.customClaimsOf(user);
    const outcome = await database.transaction((tx) => signIn(options, tx, { user, custom, client }), {
      lock: lockOf(user.id),
    });
    if ('accessToken' in outcome) return outcome;
    if (outcome.passwordHash !== known.passwordHash || outcome.disabled) throw invalidCredentials();
    return attempt(outcome);
  };
  return attempt(known);
}

/** The user as he is now, if that is not as he was known. */
async function signIn(options: SessionsOptions, tx: Transaction, session: NewSession): Promise<AuthPayload | User> {
  const { services } = options;
  const { user, client } = session;
  const now = await services.accounts.find(tx.query, user.id);
  if (!now) throw invalidCredentials();
  if (now.version !== user.version || now.passwordHash !== user.passwordHash || now.disabled) return now;
  const payload = await openSession(options, tx, session);
  const { sessionId } = payload;
  await services.audit.record(tx, { type: 'SIGNED_IN', userId: user.id, actorId: user.id, sessionId, client });
  return payload;
}

function invalidCredentials(): PortcullisError {
  return new PortcullisError('INVALID_CREDENTIALS', 'The e-mail address or the password is wrong.');
}
