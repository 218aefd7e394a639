import { PortcullisError } from '../../errors.js';
import type { Client } from '../../server/context.js';
import { type Actor, lockOf } from '../sessions/index.js';
import { invalidToken, readToken } from './account-token.js';
import type { AccountsOptions } from './accounts.js';
import { findExisting } from './existing-user.js';
import { mailVerification } from './mail-links.js';
import { findUsers, markEmailVerified } from './store.js';
import { removeTokensOf, takeToken } from './token-store.js';

/** Mails the viewer a link to verify his address. False if it is verified. */
export async function requestEmailVerification(options: AccountsOptions, userId: string, by: Actor): Promise<boolean> {
  const { emailVerified } = await findExisting(options.database.query, userId);
  if (!emailVerified) mailVerification(options, userId, by);
  return !emailVerified;
}

/**
 * Takes the token that was mailed to an address, which is used up by that: the address is verified. Whoever reads a mail
 * need not have chosen the password of the account that it is about: somebody else may have registered with the address.
 * So the link does nothing without that password.
 */
export async function verifyEmail(
  options: AccountsOptions,
  text: string,
  password: string,
  client: Client,
): Promise<void> {
  const { database, passwords, services } = options;
  const token = await readToken(options, database.query, text, 'email-verification');
  const [known] = token ? await findUsers(database.query, [token.userId]) : [];
  if (!token || !known) throw invalidToken();
  const { userId } = token;
  if (!(await passwords.verify(known.passwordHash, password))) {
    const detail = 'a wrong password, to verify an address';
    await services.audit.recordAlone({ type: 'SIGN_IN_FAILED', userId, client, detail });
    throw new PortcullisError('INVALID_CREDENTIALS', 'This is not the password of the account that the link is for.');
  }
  await database.transaction(
    async (tx) => {
      // A change of the password makes the token void, so the password is still the one that was verified.
      if (!(await takeToken(tx.query, token.hash))) throw invalidToken();
      const [user] = await findUsers(tx.query, [userId]);
      if (!user || user.disabled || user.email !== token.email) throw invalidToken();
      await markEmailVerified(tx.query, userId);
      await removeTokensOf(tx.query, userId, 'email-verification');
      await services.audit.record(tx, { type: 'EMAIL_VERIFIED', userId, client });
    },
    { lock: lockOf(userId) },
  );
}
