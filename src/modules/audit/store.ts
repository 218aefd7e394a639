import type { Selectable } from 'kysely';
import type { Query } from '../../database/index.js';
import type { AuditEventType } from '../../generated/resolvers.js';
import type { PageRange } from '../../toolkit/connection.js';
import { selectPage } from '../../toolkit/select-page.js';

/** A thing that matters to security. It never holds a password, a token or a secret. */
export interface AuditEvent {
  readonly id: string;
  readonly type: AuditEventType;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Whom it concerns. */
  readonly userId: string | null;
  /** Who did it. */
  readonly actorId: string | null;
  readonly sessionId: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly detail: string | null;
}

interface AuditEventsTable {
  id: string;
  type: AuditEventType;
  at: number;
  user_id: string | null;
  actor_id: string | null;
  session_id: string | null;
  ip_address: string | null;
  user_agent: string | null;
  detail: string | null;
}

declare module '../../database/tables.js' {
  interface Tables {
    audit_events: AuditEventsTable;
  }
}

export interface AuditPage extends PageRange {
  readonly userId: string | undefined;
}

export async function insertEvent(query: Query, event: AuditEvent): Promise<void> {
  const { userId, actorId, sessionId, ipAddress, userAgent, ...same } = event;
  await query
    .insertInto('audit_events')
    .values({
      ...same,
      user_id: userId,
      actor_id: actorId,
      session_id: sessionId,
      ip_address: ipAddress,
      user_agent: userAgent,
    })
    .execute();
}

/** The newest first; from the end, the oldest first. */
export async function listEvents(query: Query, { userId, ...range }: AuditPage): Promise<readonly AuditEvent[]> {
  let events = query.selectFrom('audit_events').selectAll();
  if (userId !== undefined) events = events.where('user_id', '=', userId);
  const rows = await selectPage(events, range, { time: 'at', id: 'id', first: 'newest' }).execute();
  return rows.map(toEvent);
}

export async function findEvents(query: Query, ids: readonly string[]): Promise<readonly AuditEvent[]> {
  if (ids.length === 0) return [];
  const rows = await query.selectFrom('audit_events').selectAll().where('id', 'in', ids).execute();
  return rows.map(toEvent);
}

/** In steps, so that no statement takes long. */
export async function removeEventsBefore(query: Query, time: number, step = 1000): Promise<void> {
  for (;;) {
    const { numDeletedRows } = await query
      .deleteFrom('audit_events')
      .where('id', 'in', (events) =>
        events.selectFrom('audit_events').select('id').where('at', '<', time).orderBy('at').limit(step),
      )
      .executeTakeFirst();
    if (numDeletedRows < step) return;
  }
}

function toEvent(row: Selectable<AuditEventsTable>): AuditEvent {
  const { user_id, actor_id, session_id, ip_address, user_agent, ...same } = row;
  return {
    ...same,
    userId: user_id,
    actorId: actor_id,
    sessionId: session_id,
    ipAddress: ip_address,
    userAgent: user_agent,
  };
}
