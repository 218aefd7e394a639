import type { Query } from '../../database/index.js';
import { PortcullisError } from '../../errors.js';
import { findUsers, type User } from './store.js';

/** The user of this id. `NOT_FOUND` if there is none. */
export async function findExisting(query: Query, id: string): Promise<User> {
  const [user] = await findUsers(query, [id]);
  return existing(user);
}

/** The user, if there is one. Else `NOT_FOUND`. */
export function existing(user: User | undefined): User {
  if (user) return user;
  throw new PortcullisError('NOT_FOUND', 'There is no user with this id.', { field: 'userId' });
}
