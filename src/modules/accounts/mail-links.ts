import type { Transaction } from '../../database/index.js';
import type { Client } from '../../module/index.js';
import { networkOf } from '../../toolkit/client-network.js';
import type { MadeMail, Mail, MailKind } from '../mail/index.js';
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
import { keyOf } from './user-key.js';

/** The kinds of mails, each by what it is made of. */
export interface AccountMails {
  readonly passwordReset: MailKind<{ readonly email: string; readonly by: Actor }>;
  readonly verification: MailKind<{ readonly userId: string; readonly by: Actor }>;
  /** Without a link, the address has an account, and its owner is told; or it gets no more mails now. */
  readonly registration: MailKind<{ readonly email: string; readonly token: LinkToken | null }>;
}

type LinkToken = MailOptions['token'];
type MailsOptions = Omit<AccountsOptions, 'mails' | 'passwords'>;

/** All of this runs after the answer: it can depend on who has an account, and the answer must not. */
export function defineMails(options: MailsOptions): AccountMails {
  const { config, services } = options;
  return {
    passwordReset: services.mail.define('password-reset', async (tx, { email, by }) => {
      const user = await findUserByEmail(tx.query, email);
      await services.audit.record(tx, { type: 'PASSWORD_RESET_REQUESTED', userId: user?.id ?? null, ...by });
      return user
        ? makeMail(options, tx, user, 'password-reset', passwordResetMail)
        : makeFirstPasswordMail(options, tx, email);
    }),
    verification: services.mail.define('email-verification', async (tx, { userId, by }) => {
      const [user] = await findUsers(tx.query, [userId]);
      if (!user || user.emailVerified) return undefined;
      await services.audit.record(tx, { type: 'EMAIL_VERIFICATION_REQUESTED', userId, ...by });
      return makeMail(options, tx, user, 'email-verification', verificationMail);
    }),
    registration: services.mail.define('registration', async (tx, { email, token }) => {
      if (token) return made(registrationMail({ to: email, token, appUrl: config.appUrl }), null, token);
      const owner = await findUserByEmail(tx.query, email);
      return owner && makeMail(options, tx, owner, 'password-reset', accountExistsMail);
    }),
  };
}

/** Mails a link to choose a new password to the user of this address, if there is one. The work is the same for any. */
export async function mailPasswordReset(
  { database, services, mails }: AccountsOptions,
  email: string,
  { actorId, client }: Actor,
): Promise<void> {
  const { data: address } = emailSchema.safeParse(email);
  const from = shortened(client);
  await services.rateLimits.take('mails', networkOf(from));
  await database.transaction((tx) =>
    mails.passwordReset.add(tx, {
      payload: { email: address ?? '', by: { actorId, client: from } },
      network: networkOf(from),
      same: keyOf(address ?? ''),
      isWanted: address !== undefined,
    }),
  );
}

/** What is asked for the verification mail of a user. */
export function verificationRequest(userId: string, { actorId, client }: Actor) {
  const from = shortened(client);
  return { payload: { userId, by: { actorId, client: from } }, network: networkOf(from), same: userId };
}

/** Mails the link of a registration that is kept until it is followed; without one, tells the owner of the account. */
export async function mailRegistration(
  { mails }: AccountsOptions,
  tx: Transaction,
  { email, token, client }: { readonly email: string; readonly token: NewToken | undefined; readonly client: Client },
): Promise<void> {
  const link = token ? { text: token.text, expiresAt: token.expiresAt } : null;
  await mails.registration.add(tx, { payload: { email, token: link }, network: networkOf(client) });
}

/**
 * Whoever reads the mails of an address with which somebody has registered can make its account with a password of their
 * own, so that no stranger's registrations keep them from it.
 */
async function makeFirstPasswordMail(
  options: MailsOptions,
  tx: Transaction,
  email: string,
): Promise<MadeMail | undefined> {
  if (!(await isPending(tx.query, email, options.clock()))) return undefined;
  const token = await keepPending(options, tx, { email, name: null, passwordHash: null });
  return token && made(firstPasswordMail({ to: email, token, appUrl: options.config.appUrl }), null, token);
}

async function makeMail(
  options: MailsOptions,
  tx: Transaction,
  user: User,
  purpose: TokenPurpose,
  compose: (mail: MailOptions) => Mail,
): Promise<MadeMail | undefined> {
  if (user.disabled) return undefined;
  const token = await issueToken(options, tx, user, purpose);
  return token && made(compose({ to: user.email, token, appUrl: options.config.appUrl }), user.id, token);
}

function made(mail: Mail, userId: string | null, { expiresAt }: LinkToken): MadeMail {
  return { mail, userId, expiresAt };
}

const MAX_USER_AGENT_LENGTH = 256;
const NOWHERE: Client = { ipAddress: null, userAgent: null };

/** As much as the audit keeps: what waits takes no more room than that. */
function shortened(client: Client | undefined): Client {
  const { ipAddress, userAgent } = client ?? NOWHERE;
  return { ipAddress, userAgent: userAgent?.slice(0, MAX_USER_AGENT_LENGTH) ?? null };
}
