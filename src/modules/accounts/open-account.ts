import type { Client } from '../../module/index.js';
import type { AccountsOptions } from './accounts.js';
import { invalidToken } from './mailed-token.js';
import type { PendingRegistration } from './pending-store.js';
import { insertIfNew, refuseIfClosed, userOf } from './register.js';

/** Makes the account of a registration whose link was followed. All others of the address are void then. */
export async function openAccount(
  options: AccountsOptions,
  { hash, email, name }: PendingRegistration,
  passwordHash: string,
  client: Client,
): Promise<void> {
  const { config, database, services } = options;
  refuseIfClosed(config);
  const user = { ...userOf(options, { email, name, passwordHash }, [options.roles.user]), emailVerified: true };
  await database.transaction(async (tx) => {
    // The address is unique, so of several links that are followed at once one makes the account.
    const voided = await insertIfNew(tx, user);
    if (!voided?.includes(hash)) throw invalidToken();
    await services.audit.record(tx, { type: 'REGISTERED', userId: user.id, client });
    await services.audit.record(tx, { type: 'EMAIL_VERIFIED', userId: user.id, client });
  });
}
