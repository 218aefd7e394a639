import type { Transaction } from '../../database/index.js';
import type { AuthPayload } from '../../generated/resolvers.js';
import type { Client, Model, ModuleDeps } from '../../module/index.js';
import { tellOutcome } from '../../toolkit/outcome.js';
import { endEverySession } from './end-every-session.js';
import { type Actor, endSessions } from './end-sessions.js';
import { login } from './login.js';
import { lockOf, type NewSession, openSession, prepareSession, type SessionDetails } from './open-session.js';
import type { PayloadOptions } from './payload.js';
import { refresh } from './refresh.js';
import { claimsOf, type KnownClaims, type Renewal, renew } from './renew.js';
import { revokeToken, type TokenName } from './revoke-token.js';
import { checkSessionData, type SessionData } from './session-data.js';
import {
  findActiveSessionsOf,
  findOpenSessionsOf,
  findSessions,
  isActive,
  removeSessionsBefore,
  type Session,
  updateSessionData,
} from './store.js';

export interface SessionsService {
  /**
   * A session to be opened, before a transaction: what the application says of its user is asked for. `TypeError` if its
   * data is no object, more than 1 kB of JSON, or has the name of a claim that means something already.
   * `SERVICE_UNAVAILABLE` if `claimsFor` fails.
   */
  prepare(details: SessionDetails): Promise<NewSession>;
  /** Opens a session for a user who has proved their identity. The transaction holds the lock of `lockOf` their id. */
  open(tx: Transaction, session: NewSession): Promise<AuthPayload>;
  /** `INVALID_CREDENTIALS`, or a new session, with data of the application's own. */
  login(email: string, password: string, client: Client, details?: Pick<SessionDetails, 'data'>): Promise<AuthPayload>;
  /**
   * Puts this in place of the application's data of a session. Nothing ends: it shows in the next token. False if the
   * session is over or unknown; `TypeError` as `prepare`. Whose session it is, is for the caller to know.
   */
  setData(tx: Transaction, sessionId: string, data: SessionData): Promise<boolean>;
  /**
   * New tokens for the newest refresh token of a session; the same again for the one before it, within the grace.
   * `UNAUTHENTICATED` for one that is not ours, `SESSION_EXPIRED` if its session has ended, `TOKEN_REUSED` if it was
   * used before: one of two holders stole it, so the session ends (RFC 9700 §4.14.2). Without one, `UNAUTHENTICATED`.
   */
  refresh(refreshToken: string | undefined, client: Client): Promise<AuthPayload>;
  /** Ends the session of the refresh token, else the given one. True if there is such a session, ended before or now. */
  logout(refreshToken: string | undefined, sessionId: string | null, by: Actor): Promise<boolean>;
  /** Ends one of the user's own sessions. False if it is not theirs, or has already ended. */
  revoke(userId: string, sessionId: string, by: Actor): Promise<boolean>;
  /** Takes back one access token, by its issuer and its `jti`. `BAD_USER_INPUT` if there can be none. */
  revokeToken(token: TokenName, by: Actor): Promise<true>;
  /** Ends all sessions of a user, or all but one. How many there were. */
  revokeAll(userId: string, by: Actor, except?: string | null): Promise<number>;
  /** The same in a transaction that holds the lock of `lockOf` their id. What it changes besides, it changes before. */
  endAll(tx: Transaction, userId: string, by: Actor, except?: string | null): Promise<number>;
  /** What the application says of a user in the tokens of a session that is renewed; to be asked before a transaction. */
  claimsOf(renewal: Renewal): Promise<KnownClaims | undefined>;
  /**
   * New tokens for a session that goes on, and no refresh token of before is good any more; undefined if it is over.
   * The access tokens of before die with the version of the user.
   */
  renew(
    tx: Transaction,
    sessionId: string,
    user: Model<'User'>,
    known: KnownClaims | undefined,
  ): Promise<AuthPayload | undefined>;
  /** The sessions of these ids, in any order, ended ones too; unknown ids are left out. */
  findAll(ids: readonly string[]): Promise<readonly Session[]>;
  /** Those of them that can still be used. */
  findActive(ids: readonly string[]): Promise<readonly Session[]>;
  /** The sessions of these users that can still be used, each user's last used first. */
  findActiveOf(userIds: readonly string[]): Promise<readonly Session[]>;
  /**
   * Ends the sessions of everybody. How many there were. Their access tokens are good until they expire, or until their
   * keys are retired.
   */
  endEverySession(): Promise<number>;
  /** Forgets the sessions that have been over for 30 days, however they were used. */
  removeOld(): Promise<void>;
}

export interface SessionsOptions
  extends PayloadOptions,
    Pick<ModuleDeps, 'database' | 'services' | 'randomBytes' | 'metrics'> {
  /** False if there are never custom claims. */
  readonly hasClaimsHook: boolean;
}

const KEEP_SECONDS = 30 * 86_400;

export function createSessionsService(options: SessionsOptions): SessionsService {
  const { database, refreshTokens, clock, metrics } = options;
  const countSignIn = metrics.counter({
    name: 'portcullis_sign_ins_total',
    help: 'Sign-ins by password, by outcome: OK, or the code of the error.',
    labels: ['outcome'],
  });
  const countRefresh = metrics.counter({
    name: 'portcullis_refreshes_total',
    help: 'Refreshes, by outcome: OK, or the code of the error.',
    labels: ['outcome'],
  });
  // One that time alone has ended is ended for good, too: by another clock, or this one set right, it may not be over.
  const endOpen = async (tx: Transaction, userId: string, by: Actor, choose: (session: Session) => boolean) => {
    const sessions = (await findOpenSessionsOf(tx.query, userId)).filter(choose);
    const ended = await endSessions(options, tx, sessions, { type: 'SESSION_REVOKED', by });
    const now = clock();
    return ended.filter((session) => isActive(session, now)).length;
  };
  const endAll: SessionsService['endAll'] = (tx, userId, by, except = null) =>
    endOpen(tx, userId, by, ({ id }) => id !== except);
  return Object.freeze({
    prepare: (details) => prepareSession(options, details),
    open: (tx, session) => openSession(options, tx, session),
    login: (email, password, client, { data } = {}) =>
      tellOutcome(login(options, email, password, client, data), (outcome) => countSignIn({ outcome })),
    setData: (tx, sessionId, data) => updateSessionData(tx.query, sessionId, checkSessionData(data)),
    claimsOf: (renewal) => claimsOf(options, renewal),
    refresh: (refreshToken, client) =>
      tellOutcome(refresh(options, refreshToken, client), (outcome) => countRefresh({ outcome })),
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
      database.transaction(async (tx) => (await endOpen(tx, userId, by, ({ id }) => id === sessionId)) > 0),
    revokeToken: (token, by) => revokeToken(options, token, by),
    revokeAll: (userId, by, except) =>
      database.transaction((tx) => endAll(tx, userId, by, except), { lock: lockOf(userId) }),
    endAll,
    renew: (tx, sessionId, user, known) => renew(options, tx, { sessionId, user, known }),
    findAll: (ids) => findSessions(database.query, ids),
    findActive: async (ids) => {
      const now = clock();
      return (await findSessions(database.query, ids)).filter((session) => isActive(session, now));
    },
    findActiveOf: (userIds) => findActiveSessionsOf(database.query, userIds, clock()),
    endEverySession: () => endEverySession(options),
    removeOld: () => removeSessionsBefore(database.query, clock() - KEEP_SECONDS * 1000),
  } satisfies SessionsService);
}
