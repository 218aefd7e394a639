import type { DecodedToken } from '../jws/decode.js';

const ID_TOKEN = 'an ID token';

/**
 * Claims that access tokens do not have, and what has them. An issuer signs all its tokens with the same keys, and under
 * the type `JWT`, and under none, nothing else tells them apart (RFC 8725 §3.12).
 */
const FOREIGN_CLAIMS: ReadonlyMap<string, string> = new Map([
  // OpenID Connect Core 1.0 §2, §3.1.3.6 and §3.3.2.11
  ['nonce', ID_TOKEN],
  ['at_hash', ID_TOKEN],
  ['c_hash', ID_TOKEN],
  // FAPI 1.0, Part 2, §5.1
  ['s_hash', ID_TOKEN],
  // OpenID Connect CIBA 1.0 §10.3.1
  ['urn:openid:params:jwt:claim:rt_hash', ID_TOKEN],
  ['urn:openid:params:jwt:claim:auth_req_id', ID_TOKEN],
  // OpenID Connect Self-Issued v2 §11.1
  ['sub_jwk', ID_TOKEN],
  // RFC 8417 §2.2, and with it OpenID Connect Back-Channel Logout 1.0 §2.4
  ['events', 'a logout token or a security event'],
]);

/**
 * Claims by which issuers say it themselves: Keycloak in `typ`, Amazon Cognito in `token_use`; and Clerk in `sts`, that a
 * user has not done yet what is asked of them, such as a second factor: until then its own libraries let nobody in.
 */
const OWN_MARKS: Readonly<Record<string, ReadonlyMap<unknown, string>>> = {
  typ: new Map([
    ['ID', ID_TOKEN],
    ['Logout', 'a logout token'],
    ['Refresh', 'a refresh token'],
    ['Offline', 'a refresh token'],
  ]),
  token_use: new Map([['id', ID_TOKEN]]),
  sts: new Map([['pending', 'a token of a pending session']]),
};

/**
 * Why this is not an access token, as a sentence; undefined if nothing says so. A type of its own says what a token is.
 * ID tokens can be let pass.
 */
export function kindProblem({ header, payload }: DecodedToken, acceptIdTokens: boolean): string | undefined {
  if (Object.hasOwn(header, 'typ') && mediaTypeOf(header.typ) !== 'jwt') return undefined;
  const isRefused = (kind: string | undefined): kind is string =>
    kind !== undefined && !(acceptIdTokens && kind === ID_TOKEN);
  for (const [claim, kind] of FOREIGN_CLAIMS) {
    if (Object.hasOwn(payload, claim) && isRefused(kind)) {
      return `It has "${claim}", so it is ${kind}, not an access token.`;
    }
  }
  for (const [claim, kinds] of Object.entries(OWN_MARKS)) {
    const kind = Object.hasOwn(payload, claim) ? kinds.get(payload[claim]) : undefined;
    if (isRefused(kind)) return `Its "${claim}" says that it is ${kind}.`;
  }
  return undefined;
}

/** In small letters and without `application/`, which may be left out (RFC 7515 §4.1.9). */
export function mediaTypeOf(typ: unknown): string | undefined {
  return typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : undefined;
}
