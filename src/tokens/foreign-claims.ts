import type { TokenReason } from '../errors.js';
import { readTimes } from './times.js';
import { DEFAULT_MAX_LIFETIME_SECONDS, readTexts, type TrustedIssuer } from './trusted-issuer.js';

/** What a token of another issuer says of its bearer. Its session and version mean nothing here. */
export interface ForeignToken {
  readonly issuer: string;
  /** `<iss>|<sub>`: the same `sub` of two issuers is two subjects, and none of our own users. */
  readonly subject: string;
  /** Its `jti`, which only its issuer knows to be unique; null if it has none. */
  readonly tokenId: string | null;
  /** Of ours. */
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** `unavailable`: the issuer's keys, or what was revoked, are out of reach, so nothing can be said. */
export type ForeignVerification =
  | { readonly token: ForeignToken }
  | { readonly refusal: { readonly reason: Exclude<TokenReason, 'TOKEN_MISSING'>; readonly detail: string } }
  | { readonly unavailable: string };

/**
 * What the claims of a signed payload say, or why they do not count.
 *
 * @param now seconds since the epoch
 */
export function readForeignClaims(
  { issuer, audience, roles, scopes, maxLifetimeSeconds = DEFAULT_MAX_LIFETIME_SECONDS }: TrustedIssuer,
  claims: Readonly<Record<string, unknown>>,
  now: number,
  toleranceSeconds: number,
): ForeignVerification {
  const { aud, sub, jti } = claims;
  const audiences = typeof audience === 'string' ? [audience] : audience;
  const isForUs = (Array.isArray(aud) ? aud : [aud]).some((item) => audiences.includes(item));
  if (!isForUs) return refuse('TOKEN_INVALID', `aud is not ${audiences.join(' or ')}.`);
  if (typeof sub !== 'string' || sub === '') return refuse('TOKEN_INVALID', 'sub is missing.');
  const times = readTimes(claims, now, toleranceSeconds);
  if ('problem' in times) return refuse('TOKEN_INVALID', times.problem);
  // And iat is not in the future: so exp is no further away than that, whenever the token is seen.
  if (times.expiresAt - times.issuedAt > maxLifetimeSeconds) {
    return refuse('TOKEN_INVALID', `exp is more than ${maxLifetimeSeconds} s after iat.`);
  }
  if (now >= times.expiresAt + toleranceSeconds) return refuse('TOKEN_EXPIRED', 'The token has expired.');
  const map = new Map(Object.entries(roles?.map ?? {}));
  return {
    token: Object.freeze({
      issuer,
      subject: `${issuer}|${sub}`,
      tokenId: typeof jti === 'string' && jti !== '' ? jti : null,
      roles: roles ? readTexts(claims, roles.claim).flatMap((role) => map.get(role) ?? []) : [],
      scopes: scopes ? readTexts(claims, scopes.claim) : [],
      ...times,
      claims,
    }),
  };
}

export function refuse(reason: Exclude<TokenReason, 'TOKEN_MISSING'>, detail: string): ForeignVerification {
  return { refusal: { reason, detail } };
}
