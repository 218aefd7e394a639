import { PortcullisError } from '../../errors.js';
import type { AuthPayload } from '../../generated/resolvers.js';
import type { Client } from '../../module/index.js';
import type { CustomClaims } from '../../tokens/index.js';
import { authPayload } from './payload.js';
import type { RefreshTokenContent } from './refresh-token.js';
import { invalidRefreshToken, isWithinGrace, rotate } from './rotate.js';
import type { SessionsOptions } from './sessions.js';
import { findSessions, isActive } from './store.js';

/** New tokens for a refresh token. What is not ours to the letter is refused before the database is asked. */
export async function refresh(options: SessionsOptions, refreshToken: string, client: Client): Promise<AuthPayload> {
  const { database, refreshTokens, clock } = options;
  const content = refreshTokens.decode(refreshToken);
  if (!content) throw invalidRefreshToken();
  const known = options.hasClaimsHook ? await askForClaims(options, content) : undefined;
  const outcome = await database.transaction((tx) => rotate(options, tx, content, client));
  // What a refusal wrote must stay, so it is thrown after the commit.
  if (outcome instanceof PortcullisError) throw outcome;
  const { user } = outcome;
  const custom = known?.version === user.version ? known.custom : await options.customClaimsOf(user);
  return authPayload(options, { ...outcome, custom }, clock());
}

/**
 * The hook is asked before the session moves: while it fails, nothing has happened, and the same refresh token is good
 * once it is back, however long that takes. It is not asked for a token that will be refused.
 */
async function askForClaims(
  options: SessionsOptions,
  content: RefreshTokenContent,
): Promise<{ readonly custom: CustomClaims; readonly version: number } | undefined> {
  const { database, services, clock } = options;
  const now = clock();
  const [session] = await findSessions(database.query, [content.sessionId]);
  if (!session || !isActive(session, now)) return undefined;
  if (content.counter < session.counter && !isWithinGrace(options, session, content, now)) return undefined;
  const user = await services.accounts.find(database.query, session.userId);
  if (!user || user.disabled) return undefined;
  return { custom: await options.customClaimsOf(user), version: user.version };
}
