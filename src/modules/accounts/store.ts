import { type Selectable, sql, type UpdateObject } from 'kysely';
import type { Query, Tables } from '../../database/index.js';
import type { PageRange } from '../../toolkit/connection.js';
import { selectPage } from '../../toolkit/select-page.js';
import { keyOf } from './user-key.js';
import { findsUser } from './user-search.js';
import { insertWords, replaceWords, wordsOf } from './user-words.js';

export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly passwordHash: string;
  /** As they were given; the enum of roles may have lost one since, which grants nothing then. */
  readonly roles: readonly string[];
  readonly disabled: boolean;
  /** The user has followed a link that was mailed to the address, or an operator created the account. */
  readonly emailVerified: boolean;
  /** Raised with every change of what the user may do; access tokens of a lower one are revoked. */
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

interface UsersTable {
  id: string;
  email: string;
  /** The address as it is compared. */
  email_key: string;
  name: string | null;
  /** The name as it is searched. */
  name_key: string | null;
  password_hash: string;
  /** A JSON array. */
  roles: string;
  disabled: number;
  email_verified: number;
  version: number;
  created_at: number;
}

declare module '../../database/tables.js' {
  interface Tables {
    users: UsersTable;
  }
}

/** What to list: `search` finds the address or the name by a part of it, or by how it begins, in any case. */
export interface UserPage extends PageRange {
  readonly search: string | undefined;
}

/** False if the e-mail address is taken; nothing is written then. */
export async function insertUser(query: Query, user: User): Promise<boolean> {
  const inserted = await query
    .insertInto('users')
    .values({
      id: user.id,
      email: user.email,
      email_key: keyOf(user.email),
      name: user.name,
      name_key: user.name === null ? null : keyOf(user.name),
      password_hash: user.passwordHash,
      roles: JSON.stringify(user.roles),
      disabled: Number(user.disabled),
      email_verified: Number(user.emailVerified),
      version: user.version,
      created_at: user.createdAt,
    })
    .onConflict((conflict) => conflict.column('email_key').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!inserted) return false;
  const words = wordsOf(user.email, user.name);
  await insertWords(
    query,
    words.map((word) => ({ word, user_id: user.id })),
  );
  return true;
}

export async function findUserByEmail(query: Query, email: string): Promise<User | undefined> {
  const row = await query.selectFrom('users').selectAll().where('email_key', '=', keyOf(email)).executeTakeFirst();
  return row && toUser(row);
}

export async function findUsers(query: Query, ids: readonly string[]): Promise<readonly User[]> {
  if (ids.length === 0) return [];
  const rows = await query.selectFrom('users').selectAll().where('id', 'in', ids).execute();
  return rows.map(toUser);
}

export async function hasUsers(query: Query): Promise<boolean> {
  return (await query.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** Users in the order they registered, or from the end of it. `parts`: whether parts can be searched for, or beginnings alone. */
export async function listUsers(
  query: Query,
  { search, ...range }: UserPage,
  { parts }: { readonly parts: boolean } = { parts: true },
): Promise<readonly User[]> {
  let users = query.selectFrom('users').selectAll();
  if (search?.trim()) users = users.where(await findsUser(query, search, parts));
  const rows = await selectPage(users, range, { time: 'created_at', id: 'id', first: 'oldest' }).execute();
  return rows.map(toUser);
}

/** Replaces the roles and raises the version; undefined if there is no such user. */
export function updateRoles(query: Query, id: string, roles: readonly string[]): Promise<User | undefined> {
  return update(query, id, { roles: JSON.stringify(roles), version: NEXT });
}

/** Raises the version alone; undefined if there is no such user. */
export function raiseVersion(query: Query, id: string): Promise<User | undefined> {
  return update(query, id, { version: NEXT });
}

/** Replaces the password and raises the version. Compare-and-set: undefined, and nothing written, if the user changed. */
export async function updatePassword(
  query: Query,
  { id, version }: User,
  passwordHash: string,
): Promise<User | undefined> {
  const row = await query
    .updateTable('users')
    .set({ password_hash: passwordHash, version: NEXT })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst();
  return row && toUser(row);
}

/** Disables or enables, and raises the version; undefined if there is no such user. */
export function updateDisabled(query: Query, id: string, disabled: boolean): Promise<User | undefined> {
  return update(query, id, { disabled: Number(disabled), version: NEXT });
}

/** Undefined if there is no such user. */
export async function updateName(query: Query, id: string, name: string | null): Promise<User | undefined> {
  const user = await update(query, id, { name, name_key: name === null ? null : keyOf(name) });
  if (user) await replaceWords(query, id, wordsOf(user.email, name));
  return user;
}

/** Undefined if there is no such user. */
export function markEmailVerified(query: Query, id: string): Promise<User | undefined> {
  return update(query, id, { email_verified: 1 });
}

/** Another hash of the same password. Compare-and-set: undefined, and nothing written, if it was changed meanwhile. */
export async function replaceHash(query: Query, user: User, passwordHash: string): Promise<User | undefined> {
  const row = await query
    .updateTable('users')
    .set({ password_hash: passwordHash })
    .where('id', '=', user.id)
    .where('password_hash', '=', user.passwordHash)
    .returningAll()
    .executeTakeFirst();
  return row && toUser(row);
}

const NEXT = sql<number>`version + 1`;

async function update(query: Query, id: string, change: UpdateObject<Tables, 'users'>): Promise<User | undefined> {
  const row = await query.updateTable('users').set(change).where('id', '=', id).returningAll().executeTakeFirst();
  return row && toUser(row);
}

function toUser(row: Selectable<UsersTable>): User {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    passwordHash: row.password_hash,
    roles: JSON.parse(row.roles),
    disabled: row.disabled !== 0,
    emailVerified: row.email_verified !== 0,
    version: row.version,
    createdAt: row.created_at,
  };
}
