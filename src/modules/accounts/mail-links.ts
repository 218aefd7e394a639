import type { Transaction } from '../../database/index.js';
import type { Mail } from '../mail/index.js';
import type { Actor } from '../sessions/index.js';
import { issueToken } from './account-token.js';
import type { AccountsOptions } from './accounts.js';
import { email as emailSchema } from './input.js';
import type { NewToken } from './mailed-token.js';
import {
  accountExistsMail,
  firstPasswordMail,
  type MailOptions,
  passwordResetMail,
  registrationMail,
  verificationMail,
} from './mails.js';
import { keepPending } from './pending-registration.js';
import { isPending } from './pending-store.js';
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
      return user
        ? makeMail(options, tx, user, 'password-reset', passwordResetMail)
        : makeFirstPasswordMail(options, tx, address);
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

/** Mails the link of a registration that is kept until it is followed. */
export function mailRegistration({ config, services }: AccountsOptions, to: string, token: NewToken): void {
  services.mail.sendLater(async () => registrationMail({ to, token, appUrl: config.appUrl }));
}

/**
 * Whoever reads the mails of an address with which somebody has registered can make its account with a password of their
 * own, so that no stranger's registrations keep them from it.
 */
async function makeFirstPasswordMail(
  options: AccountsOptions,
  tx: Transaction,
  email: string,
): Promise<Mail | undefined> {
  if (!(await isPending(tx.query, email, options.clock()))) return undefined;
  const token = await keepPending(options, tx, { email, name: null, passwordHash: null });
  return token && firstPasswordMail({ to: email, token, appUrl: options.config.appUrl });
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
