import type { Transaction } from '../../database/index.js';
import type { Mail } from '../mail/index.js';
import type { Actor } from '../sessions/index.js';
import { issueToken } from './account-token.js';
import type { AccountsOptions } from './accounts.js';
import { email as emailSchema } from './input.js';
import { accountExistsMail, type MailOptions, passwordResetMail, verificationMail } from './mails.js';
import { findUserByEmail, findUsers, type User } from './store.js';
import type { TokenPurpose } from './token-store.js';

// All of this runs after the answer: it can depend on who has an account, and the answer must not.

/** Mails a link to choose a new password to the user of this address, if there is one. */
export function mailPasswordReset(options: AccountsOptions, email: string, by: Actor): void {
  const { database, services } = options;
  services.mail.sendLater(async () => {
    const { data: address } = emailSchema.safeParse(email);
    if (address === undefined) return undefined;
    return database.transaction(async (tx) => {
      const user = await findUserByEmail(tx.query, address);
      await services.audit.record(tx, { type: 'PASSWORD_RESET_REQUESTED', userId: user?.id ?? null, ...by });
      return user && makeMail(options, tx, user, 'password-reset', passwordResetMail);
    });
  });
}

/** Mails a link to verify his address to this user, if it is not verified. */
export function mailVerification(options: AccountsOptions, userId: string, by: Actor): void {
  const { database, services } = options;
  services.mail.sendLater(() =>
    database.transaction(async (tx) => {
      const [user] = await findUsers(tx.query, [userId]);
      if (!user || user.emailVerified) return undefined;
      await services.audit.record(tx, { type: 'EMAIL_VERIFICATION_REQUESTED', userId, ...by });
      return makeMail(options, tx, user, 'email-verification', verificationMail);
    }),
  );
}

/** Tells the owner that his address was to be registered again. If nobody has verified it, the link does that too. */
export function mailAccountExists(options: AccountsOptions, userId: string): void {
  options.services.mail.sendLater(() =>
    options.database.transaction(async (tx) => {
      const [user] = await findUsers(tx.query, [userId]);
      return user && makeMail(options, tx, user, 'password-reset', accountExistsMail);
    }),
  );
}

async function makeMail(
  options: AccountsOptions,
  tx: Transaction,
  user: User,
  purpose: TokenPurpose,
  compose: (mail: MailOptions) => Mail,
): Promise<Mail | undefined> {
  if (user.disabled) return undefined;
  const token = await issueToken(options, tx, user, purpose);
  return token && compose({ to: user.email, token, appUrl: options.config.appUrl });
}
