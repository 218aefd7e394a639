import type { Transaction } from '../../database/index.js';
import { PortcullisError } from '../../errors.js';
import type { AuthPayload } from '../../generated/resolvers.js';
import type { Client } from '../../module/index.js';
import type { Actor } from '../sessions/index.js';
import type { AccountsOptions } from './accounts.js';
import { changeUser } from './change-user.js';
import { findExisting } from './existing-user.js';
import { checkPassword } from './input.js';
import { type User, updatePassword } from './store.js';
import { removeTokensOf } from './token-store.js';

/** Who changes their password, and in which session. */
export interface PasswordChange {
  readonly userId: string;
  readonly sessionId: string;
  readonly currentPassword: string;
  readonly newPassword: string;
}

/** A new password for a user who knows the old one. Their session goes on with new tokens, the others end. */
export async function changePassword(
  options: AccountsOptions,
  change: PasswordChange,
  client: Client,
): Promise<AuthPayload> {
  const { config, database, passwords, services } = options;
  const { userId, sessionId, currentPassword, newPassword } = change;
  const by: Actor = { actorId: userId, client };
  const known = await findExisting(database.query, userId);
  await checkPassword('newPassword', newPassword, known, config);
  // By account, and not by session or address: whoever gets here has a token of it.
  await services.rateLimits.guess('change-password', userId, async () => {
    if (await passwords.verify(known.passwordHash, currentPassword, client)) return;
    const detail = 'a wrong password when changing the password';
    await services.audit.recordAlone({ type: 'SIGN_IN_FAILED', userId, sessionId, ...by, detail });
    throw new PortcullisError('INVALID_CREDENTIALS', 'The current password is wrong.');
  });
  const passwordHash = await passwords.hash(newPassword, client);
  const claims = await services.sessions.claimsOf({ sessionId, user: known, client });
  const payload = await changeUser(options, userId, async (tx, user) => {
    // All that took long, and the user may have changed meanwhile.
    if (user.passwordHash !== known.passwordHash || user.version !== known.version) return undefined;
    const changed = await setPassword(tx, user, passwordHash);
    if (!changed) return undefined;
    const renewed = await services.sessions.renew(tx, sessionId, changed, claims);
    if (!renewed) throw sessionEnded();
    await services.sessions.endAll(tx, userId, by, sessionId);
    await services.revocation.revokeUserBelow(tx, userId, changed.version);
    await services.audit.record(tx, { type: 'PASSWORD_CHANGED', userId, sessionId, ...by });
    return renewed;
  });
  return payload ?? changePassword(options, change, client);
}

/** Sets the password of a user, and makes the links void that were mailed to them; undefined if the user has changed. */
export async function setPassword(tx: Transaction, user: User, passwordHash: string): Promise<User | undefined> {
  const changed = await updatePassword(tx.query, user, passwordHash);
  if (changed) await removeTokensOf(tx.query, user.id);
  return changed;
}

function sessionEnded(): PortcullisError {
  return new PortcullisError('UNAUTHENTICATED', 'The session has ended. Sign in again.', { reason: 'TOKEN_REVOKED' });
}
