import type { Transaction } from '../../database/index.js';
import { PortcullisError } from '../../errors.js';
import type { RegisterPayload } from '../../generated/resolvers.js';
import type { Client } from '../../module/index.js';
import { networkOf } from '../../toolkit/client-network.js';
import type { AccountDetails, AccountsOptions } from './accounts.js';
import { accountNameOf } from './authenticate.js';
import { parseAccountInput } from './input.js';
import { mailRegistration } from './mail-links.js';
import { keepPending } from './pending-registration.js';
import { removePendingOf } from './pending-store.js';
import { findUserByEmail, insertUser, type User } from './store.js';
import { keyOf } from './user-key.js';

/** Makes an account with the role of users. */
export async function register(
  options: AccountsOptions,
  details: AccountDetails,
  client: Client,
): Promise<RegisterPayload> {
  refuseIfClosed(options.config);
  await options.services.rateLimits.take('register', networkOf(client));
  const user = await prepareUser(options, details, [options.roles.user], client);
  if (options.config.accounts.emailVerification === 'required') return registerUnverified(options, user, client);
  return registerActive(options, user, client);
}

/** `FORBIDDEN` where nobody may make an account by themselves. */
export function refuseIfClosed({ accounts: { registration } }: AccountsOptions['config']): void {
  if (registration !== 'closed') return;
  throw new PortcullisError('FORBIDDEN', 'Registration is closed. Ask an administrator for an account.');
}

async function registerActive(
  { database, services }: AccountsOptions,
  user: User,
  client: Client,
): Promise<RegisterPayload> {
  const session = await services.sessions.prepare({ user, client });
  const auth = await database.transaction(async (tx) => {
    await insertNew(tx, user);
    const payload = await services.sessions.open(tx, session);
    const { sessionId } = payload;
    await services.audit.record(tx, { type: 'REGISTERED', userId: user.id, actorId: user.id, sessionId, client });
    return payload;
  });
  await services.rateLimits.noteSignIn(accountNameOf(user.email), client);
  return { status: 'ACTIVE', auth };
}

/**
 * The account is made once its link is followed: until then the address is nobody's. Whether it has an account shows
 * neither in the answer nor in the work for it: the owner alone gets to know.
 */
async function registerUnverified(options: AccountsOptions, user: User, client: Client): Promise<RegisterPayload> {
  const { database, services } = options;
  const { email } = user;
  await database.transaction(
    async (tx) => {
      const owner = await findUserByEmail(tx.query, email);
      const token = await keepPending(options, tx, user);
      const type = owner ? 'REGISTRATION_REPEATED' : 'EMAIL_VERIFICATION_REQUESTED';
      await services.audit.record(tx, { type, userId: owner?.id ?? null, client });
      await mailRegistration(options, tx, { email, token, client });
    },
    { lock: `registration ${keyOf(email)}` },
  );
  return { status: 'VERIFICATION_SENT', auth: null };
}

/** A user to be inserted: checked, with the password hashed. */
export async function prepareUser(
  options: AccountsOptions,
  details: AccountDetails,
  roles: readonly string[],
  client?: Client,
): Promise<User> {
  const { email, password, name } = await parseAccountInput(details, options.config);
  return userOf(options, { email, name, passwordHash: await options.passwords.hash(password, client) }, roles);
}

/** A user who has just been made. */
export function userOf(
  { clock, randomBytes }: Pick<AccountsOptions, 'clock' | 'randomBytes'>,
  details: Pick<User, 'email' | 'name' | 'passwordHash'>,
  roles: readonly string[],
): User {
  const id = randomBytes(16).toString('hex');
  return { id, ...details, roles, disabled: false, emailVerified: false, version: 1, createdAt: clock() };
}

/** `EMAIL_TAKEN` if the address has an account. */
export async function insertNew(tx: Transaction, user: User): Promise<void> {
  if (await insertIfNew(tx, user)) return;
  throw new PortcullisError('EMAIL_TAKEN', 'email: This address already has an account.', { field: 'email' });
}

/** The hashes of the pending registrations of the address, which are void now; undefined if it has an account. */
export async function insertIfNew(tx: Transaction, user: User): Promise<readonly string[] | undefined> {
  return (await insertUser(tx.query, user)) ? removePendingOf(tx.query, user.email) : undefined;
}
