import type { Query } from '../../database/index.js';

export type TokenPurpose = 'password-reset' | 'email-verification';

/** A token that was mailed, as it is kept: whoever reads the database cannot use it. Times are milliseconds since the epoch. */
export interface AccountToken {
  readonly hash: string;
  readonly purpose: TokenPurpose;
  readonly userId: string;
  /** The address that it was mailed to. */
  readonly email: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

interface AccountTokensTable {
  readonly hash: string;
  readonly purpose: TokenPurpose;
  readonly user_id: string;
  readonly email: string;
  readonly created_at: number;
  readonly expires_at: number;
}

declare module '../../database/tables.js' {
  interface Tables {
    account_tokens: AccountTokensTable;
  }
}

export async function insertToken(
  query: Query,
  { userId, createdAt, expiresAt, ...same }: AccountToken,
): Promise<void> {
  await query
    .insertInto('account_tokens')
    .values({ ...same, user_id: userId, created_at: createdAt, expires_at: expiresAt })
    .execute();
}

/** Undefined if there is none of this purpose, or no more. */
export async function findToken(
  query: Query,
  hash: string,
  purpose: TokenPurpose,
  now: number,
): Promise<AccountToken | undefined> {
  const row = await query
    .selectFrom('account_tokens')
    .selectAll()
    .where('hash', '=', hash)
    .where('purpose', '=', purpose)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (!row) return undefined;
  const { user_id, created_at, expires_at, ...same } = row;
  return { ...same, userId: user_id, createdAt: created_at, expiresAt: expires_at };
}

/** True for the one who takes it: whoever else wants it at the same time finds it gone. */
export async function takeToken(query: Query, hash: string): Promise<boolean> {
  const { numDeletedRows } = await query.deleteFrom('account_tokens').where('hash', '=', hash).executeTakeFirst();
  return numDeletedRows > 0n;
}

/** How many of this purpose there are that the user got since then. */
export async function countTokens(query: Query, userId: string, purpose: TokenPurpose, since: number): Promise<number> {
  const { count } = await query
    .selectFrom('account_tokens')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('user_id', '=', userId)
    .where('purpose', '=', purpose)
    .where('created_at', '>', since)
    .executeTakeFirstOrThrow();
  return count;
}

/** Removes the user's tokens: all, or those of one purpose. */
export async function removeTokensOf(query: Query, userId: string, purpose?: TokenPurpose): Promise<void> {
  const removal = query.deleteFrom('account_tokens').where('user_id', '=', userId);
  await (purpose ? removal.where('purpose', '=', purpose) : removal).execute();
}

export async function removeExpiredTokens(query: Query, now: number): Promise<void> {
  await query.deleteFrom('account_tokens').where('expires_at', '<=', now).execute();
}
