import type { Query, Transaction } from '../../database/index.js';
import type { AuthPayload, RegisterPayload } from '../../generated/resolvers.js';
import type { Client, ModuleDeps } from '../../module/index.js';
import type { Actor } from '../sessions/index.js';
import { authenticate } from './authenticate.js';
import { changePassword, type PasswordChange } from './change-password.js';
import { changeUser } from './change-user.js';
import { existing, findExisting } from './existing-user.js';
import { parseName } from './input.js';
import { type AccountMails, mailPasswordReset } from './mail-links.js';
import type { Passwords } from './passwords.js';
import { removeExpiredPending } from './pending-store.js';
import { insertNew, prepareUser, register } from './register.js';
import { resetPassword } from './reset-password.js';
import { revokeAccessTokens } from './revoke-access-tokens.js';
import { setDisabled } from './set-disabled.js';
import {
  findUserByEmail,
  findUsers,
  hasUsers,
  listUsers,
  type User,
  type UserPage,
  updateName,
  updateRoles,
} from './store.js';
import { removeExpiredTokens } from './token-store.js';
import { canFindParts } from './user-search.js';
import { requestEmailVerification, verifyEmail } from './verify-email.js';

export interface AccountDetails {
  readonly email: string;
  readonly password: string;
  readonly name?: string | null | undefined;
}

export interface Profile {
  /** Null takes it away. */
  readonly name?: string | null | undefined;
}

export interface AccountsService {
  /**
   * Makes an account with the role of users, and opens its first session; where addresses have to be verified, mails a link
   * instead, and answers the same if the address has an account already. `FORBIDDEN` if registration is closed.
   */
  register(details: AccountDetails, client: Client): Promise<RegisterPayload>;
  /**
   * A user to be inserted, whom an operator vouches for: checked, with the password hashed. `BAD_USER_INPUT` names the
   * field that is wrong.
   */
  prepare(details: AccountDetails, roles: readonly string[], client?: Client): Promise<User>;
  /** Inserts a prepared user, with an audit event. `EMAIL_TAKEN` if the address has an account. */
  insert(tx: Transaction, user: User, by?: Actor): Promise<void>;
  /** Both of it: an account that an administrator makes, who vouches for the address; by default with the role of users. */
  create(details: AccountDetails, roles: readonly string[] | undefined, by: Actor): Promise<User>;
  /**
   * The user of these credentials, or `INVALID_CREDENTIALS`: the same, after the same work, whatever was wrong. If all
   * that is missing is that they verify their address, a link is mailed to it.
   */
  authenticate(email: string, password: string, client: Client): Promise<User>;
  /**
   * A new password. The session goes on with new tokens, the user's others end, and no token of before is good any more.
   * `INVALID_CREDENTIALS` if the current one is wrong, `UNAUTHENTICATED` if the session has ended.
   */
  changePassword(change: PasswordChange, client: Client): Promise<AuthPayload>;
  /**
   * Mails a link to choose a new password, if the address has an account. What comes of it shows in no answer.
   * `SERVICE_UNAVAILABLE` if too many mails wait.
   */
  requestPasswordReset(email: string, by: Actor): Promise<void>;
  /** A new password for the token of such a link; all sessions end. `BAD_USER_INPUT` if the token is not good. */
  resetPassword(token: string, newPassword: string, client: Client): Promise<void>;
  /** Mails a link to verify the user's address. False if it is verified. */
  requestEmailVerification(userId: string, by: Actor): Promise<boolean>;
  /**
   * Verifies the address that the token was mailed to, for who knows the password of the account. `BAD_USER_INPUT` if the
   * token is not good, `INVALID_CREDENTIALS` if the password is wrong.
   */
  verifyEmail(token: string, password: string, client: Client): Promise<void>;
  find(query: Query, id: string): Promise<User | undefined>;
  /** The users of these ids, in any order; unknown ids are left out. */
  findAll(ids: readonly string[]): Promise<readonly User[]>;
  list(page: UserPage): Promise<readonly User[]>;
  isEmpty(query: Query): Promise<boolean>;
  findByEmail(email: string): Promise<User | undefined>;
  /** Changes what is given. `NOT_FOUND` if there is no such user. */
  updateProfile(id: string, profile: Profile): Promise<User>;
  /** Replaces the roles and revokes the user's access tokens. `NOT_FOUND` if there is no such user. */
  setRoles(id: string, roles: readonly string[], by: Actor): Promise<User>;
  /**
   * Takes back the access tokens of these users, whose sessions go on: a refresh brings tokens of what is so by then. For
   * a change of what `claimsFor` says of them; the last thing in its transaction.
   */
  revokeAccessTokens(tx: Transaction, userIds: readonly string[], by: Actor): Promise<void>;
  /** Disables a user, and ends all their sessions; or enables them. `NOT_FOUND` if there is no such user. */
  setDisabled(id: string, disabled: boolean, by: Actor): Promise<User>;
  /** Forgets mailed tokens whose time is over. */
  removeExpiredTokens(): Promise<void>;
}

export interface AccountsOptions
  extends Pick<ModuleDeps, 'config' | 'database' | 'services' | 'clock' | 'randomBytes' | 'roles'> {
  readonly passwords: Passwords;
  readonly mails: AccountMails;
}

export function createAccountsService(options: AccountsOptions): AccountsService {
  const { database, services, clock } = options;
  const prepare: AccountsService['prepare'] = async (details, roles, client) => ({
    ...(await prepareUser(options, details, [...new Set(roles)], client)),
    emailVerified: true,
  });
  const insert: AccountsService['insert'] = async (tx, user, by) => {
    await insertNew(tx, user);
    await services.audit.record(tx, { type: 'USER_CREATED', userId: user.id, ...by, detail: user.roles.join(' ') });
  };
  let parts: Promise<boolean> | undefined;
  const findsParts = () => {
    parts ??= canFindParts(database.query).catch((error) => {
      parts = undefined;
      throw error;
    });
    return parts;
  };
  return Object.freeze({
    register: (details, client) => register(options, details, client),
    prepare,
    insert,
    create: async (details, roles = [options.roles.user], by) => {
      const user = await prepare(details, roles, by.client);
      await database.transaction((tx) => insert(tx, user, by));
      return user;
    },
    authenticate: (email, password, client) => authenticate(options, email, password, client),
    changePassword: (change, client) => changePassword(options, change, client),
    requestPasswordReset: (email, by) => mailPasswordReset(options, email, by),
    resetPassword: (token, newPassword, client) => resetPassword(options, token, newPassword, client),
    requestEmailVerification: (userId, by) => requestEmailVerification(options, userId, by),
    verifyEmail: (token, password, client) => verifyEmail(options, token, password, client),
    find: async (query, id) => (await findUsers(query, [id]))[0],
    findAll: (ids) => findUsers(database.query, ids),
    list: async (page) => listUsers(database.query, page, { parts: await findsParts() }),
    isEmpty: async (query) => !(await hasUsers(query)),
    findByEmail: (email) => findUserByEmail(database.query, email),
    updateProfile: async (id, { name }) =>
      name === undefined
        ? findExisting(database.query, id)
        : existing(await database.transaction((tx) => updateName(tx.query, id, parseName(name)))),
    setRoles: (id, roles, by) =>
      changeUser(options, id, async (tx) => {
        const user = existing(await updateRoles(tx.query, id, [...new Set(roles)]));
        await services.audit.record(tx, { type: 'ROLES_CHANGED', userId: id, ...by, detail: user.roles.join(' ') });
        await services.revocation.revokeUserBelow(tx, user.id, user.version);
        return user;
      }),
    revokeAccessTokens: (tx, userIds, by) => revokeAccessTokens(options, tx, userIds, by),
    setDisabled: (id, disabled, by) => setDisabled(options, id, disabled, by),
    removeExpiredTokens: async () => {
      await removeExpiredTokens(database.query, clock());
      await removeExpiredPending(database.query, clock());
    },
  } satisfies AccountsService);
}
