import type { Query, Transaction } from '../../database/index.js';
import { PortcullisError } from '../../errors.js';
import type { AuthPayload, Role } from '../../generated/resolvers.js';
import type { ModuleDeps } from '../../module.js';
import type { Client } from '../../server/context.js';
import type { Actor } from '../sessions/index.js';
import { MAX_EMAIL_LENGTH, parseAccountInput } from './input.js';
import type { Passwords } from './passwords.js';
import {
  findUserByEmail,
  findUsers,
  hasUsers,
  insertUser,
  listUsers,
  type User,
  type UserPage,
  updateRoles,
} from './store.js';

export interface AccountDetails {
  readonly email: string;
  readonly password: string;
  readonly name?: string | null | undefined;
}

export interface AccountsService {
  /** Makes an account with the role USER and opens its first session. */
  register(details: AccountDetails, client: Client): Promise<AuthPayload>;
  /** A user to be inserted: checked, with the password hashed. `BAD_USER_INPUT` names the field that is wrong. */
  prepare(details: AccountDetails, roles: readonly Role[]): Promise<User>;
  /** `EMAIL_TAKEN` if the address has an account. */
  insert(tx: Transaction, user: User): Promise<void>;
  /** The user of these credentials, or `INVALID_CREDENTIALS`: the same, after the same work, whatever was wrong. */
  authenticate(email: string, password: string, client: Client): Promise<User>;
  find(query: Query, id: string): Promise<User | undefined>;
  /** The users of these ids, in any order; unknown ids are left out. */
  findAll(ids: readonly string[]): Promise<readonly User[]>;
  list(page: UserPage): Promise<readonly User[]>;
  isEmpty(query: Query): Promise<boolean>;
  findByEmail(email: string): Promise<User | undefined>;
  /** Replaces the roles and revokes the user's access tokens. `NOT_FOUND` if there is no such user. */
  setRoles(id: string, roles: readonly Role[], by: Actor): Promise<User>;
}

export interface AccountsOptions extends Pick<ModuleDeps, 'database' | 'services' | 'clock' | 'randomBytes'> {
  readonly passwords: Passwords;
}

export function createAccountsService(options: AccountsOptions): AccountsService {
  const { database, passwords, services } = options;
  const prepare = (details: AccountDetails, roles: readonly Role[]) => prepareUser(options, details, roles);
  return Object.freeze({
    register: async (details, client) => {
      const user = await prepare(details, ['USER']);
      const custom = await services.sessions.customClaimsOf(user);
      return database.transaction(async (tx) => {
        await insert(tx, user);
        const payload = await services.sessions.open(tx, { user, custom, client });
        const { sessionId } = payload;
        await services.audit.record(tx, { type: 'REGISTERED', userId: user.id, actorId: user.id, sessionId, client });
        return payload;
      });
    },
    prepare,
    insert,
    authenticate: async (email, password, client) => {
      // Nobody has a longer address, and to make its key would take long.
      const user = email.length > MAX_EMAIL_LENGTH ? undefined : await findUserByEmail(database.query, email.trim());
      const matches = await passwords.verify(user?.passwordHash, password);
      if (user && matches && !user.disabled) return user;
      // What was typed as the address may be a password, so it is not kept.
      await services.audit.recordAlone({ type: 'SIGN_IN_FAILED', userId: user?.id ?? null, client });
      throw new PortcullisError('INVALID_CREDENTIALS', 'The e-mail address or the password is wrong.');
    },
    find: async (query, id) => (await findUsers(query, [id]))[0],
    findAll: (ids) => findUsers(database.query, ids),
    list: (page) => listUsers(database.query, page),
    isEmpty: async (query) => !(await hasUsers(query)),
    findByEmail: (email) => findUserByEmail(database.query, email),
    setRoles: (id, roles, by) =>
      database.transaction(async (tx) => {
        const user = await updateRoles(tx.query, id, [...new Set(roles)]);
        if (!user) throw new PortcullisError('NOT_FOUND', 'There is no user of this id.', { field: 'userId' });
        await services.audit.record(tx, { type: 'ROLES_CHANGED', userId: id, ...by, detail: user.roles.join(' ') });
        await services.revocation.revokeUserBelow(tx, user.id, user.version);
        return user;
      }),
  } satisfies AccountsService);
}

async function prepareUser(
  { passwords, clock, randomBytes }: AccountsOptions,
  details: AccountDetails,
  roles: readonly Role[],
): Promise<User> {
  const { email, password, name } = await parseAccountInput(details);
  return {
    id: randomBytes(16).toString('hex'),
    email,
    name,
    passwordHash: await passwords.hash(password),
    roles,
    disabled: false,
    version: 1,
    createdAt: clock(),
  };
}

async function insert(tx: Transaction, user: User): Promise<void> {
  if (await insertUser(tx.query, user)) return;
  throw new PortcullisError('EMAIL_TAKEN', 'email: This address has an account already.', { field: 'email' });
}
