import { PortcullisError } from '../../errors.js';
import type { Client } from '../../module/index.js';
import type { Guess } from '../rate-limits/index.js';
import type { AccountsOptions } from './accounts.js';
import { MAX_EMAIL_LENGTH } from './input.js';
import { verificationRequest } from './mail-links.js';
import { findUserByEmail, replaceHash, type User } from './store.js';
import { keyOf } from './user-key.js';

const MAX_COUNTED_LENGTH = 2 * MAX_EMAIL_LENGTH;

/** The user of these credentials, if there were not too many wrong ones. */
export function authenticate(options: AccountsOptions, email: string, password: string, client: Client): Promise<User> {
  const { rateLimits } = options.services;
  return rateLimits.signIn(accountNameOf(email), client, (guess) =>
    verify(options, { email, password, guess }, client),
  );
}

/** What an address is counted by, whether it has an account or not. */
export function accountNameOf(email: string): string {
  // Nobody has a longer one, and to make its key would take long.
  return keyOf(email.slice(0, MAX_COUNTED_LENGTH).trim());
}

interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly guess: Guess;
}

/**
 * The user of these credentials. Whatever is wrong, the answer is the same, after the same work: one question to the
 * database, one hash, one event. That holds for the right password of an address that has to be verified first, too:
 * anyone who registers an address and then signs in with the password that they chose would learn whether it had an
 * account before.
 */
async function verify(options: AccountsOptions, credentials: Credentials, client: Client): Promise<User> {
  const { config, database, passwords } = options;
  const { email, password, guess } = credentials;
  const user = email.length > MAX_EMAIL_LENGTH ? undefined : await findUserByEmail(database.query, email.trim());
  const verified = await passwords.verify(user?.passwordHash, password, client);
  const isVerified = config.accounts.emailVerification === 'off' || user?.emailVerified;
  if (!user || !verified || user.disabled || !isVerified) {
    // What was typed as the address may be a password, so it is not kept.
    await noteFailure(options, user, { client, guess, isUnverified: verified !== false && !isVerified });
    throw invalidCredentials(config);
  }
  if (verified === 'current') return user;
  const rehashed = await replaceHash(database.query, user, await passwords.hash(password, client));
  // Somebody was faster: a second sign-in with the same hash, or a change of the password.
  return rehashed ?? verify(options, credentials, client);
}

/** Where addresses have to be verified, the work is that of asking for a mail, whether one is wanted or not. */
async function noteFailure(
  { config, database, services, mails }: AccountsOptions,
  user: User | undefined,
  { client, guess, isUnverified }: { readonly client: Client; readonly guess: Guess; readonly isUnverified: boolean },
): Promise<void> {
  const { delaySeconds } = guess;
  const detail = delaySeconds > 0 ? { detail: `the next attempt must wait ${delaySeconds} s` } : {};
  const failed = { type: 'SIGN_IN_FAILED', userId: user?.id ?? null, client, ...detail } as const;
  if (config.accounts.emailVerification === 'off') return services.audit.recordAlone(failed);
  await database.transaction(async (tx) => {
    await services.audit.record(tx, failed);
    // In the mailbox, whoever knows the password learns what is missing.
    const request = verificationRequest(user?.id ?? '', { actorId: null, client });
    await mails.verification.add(tx, { ...request, isWanted: user !== undefined && isUnverified, isOptional: true });
  });
}

function invalidCredentials({ accounts: { emailVerification } }: AccountsOptions['config']): PortcullisError {
  const hint = emailVerification === 'required' ? ', or the address is not verified yet' : '';
  return new PortcullisError('INVALID_CREDENTIALS', `The e-mail address or the password is wrong${hint}.`);
}
