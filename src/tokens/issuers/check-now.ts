import { readTimes } from '../jws/times.js';
import { type ForeignToken, type ForeignVerification, refuse } from './foreign-claims.js';
import type { ForeignRevocations } from './foreign-revocations.js';

export interface CheckOptions {
  /** The tolerated difference between two clocks. */
  readonly toleranceSeconds: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly revocations: ForeignRevocations;
}

/** What changes with time: whether the token is valid yet, and still, and whether it was taken back. */
export function checkNow(options: CheckOptions, token: ForeignToken): ForeignVerification {
  const { toleranceSeconds, clock, revocations } = options;
  const now = clock() / 1000;
  const times = readTimes(token.claims, now, toleranceSeconds);
  if ('problem' in times) return refuse('TOKEN_INVALID', times.problem);
  if (now >= times.expiresAt + toleranceSeconds) return refuse('TOKEN_EXPIRED', 'The token has expired.');
  if (token.tokenId !== null && revocations.isForeignRevoked(token.issuer, token.tokenId)) {
    return refuse('TOKEN_REVOKED', 'The token has been revoked.');
  }
  return revocations.isCurrent() ? { token } : { unavailable: 'Cannot check revocations at the moment.' };
}
