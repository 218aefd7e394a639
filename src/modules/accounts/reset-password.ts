import type { Transaction } from '../../database/index.js';
import type { Client } from '../../module/index.js';
import { networkOf } from '../../toolkit/client-network.js';
import { readToken } from './account-token.js';
import type { AccountsOptions } from './accounts.js';
import { setPassword } from './change-password.js';
import { changeUser } from './change-user.js';
import type { PasswordOwner } from './guessed-words.js';
import { checkPassword } from './input.js';
import { invalidToken } from './mailed-token.js';
import { openAccount } from './open-account.js';
import { readPending } from './pending-registration.js';
import { findUsers, markEmailVerified, type User } from './store.js';

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
  const attempt = await options.services.rateLimits.take('links', networkOf(client));
  await resetOnce(options, text, newPassword, client);
  await attempt.giveBack();
}

async function resetOnce(options: AccountsOptions, text: string, newPassword: string, client: Client): Promise<void> {
  const { database } = options;
  // A password that is refused uses up no token, and for a wrong token none is hashed.
  const hash = async (owner: PasswordOwner) => {
    await checkPassword('newPassword', newPassword, owner, options.config);
    return options.passwords.hash(newPassword, client);
  };
  const pending = await readPending(options, database.query, text);
  if (pending?.passwordHash === null) return openAccount(options, pending, await hash(pending), client);
  const token = await readToken(options, database.query, text, 'password-reset');
  const [owner] = token ? await findUsers(database.query, [token.userId]) : [];
  if (!owner) throw invalidToken();
  const passwordHash = await hash(owner);
  const isDone = await changeUser(options, owner.id, (tx, user) =>
    useToken(options, tx, { text, user, passwordHash }, client),
  );
  return isDone ? undefined : resetOnce(options, text, newPassword, client);
}

interface Reset {
  readonly text: string;
  readonly user: User;
  readonly passwordHash: string;
}

/** False, and nothing written, if the user changed meanwhile. */
async function useToken(
  options: AccountsOptions,
  tx: Transaction,
  { text, user, passwordHash }: Reset,
  client: Client,
): Promise<boolean> {
  const { services } = options;
  // Another may have used it while this password was hashed.
  const token = await readToken(options, tx.query, text, 'password-reset');
  if (!token || user.disabled || user.email !== token.email) throw invalidToken();
  const changed = await setPassword(tx, user, passwordHash);
  if (!changed) return false;
  const { id: userId } = user;
  const by = { actorId: null, client };
  await services.audit.record(tx, { type: 'PASSWORD_RESET', userId, ...by });
  if (!user.emailVerified) {
    await markEmailVerified(tx.query, userId);
    await services.audit.record(tx, { type: 'EMAIL_VERIFIED', userId, ...by });
  }
  await services.sessions.endAll(tx, userId, by);
  await services.revocation.revokeUserBelow(tx, userId, changed.version);
  return true;
}
