import type { AuthPayload } from '../../generated/resolvers.js';
import type { Model, ModuleDeps } from '../../module/index.js';
import type { CustomClaims, TokenIssuer } from '../../tokens/index.js';
import type { ClaimsSource } from './custom-claims.js';
import type { RefreshTokens } from './refresh-token.js';
import type { Session } from './store.js';

export interface PayloadOptions extends Pick<ModuleDeps, 'config' | 'clock' | 'scopesOf'> {
  readonly issuer: TokenIssuer;
  readonly refreshTokens: RefreshTokens;
  /** `SERVICE_UNAVAILABLE` if they cannot be had. */
  readonly customClaimsOf: (source: ClaimsSource) => Promise<CustomClaims>;
}

/** Whose tokens, of which session, with which claims beside ours. */
export interface PayloadContent {
  readonly session: Session;
  readonly user: Model<'User'>;
  readonly custom: CustomClaims;
}

/** A fresh access token, and the refresh token of the session as it is. `now` is in milliseconds since the epoch. */
export function authPayload(
  { config, issuer, refreshTokens, scopesOf }: PayloadOptions,
  { session, user, custom }: PayloadContent,
  now: number,
): AuthPayload {
  const secondsLeft = Math.floor((session.idleExpiresAt - now) / 1000);
  // No access token outlives its session.
  const expiresIn = Math.min(config.sessions.accessTokenSeconds, secondsLeft);
  const { id: subject, version, roles } = user;
  const scopes = scopesOf(roles);
  return {
    accessToken: issuer.issue({ subject, sessionId: session.id, version, roles, scopes, custom }, expiresIn),
    tokenType: 'Bearer',
    expiresIn,
    refreshToken: refreshTokens.encode({ sessionId: session.id, counter: session.counter }),
    refreshExpiresIn: secondsLeft,
    userId: user.id,
    sessionId: session.id,
  };
}

/** When a session ends that is used now and not again. */
export function idleExpiry({ config }: Pick<PayloadOptions, 'config'>, now: number, expiresAt: number): number {
  return Math.min(now + config.sessions.idleSeconds * 1000, expiresAt);
}
