import { isDeepStrictEqual } from 'node:util';
import { PortcullisError } from '../../errors.js';
import type { AuthPayload } from '../../generated/resolvers.js';
import type { Client } from '../../module/index.js';
import { decideRefresh } from './decide-refresh.js';
import { authPayload } from './payload.js';
import type { RefreshTokenContent } from './refresh-token.js';
import type { KnownClaims } from './renew.js';
import { invalidRefreshToken, rotate } from './rotate.js';
import type { SessionsOptions } from './sessions.js';
import { findSessions, isActive } from './store.js';

/** New tokens for a refresh token. What is not ours to the letter is refused before the database is asked. */
export async function refresh(
  options: SessionsOptions,
  refreshToken: string | undefined,
  client: Client,
): Promise<AuthPayload> {
  const { database, refreshTokens, clock } = options;
  if (refreshToken === undefined) throw missingRefreshToken();
  const content = refreshTokens.decode(refreshToken);
  if (!content) throw invalidRefreshToken();
  await options.services.rateLimits.take('refresh', content.sessionId);
  const known = options.hasClaimsHook ? await askForClaims(options, content, client) : undefined;
  const outcome = await database.transaction((tx) => rotate(options, tx, content, client));
  // What a refusal wrote must stay, so it is thrown after the commit.
  if (outcome instanceof PortcullisError) throw outcome;
  const { user, session } = outcome;
  const isKnown = known?.version === user.version && isDeepStrictEqual(known.data, session.data);
  const custom = isKnown ? known.custom : await options.customClaimsOf({ user, session, client });
  return authPayload(options, { ...outcome, custom }, clock());
}

function missingRefreshToken(): PortcullisError {
  return new PortcullisError('UNAUTHENTICATED', 'There is no refresh token in the argument or in a cookie.', {
    reason: 'TOKEN_MISSING',
  });
}

/**
 * The hook is asked before the session moves: while it fails, nothing has happened, and the same refresh token is good
 * once it is back, however long that takes. It is not asked for a token that will be refused.
 */
async function askForClaims(
  options: SessionsOptions,
  content: RefreshTokenContent,
  client: Client,
): Promise<(KnownClaims & { readonly version: number }) | undefined> {
  const { config, database, services, clock } = options;
  const now = clock();
  const [session] = await findSessions(database.query, [content.sessionId]);
  if (!session || !isActive(session, now)) return undefined;
  const { kind } = decideRefresh(session, content.counter, now, config.sessions);
  if (kind === 'taken-back' || kind === 'stolen') return undefined;
  const user = await services.accounts.find(database.query, session.userId);
  if (!user || user.disabled) return undefined;
  const custom = await options.customClaimsOf({ user, session, client });
  return { custom, data: session.data, version: user.version };
}
