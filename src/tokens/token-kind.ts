import type { DecodedToken } from './decode.js';

/**
 * Claims that access tokens do not have, and what has them. An issuer signs all its tokens with the same keys, and under
 * the type `JWT` nothing else tells them apart (RFC 8725 §3.12).
 */
const FOREIGN_CLAIMS: ReadonlyMap<string, string> = new Map([
  // OpenID Connect Core 1.0 §2, §3.1.3.6 and §3.3.2.11
  ['nonce', 'an ID token'],
  ['at_hash', 'an ID token'],
  ['c_hash', 'an ID token'],
  // FAPI 1.0, Part 2, §5.1
  ['s_hash', 'an ID token'],
  // OpenID Connect CIBA 1.0 §10.3.1
  ['urn:openid:params:jwt:claim:rt_hash', 'an ID token'],
  ['urn:openid:params:jwt:claim:auth_req_id', 'an ID token'],
  // OpenID Connect Self-Issued v2 §11.1
  ['sub_jwk', 'an ID token'],
  // RFC 8417 §2.2, and with it OpenID Connect Back-Channel Logout 1.0 §2.4
  ['events', 'a logout token or a security event'],
]);

/** Claims by which issuers say it themselves: Keycloak in `typ`, Amazon Cognito in `token_use`. */
const OWN_MARKS: Readonly<Record<string, ReadonlyMap<unknown, string>>> = {
  typ: new Map([
    ['ID', 'an ID token'],
    ['Logout', 'a logout token'],
    ['Refresh', 'a refresh token'],
    ['Offline', 'a refresh token'],
  ]),
  token_use: new Map([['id', 'an ID token']]),
};

/** Why this is not an access token, as a sentence; undefined if nothing says so. A type of its own says what a token is. */
export function kindProblem({ header, payload }: DecodedToken): string | undefined {
  if (mediaTypeOf(header.typ) !== 'jwt') return undefined;
  for (const [claim, kind] of FOREIGN_CLAIMS) {
    if (Object.hasOwn(payload, claim)) return `It has "${claim}", so it is ${kind} and no access token.`;
  }
  for (const [claim, kinds] of Object.entries(OWN_MARKS)) {
    const kind = Object.hasOwn(payload, claim) ? kinds.get(payload[claim]) : undefined;
    if (kind !== undefined) return `Its "${claim}" says that it is ${kind}.`;
  }
  return undefined;
}

/** In small letters and without `application/`, which may be left out (RFC 7515 §4.1.9). */
export function mediaTypeOf(typ: unknown): string | undefined {
  return typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : undefined;
}
