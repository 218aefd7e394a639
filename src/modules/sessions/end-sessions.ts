import type { Transaction } from '../../database/index.js';
import type { AuditEventType } from '../../generated/resolvers.js';
import type { ModuleDeps } from '../../module.js';
import type { Client } from '../../server/context.js';
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

/** Ends these sessions and revokes their access tokens; those that were over stay as they are. How many ended now. */
export async function endSessions(
  { services, clock }: Pick<ModuleDeps, 'services' | 'clock'>,
  tx: Transaction,
  sessions: readonly Session[],
  { type, by: { actorId, client } }: Ending,
): Promise<number> {
  let count = 0;
  for (const { id, userId } of sessions) {
    if (!(await endSession(tx.query, id, clock()))) continue;
    await services.audit.record(tx, { type, userId, actorId, sessionId: id, client });
    await services.revocation.revokeSession(tx, id);
    count += 1;
  }
  return count;
}
