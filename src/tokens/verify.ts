import jsonwebtoken from 'jsonwebtoken';
import type { TokenReason } from '../errors.js';
import { ACCESS_TOKEN_TYPE, type VerifiedToken } from './claims.js';
import { type DecodedToken, decodeToken } from './decode.js';
import type { KeyRing } from './key-ring.js';
import type { Revocations } from './revocations.js';
import type { SigningKey } from './sealed-key.js';

export interface VerifierOptions {
  readonly keys: Pick<KeyRing, 'find' | 'isRetired' | 'isCurrent'>;
  readonly revocations: Revocations;
  /** The `iss` and `aud` that a token must have, exactly. */
  readonly issuer: string;
  readonly audience: string;
  /** How far two clocks may be apart. */
  readonly toleranceSeconds: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** Why a token is not accepted: the reason for the client, the detail for the operator. Neither shows the token. */
export interface Refusal {
  readonly reason: Exclude<TokenReason, 'TOKEN_MISSING'>;
  readonly detail: string;
  /** The token itself, when it is ours and only time or a revocation stands against it. */
  readonly token?: VerifiedToken;
}

/** `unavailable`: nothing stands against the token, but whether it, or its key, was revoked cannot be known now. */
export type Verification =
  | { readonly token: VerifiedToken }
  | { readonly refusal: Refusal }
  | { readonly unavailable: VerifiedToken };

export interface Verifier {
  /** Never throws, does no I/O. */
  verify(token: string): Verification;
}

/** Verifies access tokens by RFC 9068 §4 and RFC 8725: signature first, then claims, then revocation. */
export function createVerifier(options: VerifierOptions): Verifier {
  return Object.freeze({
    verify: (text: string): Verification => {
      const decoded = decodeToken(text);
      if ('problem' in decoded) return refuse('TOKEN_INVALID', decoded.problem);
      const key = findKey(options.keys, decoded);
      if ('refusal' in key) return key;
      if (!hasSignature(text, key))
        return refuse('TOKEN_INVALID', 'The signature is not one of the key that kid names.');
      return checkClaims(options, decoded.payload);
    },
  });
}

// RFC 8725 §3.1 and §3.11; the headers that would bring a key along, or ask for what we do not do, are never honoured.
const UNSUPPORTED_HEADERS = ['crit', 'jwk', 'jku', 'x5u', 'x5c', 'b64'] as const;

function findKey(keys: VerifierOptions['keys'], { header }: DecodedToken): SigningKey | { readonly refusal: Refusal } {
  if (header.typ !== ACCESS_TOKEN_TYPE)
    return refuse('TOKEN_INVALID', `The header's typ is not "${ACCESS_TOKEN_TYPE}".`);
  const unsupported = UNSUPPORTED_HEADERS.find((name) => Object.hasOwn(header, name));
  if (unsupported) return refuse('TOKEN_INVALID', `The header has "${unsupported}", which is not supported.`);
  const kid = typeof header.kid === 'string' ? header.kid : '';
  const key = keys.find(kid);
  if (key && key.algorithm !== header.alg) {
    return refuse('TOKEN_INVALID', "The header's alg is not the algorithm of its key.");
  }
  if (key) return key;
  // Nobody knows who made it. But an honest client, told so, gets a token of another key with its refresh token.
  if (keys.isRetired(kid)) return refuse('TOKEN_REVOKED', 'The key that kid names was retired.');
  return refuse('TOKEN_INVALID', "The header's kid names no key of this server.");
}

function hasSignature(text: string, { algorithm, publicKey }: SigningKey): boolean {
  try {
    // Claims are checked below, in one place.
    jsonwebtoken.verify(text, publicKey, { algorithms: [algorithm], ignoreExpiration: true, ignoreNotBefore: true });
    return true;
  } catch {
    return false;
  }
}

/** The order is the argument: what the token is, whom it is for, when it is valid, whether it was taken back. */
function checkClaims(options: VerifierOptions, claims: Readonly<Record<string, unknown>>): Verification {
  const { issuer, audience, toleranceSeconds, clock, keys, revocations } = options;
  const { iss, aud, sub, iat, exp, nbf, jti, sid, ver, roles, scope } = claims;
  const now = clock() / 1000;
  if (iss !== issuer) return refuse('TOKEN_INVALID', `iss is not ${issuer}.`);
  if (aud !== audience) return refuse('TOKEN_INVALID', `aud is not ${audience}.`);
  if (typeof sub !== 'string' || sub === '') return refuse('TOKEN_INVALID', 'sub is missing.');
  if (!isTime(exp)) return refuse('TOKEN_INVALID', 'exp is missing or not a number of seconds.');
  if (!isTime(iat)) return refuse('TOKEN_INVALID', 'iat is missing or not a number of seconds.');
  if (iat > now + toleranceSeconds) return refuse('TOKEN_INVALID', 'iat lies in the future.');
  if (nbf !== undefined && !(isTime(nbf) && nbf <= now + toleranceSeconds)) {
    return refuse('TOKEN_INVALID', 'nbf lies in the future.');
  }
  if (typeof jti !== 'string' || jti === '' || typeof sid !== 'string' || sid === '' || !Number.isSafeInteger(ver)) {
    return refuse('TOKEN_INVALID', 'jti, sid or ver is missing.');
  }
  const token: VerifiedToken = Object.freeze({
    issuer,
    subject: sub,
    tokenId: jti,
    sessionId: sid,
    version: Number(ver),
    roles: strings(roles),
    scopes: typeof scope === 'string' ? scope.split(' ').filter(Boolean) : [],
    issuedAt: iat,
    expiresAt: exp,
    claims,
  });
  if (now >= exp + toleranceSeconds) return refuse('TOKEN_EXPIRED', `The token expired at ${isoTime(exp)}.`, token);
  if (revocations.isRevoked(token)) {
    return refuse('TOKEN_REVOKED', 'The session has ended, or the rights of its user changed.', token);
  }
  return revocations.isCurrent() && keys.isCurrent() ? { token } : { unavailable: token };
}

function refuse(reason: Refusal['reason'], detail: string, token?: VerifiedToken): { readonly refusal: Refusal } {
  return { refusal: { reason, detail, ...(token && { token }) } };
}

// Within what a Date can show, so that a hostile number cannot throw later.
function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 8.64e12;
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
