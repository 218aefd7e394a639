import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from '../../database/index.js';
import { PortcullisError } from '../../errors.js';
import type { AuthPayload } from '../../generated/resolvers.js';
import type { Client, Model } from '../../module/index.js';
import type { CustomClaims } from '../../tokens/index.js';
import { authPayload } from './payload.js';
import type { SessionData } from './session-data.js';
import type { SessionsOptions } from './sessions.js';
import { findSessions, isActive, rotateSession } from './store.js';

/** What the application said of a user in the tokens of a session, and the data that the session had then. */
export interface KnownClaims {
  readonly custom: CustomClaims;
  readonly data: SessionData;
}

/** Whose session goes on, and where they are. */
export interface Renewal {
  readonly sessionId: string;
  readonly user: Model<'User'>;
  readonly client: Client;
}

/** The claims of a session that goes on, before the transaction; undefined if it is over. */
export async function claimsOf(
  options: SessionsOptions,
  { sessionId, user, client }: Renewal,
): Promise<KnownClaims | undefined> {
  if (!options.hasClaimsHook) return undefined;
  const [session] = await findSessions(options.database.query, [sessionId]);
  if (session?.userId !== user.id || !isActive(session, options.clock())) return undefined;
  return { custom: await options.customClaimsOf({ user, session, client }), data: session.data };
}

/** New tokens of a session that goes on, of which no refresh token of before is good any more; undefined if it is over. */
export async function renew(
  options: SessionsOptions,
  tx: Transaction,
  { sessionId, user, known }: Pick<Renewal, 'sessionId' | 'user'> & { readonly known: KnownClaims | undefined },
): Promise<AuthPayload | undefined> {
  const [found] = await findSessions(tx.query, [sessionId]);
  if (found?.userId !== user.id || !isActive(found, options.clock())) return undefined;
  const counter = found.counter + 1;
  const session = await rotateSession(tx.query, found, { ...found, counter, validFrom: counter });
  // A refresh was faster, so the row is read again.
  if (!session) return renew(options, tx, { sessionId, user, known });
  if (!options.hasClaimsHook) return authPayload(options, { session, user, custom: session.data }, options.clock());
  if (known && isDeepStrictEqual(known.data, session.data)) {
    return authPayload(options, { session, user, custom: known.custom }, options.clock());
  }
  // The hook may take long, so it is not asked in a transaction, and all of this is undone.
  throw new PortcullisError('SERVICE_UNAVAILABLE', 'The data of the session was changed at the same time. Try again.', {
    retryAfter: 1,
  });
}
