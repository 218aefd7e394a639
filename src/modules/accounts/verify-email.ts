import { PortcullisError } from '../../errors.js';
import type { Client } from '../../module/index.js';
import { networkOf } from '../../toolkit/client-network.js';
import type { AuditRecord } from '../audit/index.js';
import type { Actor } from '../sessions/index.js';
import { readToken } from './account-token.js';
import type { AccountsOptions } from './accounts.js';
import { changeUser } from './change-user.js';
import { findExisting } from './existing-user.js';
import { verificationRequest } from './mail-links.js';
import { invalidToken } from './mailed-token.js';
import { openAccount } from './open-account.js';
import { readPending } from './pending-registration.js';
import { findUsers, markEmailVerified } from './store.js';
import { type AccountToken, removeTokensOf, takeToken } from './token-store.js';

/** Mails the viewer a link to verify their address. False if it is already verified. */
export async function requestEmailVerification(
  { database, services, mails }: AccountsOptions,
  userId: string,
  by: Actor,
): Promise<boolean> {
  const { emailVerified } = await findExisting(database.query, userId);
  if (emailVerified) return false;
  const request = verificationRequest(userId, by);
  await services.rateLimits.take('mails', request.network);
  await database.transaction((tx) => mails.verification.add(tx, request));
  return true;
}

/**
 * Takes the token that was mailed to an address, which is used up by that: the address is verified, and the account of a
 * registration is made. Whoever reads the mail need not have chosen the password that it is about, since anybody can
 * register with any address. So a link does nothing without the password that it belongs to.
 */
export async function verifyEmail(
  options: AccountsOptions,
  text: string,
  password: string,
  client: Client,
): Promise<void> {
  const attempt = await options.services.rateLimits.take('links', networkOf(client));
  await verifyOnce(options, text, password, client);
  await attempt.giveBack();
}

async function verifyOnce(options: AccountsOptions, text: string, password: string, client: Client): Promise<void> {
  const { query } = options.database;
  const pending = await readPending(options, query, text);
  if (pending?.passwordHash) {
    await checkPassword(options, text, { hash: pending.passwordHash, password }, { userId: null, client });
    return openAccount(options, pending, pending.passwordHash, client);
  }
  const token = await readToken(options, query, text, 'email-verification');
  const [user] = token ? await findUsers(query, [token.userId]) : [];
  if (!token || !user) throw invalidToken();
  await checkPassword(options, text, { hash: user.passwordHash, password }, { userId: user.id, client });
  return markVerified(options, token, client);
}

/** `INVALID_CREDENTIALS`, and an audit event, if it is another. Whoever has the link guesses ever more slowly. */
async function checkPassword(
  { passwords, services }: AccountsOptions,
  link: string,
  { hash, password }: { readonly hash: string; readonly password: string },
  who: Pick<AuditRecord, 'userId'> & { readonly client: Client },
): Promise<void> {
  await services.rateLimits.guess('verify-email', link, async () => {
    if (await passwords.verify(hash, password, who.client)) return;
    const detail = 'a wrong password when verifying an address';
    await services.audit.recordAlone({ ...who, type: 'SIGN_IN_FAILED', detail });
    throw new PortcullisError('INVALID_CREDENTIALS', 'This is not the password that belongs to this link.');
  });
}

async function markVerified(
  options: AccountsOptions,
  { hash, userId, email }: AccountToken,
  client: Client,
): Promise<void> {
  await changeUser(options, userId, async (tx, user) => {
    // A change of the password makes the token void, so the password is still the one that was checked.
    if (user.disabled || user.email !== email || !(await takeToken(tx.query, hash))) throw invalidToken();
    await markEmailVerified(tx.query, userId);
    await removeTokensOf(tx.query, userId, 'email-verification');
    await options.services.audit.record(tx, { type: 'EMAIL_VERIFIED', userId, client });
  });
}
