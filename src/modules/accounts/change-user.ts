import type { Transaction } from '../../database/index.js';
import { lockOf } from '../sessions/index.js';
import type { AccountsOptions } from './accounts.js';
import { findExisting } from './existing-user.js';
import type { User } from './store.js';

/**
 * One change of a user, as they are now, and of what belongs to them. While it is made nobody else changes them or signs
 * them in, so what it reads of them stays so until it has written. `NOT_FOUND` if there is no such user.
 */
export function changeUser<T>(
  { database }: Pick<AccountsOptions, 'database'>,
  id: string,
  change: (tx: Transaction, user: User) => Promise<T>,
): Promise<T> {
  return database.transaction(async (tx) => change(tx, await findExisting(tx.query, id)), { lock: lockOf(id) });
}
