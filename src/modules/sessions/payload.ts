import type { AuthPayload } from '../../generated/resolvers.js';
import type { ModuleDeps } from '../../module.js';
import type { TokenIssuer } from '../../tokens/index.js';
import type { User } from '../accounts/index.js';
import type { RefreshTokens } from './refresh-token.js';
import type { Session } from './store.js';

export interface PayloadOptions extends Pick<ModuleDeps, 'config' | 'clock'> {
  readonly issuer: TokenIssuer;
  readonly refreshTokens: RefreshTokens;
}

/** A fresh access token, and the refresh token of the session as it is. `now` is in milliseconds since the epoch. */
export function authPayload(
  { config, issuer, refreshTokens }: PayloadOptions,
  session: Session,
  user: User,
  now: number,
): AuthPayload {
  const secondsLeft = Math.floor((session.idleExpiresAt - now) / 1000);
  // No access token outlives its session.
  const expiresIn = Math.min(config.token.lifetimeSeconds, secondsLeft);
  const { version, roles } = user;
  return {
    accessToken: issuer.issue({ subject: user.id, sessionId: session.id, version, roles, scopes: [] }, expiresIn),
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
  return Math.min(now + config.session.idleSeconds * 1000, expiresAt);
}
