import type { Client } from '../../server/context.js';
import { lockOf } from '../sessions/index.js';
import { readToken } from './account-token.js';
import type { AccountsOptions } from './accounts.js';
import { setPassword } from './change-password.js';
import { checkPassword } from './input.js';
import { invalidToken } from './mailed-token.js';
import { openAccount } from './open-account.js';
import { readPending } from './pending-registration.js';
import { findUsers, markEmailVerified } from './store.js';
import { takeToken } from './token-store.js';

/**
 * A new password for whoever holds the token that was mailed to the address of an account, which is used up by that. All
 * sessions end. That they hold it proves that the address is theirs, so where somebody has registered with it and not
 * followed the link, the account is made.
 */
export async function resetPassword(
  options: AccountsOptions,
  text: string,
  newPassword: string,
  client: Client,
): Promise<void> {
  const { database, passwords, services } = options;
  // A password that is refused uses up no token, and for a wrong token none is hashed.
  await checkPassword('newPassword', newPassword);
  const pending = await readPending(options, database.query, text);
  if (pending?.passwordHash === null) {
    return openAccount(options, pending, await passwords.hash(newPassword), client);
  }
  const token = await readToken(options, database.query, text, 'password-reset');
  if (!token) throw invalidToken();
  const { userId } = token;
  const passwordHash = await passwords.hash(newPassword);
  await database.transaction(
    async (tx) => {
      const [user] = await findUsers(tx.query, [userId]);
      if (!user || user.disabled || user.email !== token.email) throw invalidToken();
      if (!(await takeToken(tx.query, token.hash))) throw invalidToken();
      const { version } = await setPassword(tx, userId, passwordHash);
      const by = { actorId: null, client };
      await services.audit.record(tx, { type: 'PASSWORD_RESET', userId, ...by });
      if (!user.emailVerified) {
        await markEmailVerified(tx.query, userId);
        await services.audit.record(tx, { type: 'EMAIL_VERIFIED', userId, ...by });
      }
      await services.sessions.endAll(tx, userId, by);
      await services.revocation.revokeUserBelow(tx, userId, version);
    },
    { lock: lockOf(userId) },
  );
}
