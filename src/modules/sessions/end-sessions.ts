import type { Transaction } from '../../database/index.js';
import type { AuditEventType } from '../../generated/resolvers.js';
import type { Client, ModuleDeps } from '../../module/index.js';
import { endSession, type Session } from './store.js';

/** Who does something, and from where. */
export interface Actor {
  readonly actorId: string | null;
  readonly client: Client | undefined;
}

/** Why sessions end. */
export interface Ending {
  readonly type: AuditEventType;
  readonly by: Actor;
}

/**
 * Ends these sessions and revokes their access tokens; those that were over stay as they are. Returns those that ended.
 * They are taken in one order, and the feed of revocations last: two that end the same ones wait for each other, and
 * neither holds what the other needs.
 */
export async function endSessions(
  { services, clock }: Pick<ModuleDeps, 'services' | 'clock'>,
  tx: Transaction,
  sessions: readonly Session[],
  { type, by: { actorId, client } }: Ending,
): Promise<readonly Session[]> {
  const ended: Session[] = [];
  for (const session of sessions.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    if (await endSession(tx.query, session.id, clock())) ended.push(session);
  }
  for (const { id: sessionId, userId } of ended) {
    await services.audit.record(tx, { type, userId, actorId, sessionId, client });
  }
  for (const { id } of ended) await services.revocation.revokeSession(tx, id);
  return ended;
}
