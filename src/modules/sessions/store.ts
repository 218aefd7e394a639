import type { Selectable } from 'kysely';
import type { Query } from '../../database/index.js';
import type { SessionData } from './session-data.js';

/** One sign-in on one device. Times are milliseconds since the epoch. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  /** The number of the one refresh token that is good. */
  readonly counter: number;
  /** The number of the first refresh token since the password was changed: those before were not used, but taken back. */
  readonly validFrom: number;
  readonly createdAt: number;
  /** When it last moved. */
  readonly lastUsedAt: number;
  /** The number of the newest refresh token once it was used within the grace of the last move, which moves nothing. */
  readonly usedCounter: number;
  /** When replies that were lost were given again, later than the grace: in the last day, at least. */
  readonly recoveredAt: readonly number[];
  readonly idleExpiresAt: number;
  readonly expiresAt: number;
  readonly endedAt: number | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  /** The application's own. */
  readonly data: SessionData;
}

const MAX_USER_AGENT_LENGTH = 256;

/** As much of a user agent as is kept, as in the audit. */
export function shortened(userAgent: string | null): string | null {
  return userAgent?.slice(0, MAX_USER_AGENT_LENGTH) ?? null;
}

interface SessionsTable {
  id: string;
  user_id: string;
  counter: number;
  valid_from: number;
  created_at: number;
  last_used_at: number;
  used_counter: number;
  recovered_at: string;
  idle_expires_at: number;
  expires_at: number;
  ended_at: number | null;
  ip_address: string | null;
  user_agent: string | null;
  data: string | null;
}

declare module '../../database/tables.js' {
  interface Tables {
    sessions: SessionsTable;
  }
}

export async function insertSession(query: Query, session: Session): Promise<void> {
  await query
    .insertInto('sessions')
    .values({
      id: session.id,
      user_id: session.userId,
      counter: session.counter,
      valid_from: session.validFrom,
      created_at: session.createdAt,
      last_used_at: session.lastUsedAt,
      used_counter: session.usedCounter,
      recovered_at: JSON.stringify(session.recoveredAt),
      idle_expires_at: session.idleExpiresAt,
      expires_at: session.expiresAt,
      ended_at: session.endedAt,
      ip_address: session.ipAddress,
      user_agent: session.userAgent,
      data: JSON.stringify(session.data),
    })
    .execute();
}

export async function findSessions(query: Query, ids: readonly string[]): Promise<readonly Session[]> {
  if (ids.length === 0) return [];
  const rows = await query.selectFrom('sessions').selectAll().where('id', 'in', ids).execute();
  return rows.map(toSession);
}

/** The sessions of these users that can still be used, each user's last used first. */
export async function findActiveSessionsOf(
  query: Query,
  userIds: readonly string[],
  now: number,
): Promise<readonly Session[]> {
  if (userIds.length === 0) return [];
  const rows = await query
    .selectFrom('sessions')
    .selectAll()
    .where('user_id', 'in', userIds)
    .where('ended_at', 'is', null)
    .where('idle_expires_at', '>', now)
    .where('expires_at', '>', now)
    .orderBy('last_used_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(toSession);
}

/** The same of one session. */
export function isActive({ endedAt, idleExpiresAt, expiresAt }: Session, now: number): boolean {
  return endedAt === null && now < idleExpiresAt && now < expiresAt;
}

/** The sessions of a user that nothing but time has ended. */
export async function findOpenSessionsOf(query: Query, userId: string): Promise<readonly Session[]> {
  const rows = await query
    .selectFrom('sessions')
    .selectAll()
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .execute();
  return rows.map(toSession);
}

/** What a refresh, or a change of the password, changes. */
export type Rotation = Pick<
  Session,
  'counter' | 'validFrom' | 'lastUsedAt' | 'idleExpiresAt' | 'usedCounter' | 'recoveredAt'
>;

/** Compare-and-set: undefined, and nothing written, if the session is not as it was, or ended meanwhile. */
export async function rotateSession(
  query: Query,
  { id, counter, lastUsedAt, usedCounter, recoveredAt }: Session,
  next: Rotation,
): Promise<Session | undefined> {
  const row = await query
    .updateTable('sessions')
    .set({
      counter: next.counter,
      valid_from: next.validFrom,
      last_used_at: next.lastUsedAt,
      used_counter: next.usedCounter,
      recovered_at: JSON.stringify(next.recoveredAt),
      idle_expires_at: next.idleExpiresAt,
    })
    .where('id', '=', id)
    .where('counter', '=', counter)
    .where('last_used_at', '=', lastUsedAt)
    .where('used_counter', '=', usedCounter)
    .where('recovered_at', '=', JSON.stringify(recoveredAt))
    .where('ended_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row && toSession(row);
}

/** True if the session was there and had not ended. */
export async function updateSessionData(query: Query, id: string, data: SessionData): Promise<boolean> {
  const { numUpdatedRows } = await query
    .updateTable('sessions')
    .set({ data: JSON.stringify(data) })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** True if the session was there and not ended yet. */
export async function endSession(query: Query, id: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await query
    .updateTable('sessions')
    .set({ ended_at: now })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Ends what is not over of the next sessions by id. How many, and the last id that was looked at; undefined if none was. */
export async function endSessionsAfter(
  query: Query,
  { after, now, limit }: { readonly after: string; readonly now: number; readonly limit: number },
): Promise<{ readonly ended: number; readonly last: string | undefined }> {
  const page = query.selectFrom('sessions').select('id').where('id', '>', after).orderBy('id').limit(limit);
  const last = (await page.execute()).at(-1)?.id;
  if (last === undefined) return { ended: 0, last };
  const { numUpdatedRows } = await query
    .updateTable('sessions')
    .set({ ended_at: now })
    .where('id', '>', after)
    .where('id', '<=', last)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return { ended: Number(numUpdatedRows), last };
}

/** Forgets the sessions whose time was over before. In steps, so that no statement takes long. */
export async function removeSessionsBefore(query: Query, time: number, step = 1000): Promise<void> {
  for (;;) {
    const { numDeletedRows } = await query
      .deleteFrom('sessions')
      .where('id', 'in', (sessions) =>
        sessions.selectFrom('sessions').select('id').where('expires_at', '<', time).orderBy('expires_at').limit(step),
      )
      .executeTakeFirst();
    if (numDeletedRows < step) return;
  }
}

function toSession(row: Selectable<SessionsTable>): Session {
  return {
    id: row.id,
    userId: row.user_id,
    counter: row.counter,
    validFrom: row.valid_from,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    usedCounter: row.used_counter,
    recoveredAt: JSON.parse(row.recovered_at),
    idleExpiresAt: row.idle_expires_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
    ipAddress: row.ip_address,
    userAgent: row.user_agent,
    data: row.data === null ? {} : JSON.parse(row.data),
  };
}
