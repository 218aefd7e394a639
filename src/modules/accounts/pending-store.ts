import { type Selectable, sql } from 'kysely';
import type { Query } from '../../database/index.js';
import { keyOf } from './user-key.js';

/**
 * A registration whose address nobody has verified yet: no account, but what one is made of once its link is followed.
 * An address may have several, each with a link of its own. Times are milliseconds since the epoch.
 */
export interface PendingRegistration {
  /** Of the token in the link. */
  readonly hash: string;
  readonly email: string;
  readonly name: string | null;
  /** Of the password that the link belongs to; null if whoever follows the link chooses one. */
  readonly passwordHash: string | null;
  readonly createdAt: number;
  readonly expiresAt: number;
}

interface PendingRegistrationsTable {
  readonly hash: string;
  readonly email: string;
  /** The address as it is compared. */
  readonly email_key: string;
  readonly name: string | null;
  readonly password_hash: string | null;
  readonly created_at: number;
  readonly expires_at: number;
}

declare module '../../database/tables.js' {
  interface Tables {
    pending_registrations: PendingRegistrationsTable;
  }
}

/** How many of its kind, with or without a password, an address may get from a time on. */
export interface PendingLimit {
  readonly since: number;
  readonly max: number;
}

/**
 * False, and nothing written, if the address has an account, or has got as many as it may. It is one statement, so that
 * the work does not tell which.
 */
export async function insertPending(
  query: Query,
  pending: PendingRegistration,
  { since, max }: PendingLimit,
): Promise<boolean> {
  const { hash, email, name, passwordHash, createdAt, expiresAt } = pending;
  const key = keyOf(email);
  const inserted = await query
    .insertInto('pending_registrations')
    .columns(['hash', 'email', 'email_key', 'name', 'password_hash', 'created_at', 'expires_at'])
    .expression(
      query
        .selectNoFrom([
          sql<string>`cast(${hash} as text)`.as('hash'),
          sql<string>`cast(${email} as text)`.as('email'),
          sql<string>`cast(${key} as text)`.as('email_key'),
          sql<string | null>`cast(${name} as text)`.as('name'),
          sql<string | null>`cast(${passwordHash} as text)`.as('password_hash'),
          sql<number>`cast(${createdAt} as bigint)`.as('created_at'),
          sql<number>`cast(${expiresAt} as bigint)`.as('expires_at'),
        ])
        .where(({ not, exists }) => not(exists(query.selectFrom('users').select('id').where('email_key', '=', key))))
        .where(
          query
            .selectFrom('pending_registrations')
            .select(({ fn }) => fn.countAll<number>().as('count'))
            .where('email_key', '=', key)
            .where('created_at', '>', since)
            .where('password_hash', passwordHash === null ? 'is' : 'is not', null),
          '<',
          max,
        ),
    )
    .returning('hash')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Undefined if there is none, or no more. */
export async function findPending(query: Query, hash: string, now: number): Promise<PendingRegistration | undefined> {
  const row = await query
    .selectFrom('pending_registrations')
    .selectAll()
    .where('hash', '=', hash)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row && toPending(row);
}

/** True if somebody has registered with the address, and has not followed the link yet. */
export async function isPending(query: Query, email: string, now: number): Promise<boolean> {
  const row = await query
    .selectFrom('pending_registrations')
    .select('hash')
    .where('email_key', '=', keyOf(email))
    .where('expires_at', '>', now)
    .where('password_hash', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Removes all of an address. The hashes of those that there were. */
export async function removePendingOf(query: Query, email: string): Promise<readonly string[]> {
  const removed = await query
    .deleteFrom('pending_registrations')
    .where('email_key', '=', keyOf(email))
    .returning('hash')
    .execute();
  return removed.map(({ hash }) => hash);
}

export async function removeExpiredPending(query: Query, now: number): Promise<void> {
  await query.deleteFrom('pending_registrations').where('expires_at', '<=', now).execute();
}

function toPending(row: Selectable<PendingRegistrationsTable>): PendingRegistration {
  return {
    hash: row.hash,
    email: row.email,
    name: row.name,
    passwordHash: row.password_hash,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
