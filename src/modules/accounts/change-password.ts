import type { Transaction } from '../../database/index.js';
import { PortcullisError } from '../../errors.js';
import type { AuthPayload } from '../../generated/resolvers.js';
import type { Client } from '../../server/context.js';
import { type Actor, lockOf } from '../sessions/index.js';
import type { AccountsOptions } from './accounts.js';
import { checkPassword } from './input.js';
import { findOwn } from './own-account.js';
import { findUsers, type User, updatePassword } from './store.js';
import { removeTokensOf } from './token-store.js';

/** Who changes his password, and in which session. */
export interface PasswordChange {
  readonly userId: string;
  readonly sessionId: string;
  readonly currentPassword: string;
  readonly newPassword: string;
}

const RENEWAL_ATTEMPTS = 3;

/** A new password for one who knows the old one. His session goes on with new tokens, the others end. */
export async function changePassword(
  options: AccountsOptions,
  change: PasswordChange,
  client: Client,
): Promise<AuthPayload> {
  const { database, passwords, services } = options;
  const { userId, sessionId, currentPassword, newPassword } = change;
  const by: Actor = { actorId: userId, client };
  const known = await findOwn(options, userId);
  await checkPassword('newPassword', newPassword);
  if (!(await passwords.verify(known.passwordHash, currentPassword))) {
    const detail = 'a wrong password, to change it';
    await services.audit.recordAlone({ type: 'SIGN_IN_FAILED', userId, sessionId, ...by, detail });
    throw new PortcullisError('INVALID_CREDENTIALS', 'The current password is wrong.');
  }
  const passwordHash = await passwords.hash(newPassword);
  const payload = await database.transaction(
    async (tx) => {
      const [user] = await findUsers(tx.query, [userId]);
      // Checking a password takes long, and what it was checked against may have changed.
      if (user?.passwordHash !== known.passwordHash) return undefined;
      const changed = await setPassword(tx, userId, passwordHash);
      const renewed = await renew(options, tx, sessionId, changed);
      await services.sessions.endAll(tx, userId, by, sessionId);
      await services.revocation.revokeUserBelow(tx, userId, changed.version);
      await services.audit.record(tx, { type: 'PASSWORD_CHANGED', userId, sessionId, ...by });
      return renewed;
    },
    { lock: lockOf(userId) },
  );
  return payload ?? changePassword(options, change, client);
}

/** Sets the password of a user who is there, and makes the links void that were mailed to him. */
export async function setPassword(tx: Transaction, userId: string, passwordHash: string): Promise<User> {
  const user = await updatePassword(tx.query, userId, passwordHash);
  if (!user) throw new TypeError('A password is set for a user who is there.');
  await removeTokensOf(tx.query, userId);
  return user;
}

async function renew(
  { services }: AccountsOptions,
  tx: Transaction,
  sessionId: string,
  user: User,
): Promise<AuthPayload> {
  // A refresh of the same session may come between; then it goes on from there.
  for (let attempt = 0; attempt < RENEWAL_ATTEMPTS; attempt += 1) {
    const payload = await services.sessions.renew(tx, sessionId, user);
    if (payload) return payload;
  }
  throw new PortcullisError('UNAUTHENTICATED', 'The session has ended. Sign in again.', { reason: 'TOKEN_REVOKED' });
}
