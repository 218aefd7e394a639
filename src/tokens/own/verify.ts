import type { TokenProblem } from '../../errors.js';
import { type DecodedToken, decodeToken } from '../jws/decode.js';
import { hasSignature, unsupportedHeader } from '../jws/signature.js';
import { readTimes } from '../jws/times.js';
import { createTokenMemory, deepFreeze, type MemoryFigures } from '../jws/token-memory.js';
import type { KeyRing } from '../keys/key-ring.js';
import type { SigningKey } from '../keys/sealed-key.js';
import { ACCESS_TOKEN_TYPE, type VerifiedToken } from './claims.js';
import type { Revocations } from './revocations.js';

export interface VerifierOptions {
  readonly keys: Pick<KeyRing, 'find' | 'isRetired' | 'isCurrent'>;
  readonly revocations: Revocations;
  /** The exact `iss` and `aud` that a token must have. */
  readonly issuer: string;
  readonly audience: string;
  /** The tolerated difference between two clocks. */
  readonly toleranceSeconds: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** Why a token is not accepted: the reason for the client, the detail for the operator. Neither shows the token. */
export interface Refusal {
  readonly reason: TokenProblem;
  readonly detail: string;
  /** The token itself, if it is valid except for its expiry or a revocation. */
  readonly token?: VerifiedToken;
}

/** `unavailable`: the token is valid, but it cannot be checked at the moment whether it or its key was revoked. */
export type Verification =
  | { readonly token: VerifiedToken }
  | { readonly refusal: Refusal }
  | { readonly unavailable: VerifiedToken };

export interface Verifier {
  /** Never throws and does no I/O. */
  verify(token: string): Verification;
  /** The current result for a token that was verified before; undefined if its signature would have to be verified. */
  recall(token: string): Verification | undefined;
  /** Figures of the tokens that it caches. */
  figures(): MemoryFigures;
}

/** A payload that this key has signed. */
interface Signed {
  readonly key: SigningKey;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** A token that this key has signed. */
interface Remembered {
  readonly key: SigningKey;
  readonly token: VerifiedToken;
}

/**
 * Verifies access tokens by RFC 9068 §4 and RFC 8725: signature first, then claims, then revocation. The contents of a
 * token and its valid signature are cached; times, revocation and its key are checked each time.
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const { keys } = options;
  // A key that was retired is not found any more, and what is found in its place is another object.
  const memory = createTokenMemory<Remembered>(({ key }) => keys.find(key.kid) === key);
  const recall = (text: string): Verification | undefined => {
    const known = memory.recall(text);
    return known && checkNow(options, known.token);
  };
  return Object.freeze({
    recall,
    figures: memory.figures,
    verify: (text: string): Verification => {
      const known = recall(text);
      if (known) return known;
      memory.noteMiss();
      const signed = checkSignature(keys, text);
      if ('refusal' in signed) return signed;
      const read = readToken(options, signed.payload);
      if ('refusal' in read) return read;
      const verification = checkNow(options, read.token);
      if ('token' in verification) memory.remember(text, { key: signed.key, token: verification.token });
      return verification;
    },
  });
}

function checkSignature(keys: VerifierOptions['keys'], text: string): Signed | { readonly refusal: Refusal } {
  const decoded = decodeToken(text);
  if ('problem' in decoded) return refuse('TOKEN_INVALID', decoded.problem);
  const key = findKey(keys, decoded);
  if ('refusal' in key) return key;
  if (!hasSignature(text, key.publicKey, key.algorithm)) {
    return refuse('TOKEN_INVALID', 'The signature was not made with the key that kid names.');
  }
  return { key, payload: deepFreeze(decoded.payload) };
}

function findKey(keys: VerifierOptions['keys'], { header }: DecodedToken): SigningKey | { readonly refusal: Refusal } {
  if (header.typ !== ACCESS_TOKEN_TYPE)
    return refuse('TOKEN_INVALID', `The header's typ is not "${ACCESS_TOKEN_TYPE}".`);
  const problem = unsupportedHeader(header);
  if (problem !== undefined) return refuse('TOKEN_INVALID', problem);
  const kid = typeof header.kid === 'string' ? header.kid : '';
  const key = keys.find(kid);
  if (key && key.algorithm !== header.alg) {
    return refuse('TOKEN_INVALID', "The header's alg is not the algorithm of its key.");
  }
  if (key) return key;
  // Nobody knows who made it. But an honest client, told so, gets a token of another key with its refresh token.
  if (keys.isRetired(kid)) return refuse('TOKEN_REVOKED', 'The key that kid names has been retired.');
  return refuse('TOKEN_INVALID', "The header's kid names no key of this server.");
}

/** The order is the argument: what the token is, whom it is for, when it is valid. */
function readToken(
  { issuer, audience, toleranceSeconds, clock }: VerifierOptions,
  claims: Readonly<Record<string, unknown>>,
): { readonly token: VerifiedToken } | { readonly refusal: Refusal } {
  const { iss, aud, sub, jti, sid, ver, roles, scope } = claims;
  if (iss !== issuer) return refuse('TOKEN_INVALID', `iss is not ${issuer}.`);
  if (aud !== audience) return refuse('TOKEN_INVALID', `aud is not ${audience}.`);
  if (typeof sub !== 'string' || sub === '') return refuse('TOKEN_INVALID', 'sub is missing.');
  const times = readTimes(claims, clock() / 1000, toleranceSeconds);
  if ('problem' in times) return refuse('TOKEN_INVALID', times.problem);
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
    scopes: typeof scope === 'string' ? Object.freeze(scope.split(' ').filter(Boolean)) : Object.freeze([]),
    ...times,
    claims,
  });
  return { token };
}

/** What changes with time: whether the token is valid yet, and still, and whether it was taken back. */
function checkNow(options: VerifierOptions, token: VerifiedToken): Verification {
  const { toleranceSeconds, clock, keys, revocations } = options;
  const now = clock() / 1000;
  const times = readTimes(token.claims, now, toleranceSeconds);
  if ('problem' in times) return refuse('TOKEN_INVALID', times.problem);
  if (now >= times.expiresAt + toleranceSeconds) {
    return refuse('TOKEN_EXPIRED', `The token expired at ${isoTime(times.expiresAt)}.`, token);
  }
  if (revocations.isRevoked(token)) {
    return refuse('TOKEN_REVOKED', 'The session has ended, or the rights of its user have changed.', token);
  }
  return revocations.isCurrent() && keys.isCurrent() ? { token } : { unavailable: token };
}

function refuse(reason: Refusal['reason'], detail: string, token?: VerifiedToken): { readonly refusal: Refusal } {
  return { refusal: { reason, detail, ...(token && { token }) } };
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function strings(value: unknown): readonly string[] {
  return Object.freeze(Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []);
}
