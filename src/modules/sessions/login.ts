import { PortcullisError } from '../../errors.js';
import type { AuthPayload } from '../../generated/resolvers.js';
import type { Client } from '../../server/context.js';
import { lockOf, openSession } from './open-session.js';
import type { SessionsOptions } from './sessions.js';

/** The password is checked before the transaction, since that takes long; what it was checked against may change. */
export async function login(
  options: SessionsOptions,
  email: string,
  password: string,
  client: Client,
): Promise<AuthPayload> {
  const { database, services } = options;
  const known = await services.accounts.authenticate(email, password, client);
  const payload = await database.transaction(
    async (tx) => {
      const user = await services.accounts.find(tx.query, known.id);
      if (!user || user.disabled || user.passwordHash !== known.passwordHash) {
        await services.audit.record(tx, { type: 'SIGN_IN_FAILED', userId: known.id, client });
        return undefined;
      }
      const opened = await openSession(options, tx, user, client);
      const { sessionId } = opened;
      await services.audit.record(tx, { type: 'SIGNED_IN', userId: user.id, actorId: user.id, sessionId, client });
      return opened;
    },
    { lock: lockOf(known.id) },
  );
  if (!payload) throw new PortcullisError('INVALID_CREDENTIALS', 'The e-mail address or the password is wrong.');
  return payload;
}
