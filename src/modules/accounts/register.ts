import type { Transaction } from '../../database/index.js';
import { PortcullisError } from '../../errors.js';
import type { RegisterPayload, Role } from '../../generated/resolvers.js';
import type { Client } from '../../server/context.js';
import type { AccountDetails, AccountsOptions } from './accounts.js';
import { parseAccountInput } from './input.js';
import { mailAccountExists, mailVerification } from './mail-links.js';
import { findUserByEmail, insertUser, type User } from './store.js';

/** Makes an account with the role USER. */
export async function register(
  options: AccountsOptions,
  details: AccountDetails,
  client: Client,
): Promise<RegisterPayload> {
  const { registration, emailVerification } = options.config;
  if (registration === 'closed') {
    throw new PortcullisError('FORBIDDEN', 'Registration is closed. Ask an administrator for an account.');
  }
  const user = await prepareUser(options, details, ['USER']);
  if (emailVerification === 'required') return registerUnverified(options, user, client);
  return registerActive(options, user, client);
}

async function registerActive(
  { database, services }: AccountsOptions,
  user: User,
  client: Client,
): Promise<RegisterPayload> {
  const custom = await services.sessions.customClaimsOf(user);
  const auth = await database.transaction(async (tx) => {
    await insertNew(tx, user);
    const payload = await services.sessions.open(tx, { user, custom, client });
    const { sessionId } = payload;
    await services.audit.record(tx, { type: 'REGISTERED', userId: user.id, actorId: user.id, sessionId, client });
    return payload;
  });
  return { status: 'ACTIVE', auth };
}

/** Whether the address had an account shows neither in the answer nor in the work for it: the owner alone gets to know. */
async function registerUnverified(options: AccountsOptions, user: User, client: Client): Promise<RegisterPayload> {
  const { database, services } = options;
  const owner = await database.transaction(async (tx) => {
    await insertUser(tx.query, user);
    const found = (await findUserByEmail(tx.query, user.email)) ?? user;
    const type = found.id === user.id ? 'REGISTERED' : 'REGISTRATION_REPEATED';
    await services.audit.record(tx, { type, userId: found.id, client });
    return found;
  });
  if (owner.id === user.id) mailVerification(options, owner.id, { actorId: null, client });
  else mailAccountExists(options, owner.id);
  return { status: 'VERIFICATION_SENT', auth: null };
}

/** A user to be inserted: checked, with the password hashed. */
export async function prepareUser(
  { passwords, clock, randomBytes }: AccountsOptions,
  details: AccountDetails,
  roles: readonly Role[],
): Promise<User> {
  const { email, password, name } = await parseAccountInput(details);
  return {
    id: randomBytes(16).toString('hex'),
    email,
    name,
    passwordHash: await passwords.hash(password),
    roles,
    disabled: false,
    emailVerified: false,
    version: 1,
    createdAt: clock(),
  };
}

/** `EMAIL_TAKEN` if the address has an account. */
export async function insertNew(tx: Transaction, user: User): Promise<void> {
  if (await insertUser(tx.query, user)) return;
  throw new PortcullisError('EMAIL_TAKEN', 'email: This address has an account already.', { field: 'email' });
}
