import { sql } from 'kysely';
import { dialectOf, type Query } from '../../database/index.js';

/** What PostgreSQL notifies of when something was appended to the feed. */
export const CHANNEL = 'portcullis_revocations';

/** `session`: all tokens of it. `token`: the one of this key. `user`: those of the user whose version is below this one. */
export interface Revocation {
  readonly kind: 'session' | 'token' | 'user';
  readonly subject: string;
  readonly version: number;
  /** No token that it concerns is accepted after that; milliseconds since the epoch. */
  readonly expiresAt: number;
}

interface RevocationsTable {
  readonly position: number;
  readonly kind: Revocation['kind'];
  readonly subject: string;
  readonly version: number;
  readonly expires_at: number;
}

declare module '../../database/tables.js' {
  interface Tables {
    revocations: RevocationsTable;
    revocation_feed: { readonly id: 'last'; readonly position: number };
  }
}

/**
 * Appends to the feed. Taking the number locks the one row until the transaction ends, so numbers are in the order of
 * commits: who has read up to a number has missed none below it. With `wakes`, PostgreSQL notifies of it once the
 * transaction has committed.
 */
export async function append(
  query: Query,
  { kind, subject, version, expiresAt }: Revocation,
  { wakes }: { readonly wakes: boolean },
): Promise<void> {
  const { position } = await query
    .updateTable('revocation_feed')
    .set((row) => ({ position: row('position', '+', 1) }))
    .where('id', '=', 'last')
    .returning('position')
    .executeTakeFirstOrThrow();
  const row = { position, kind, subject, version, expires_at: expiresAt };
  const insert = query.insertInto('revocations').values(row);
  const isNotified = wakes && dialectOf(query) === 'postgres';
  // Nothing is told beside that it is so: whoever can use the database can notify of anything.
  await (isNotified ? insert.returning(sql`pg_notify(${CHANNEL}, '')`.as('notified')) : insert).execute();
}

/** What was appended after a position, in order; `limit` at most. */
export async function readAfter(
  query: Query,
  position: number,
  limit: number,
): Promise<readonly (Revocation & { readonly position: number })[]> {
  const rows = await query
    .selectFrom('revocations')
    .selectAll()
    .where('position', '>', position)
    .orderBy('position')
    .limit(limit)
    .execute();
  return rows.map(({ expires_at, ...row }) => ({ ...row, expiresAt: expires_at }));
}

/**
 * Removes what has expired, from a time on, the oldest first; `limit` at most. The times of those it removed: going on
 * from the last of them, nothing is looked at again that is gone, which the database would still find in its index.
 */
export async function removeExpired(
  query: Query,
  { from, until }: { readonly from: number; readonly until: number },
  limit: number,
): Promise<readonly number[]> {
  const removed = await query
    .deleteFrom('revocations')
    .where('position', 'in', (revocations) =>
      revocations
        .selectFrom('revocations')
        .select('position')
        .where('expires_at', '>=', from)
        .where('expires_at', '<=', until)
        .orderBy('expires_at')
        .limit(limit),
    )
    .returning('expires_at')
    .execute();
  return removed.map(({ expires_at }) => expires_at);
}
