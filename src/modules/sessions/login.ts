import type { Transaction } from '../../database/index.js';
import { PortcullisError } from '../../errors.js';
import type { AuthPayload } from '../../generated/resolvers.js';
import type { Client, Model } from '../../module/index.js';
import { lockOf, type NewSession, openSession, prepareSession } from './open-session.js';
import type { SessionData } from './session-data.js';
import type { SessionsOptions } from './sessions.js';

/**
 * The password is checked and the claims are asked for before the transaction, since that takes long. If the user has
 * changed meanwhile, their password must still be the same, and the claims are asked for again.
 */
export async function login(
  options: SessionsOptions,
  email: string,
  password: string,
  client: Client,
  data?: SessionData,
): Promise<AuthPayload> {
  const { database, services } = options;
  const known = await services.accounts.authenticate(email, password, client);
  const attempt = async (user: Model<'User'>): Promise<AuthPayload> => {
    const session = await prepareSession(options, { user, client, data });
    const outcome = await database.transaction((tx) => signIn(options, tx, session), {
      lock: lockOf(user.id),
    });
    if (outcome === undefined) {
      throw new PortcullisError('INVALID_CREDENTIALS', 'The e-mail address or the password is wrong.');
    }
    return 'accessToken' in outcome ? outcome : attempt(outcome);
  };
  return attempt(known);
}

/**
 * The user as they are now, if that differs from what was known; undefined if they may no longer sign in with what they
 * gave.
 */
async function signIn(
  options: SessionsOptions,
  tx: Transaction,
  session: NewSession,
): Promise<AuthPayload | Model<'User'> | undefined> {
  const { services } = options;
  const { user, client } = session;
  const now = await services.accounts.find(tx.query, user.id);
  if (!now || now.disabled || now.passwordHash !== user.passwordHash) {
    await services.audit.record(tx, { type: 'SIGN_IN_FAILED', userId: user.id, client });
    return undefined;
  }
  if (now.version !== user.version) return now;
  const payload = await openSession(options, tx, session);
  const { sessionId } = payload;
  await services.audit.record(tx, { type: 'SIGNED_IN', userId: user.id, actorId: user.id, sessionId, client });
  return payload;
}
