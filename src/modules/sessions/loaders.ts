import type DataLoader from 'dataloader';
import { createLoader } from '../../toolkit/loader.js';
import type { SessionsService } from './sessions.js';
import type { Session } from './store.js';

export type SessionLoader = DataLoader<string, Session | null>;
export type SessionsOfUserLoader = DataLoader<string, readonly Session[]>;

/** Sessions by id; null for an unknown one. */
export function createSessionLoader(sessions: Pick<SessionsService, 'findAll'>): SessionLoader {
  return createLoader(async (ids) => {
    const found = new Map((await sessions.findAll(ids)).map((session) => [session.id, session]));
    return ids.map((id) => found.get(id) ?? null);
  });
}

/** The sessions of these ids that can still be used; null for any other id. */
export async function loadActive(
  sessions: Pick<SessionsService, 'findActive'>,
  ids: readonly string[],
): Promise<(Session | null)[]> {
  const found = new Map((await sessions.findActive(ids)).map((session) => [session.id, session]));
  return ids.map((id) => found.get(id) ?? null);
}

/** Sessions that can still be used, by the id of their user, the last used first. */
export function createSessionsOfUserLoader(sessions: Pick<SessionsService, 'findActiveOf'>): SessionsOfUserLoader {
  return createLoader(async (userIds) => {
    const found = new Map<string, Session[]>(userIds.map((userId) => [userId, []]));
    for (const session of await sessions.findActiveOf(userIds)) found.get(session.userId)?.push(session);
    return userIds.map((userId) => found.get(userId) ?? []);
  });
}
