import { PortcullisError } from '../../errors.js';
import type { Client } from '../../server/context.js';
import type { AccountsOptions } from './accounts.js';
import { MAX_EMAIL_LENGTH } from './input.js';
import { mailVerification } from './mail-links.js';
import { findUserByEmail, replaceHash, type User } from './store.js';

/**
 * The user of these credentials. Whatever is wrong, the answer is the same, after the same work: one question to the
 * database, one hash, one event. That holds for the right password of an address that has to be verified first, too:
 * whoever registers an address and then signs in with what he chose would learn whether it had an account before.
 */
export async function authenticate(
  options: AccountsOptions,
  email: string,
  password: string,
  client: Client,
): Promise<User> {
  const { config, database, passwords, services } = options;
  // Nobody has a longer address, and to make its key would take long.
  const user = email.length > MAX_EMAIL_LENGTH ? undefined : await findUserByEmail(database.query, email.trim());
  const verified = await passwords.verify(user?.passwordHash, password, client);
  const isVerified = config.emailVerification === 'off' || user?.emailVerified;
  if (!user || !verified || user.disabled || !isVerified) {
    // What was typed as the address may be a password, so it is not kept.
    await services.audit.recordAlone({ type: 'SIGN_IN_FAILED', userId: user?.id ?? null, client });
    // In his mailbox, he who knows the password learns what is missing.
    if (user && verified && !isVerified) mailVerification(options, user.id, { actorId: null, client });
    throw invalidCredentials(config);
  }
  if (verified === 'current') return user;
  const rehashed = await replaceHash(database.query, user, await passwords.hash(password, client));
  // Somebody was faster: a second sign-in with the same hash, or a change of the password.
  return rehashed ?? authenticate(options, email, password, client);
}

function invalidCredentials({ emailVerification }: AccountsOptions['config']): PortcullisError {
  const hint = emailVerification === 'required' ? ', or the address is not verified yet' : '';
  return new PortcullisError('INVALID_CREDENTIALS', `The e-mail address or the password is wrong${hint}.`);
}
