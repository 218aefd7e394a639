import type { Client } from '../../server/context.js';
import type { Actor } from '../sessions/index.js';
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

/** Takes the token that was mailed to an address, which is used up by that: the address is verified. */
export async function verifyEmail(options: AccountsOptions, text: string, client: Client): Promise<void> {
  const { database, services } = options;
  await database.transaction(async (tx) => {
    const token = await readToken(options, tx.query, text, 'email-verification');
    if (!token || !(await takeToken(tx.query, token.hash))) throw invalidToken();
    const { userId } = token;
    const [user] = await findUsers(tx.query, [userId]);
    if (!user || user.disabled || user.email !== token.email) throw invalidToken();
    await markEmailVerified(tx.query, userId);
    await removeTokensOf(tx.query, userId, 'email-verification');
    await services.audit.record(tx, { type: 'EMAIL_VERIFIED', userId, client });
  });
}
