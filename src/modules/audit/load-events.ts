import type { Context } from '../../module/index.js';
import type { AuditEvent } from './store.js';

/** Events by id; null for an unknown one. */
export async function loadEvents(ids: readonly string[], { services }: Context): Promise<(AuditEvent | null)[]> {
  const found = new Map((await services.audit.findAll(ids)).map((event) => [event.id, event]));
  return ids.map((id) => found.get(id) ?? null);
}
