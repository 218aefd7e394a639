import { PortcullisError } from '../../errors.js';
import type { AccountsOptions } from './accounts.js';
import { findUsers, type User } from './store.js';

/** The account of the viewer. `FORBIDDEN` if he has none here: his token is of another issuer. */
export async function findOwn({ database }: Pick<AccountsOptions, 'database'>, subject: string): Promise<User> {
  const [user] = await findUsers(database.query, [subject]);
  if (!user) throw noAccount();
  return user;
}

export function noAccount(): PortcullisError {
  return new PortcullisError('FORBIDDEN', 'You have no account here.');
}
