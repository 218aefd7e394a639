import { findNoText } from '../../values/text.js';
import { type DecodedToken, decodeToken } from '../jws/decode.js';
import { nestsDeeperThan } from '../jws/nesting.js';
import { deepFreeze } from '../jws/token-memory.js';
import { type ForeignToken, type ForeignVerification, readForeignClaims, refuse } from './foreign-claims.js';
import type { IssuerKey, IssuerKeys } from './issuer-keys.js';
import { fillTenant, isPattern } from './issuer-pattern.js';
import type { IssuerRules } from './issuer-rules.js';
import type { KnownIssuer } from './known-issuers.js';
import { findSigner } from './signer.js';
import { kindProblem } from './token-kind.js';

/** Whoever looks at all of the claims takes a place on the stack for each level. */
const MAX_NESTING = 100;

/** A token, and the key that has signed it, of those of its issuer. */
export interface SignedToken {
  readonly keys: IssuerKeys;
  readonly key: IssuerKey;
  readonly token: ForeignToken;
}

export interface ReadOptions {
  /** The issuer that a payload names. */
  readonly find: (payload: Readonly<Record<string, unknown>>) => KnownIssuer | undefined;
  /** The longest that a token of any of them may be. */
  readonly mostBytes: number;
  readonly toleranceSeconds: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** The order is the argument: whose token it is, who has signed it, what kind it is, what it says. Never rejects. */
export async function readToken(options: ReadOptions, text: string): Promise<SignedToken | ForeignVerification> {
  const { find, mostBytes, toleranceSeconds, clock } = options;
  const decoded = decodeToken(text, mostBytes);
  if ('problem' in decoded) return refuse('TOKEN_INVALID', decoded.problem);
  const issuer = find(decoded.payload);
  if (!issuer) return refuse('TOKEN_INVALID', 'iss is not a trusted issuer.');
  const key = await findSigner(issuer, text, decoded);
  if (!('publicKey' in key)) return key;
  const problem = problemOf(issuer.rules, key, decoded);
  if (problem !== undefined) return refuse('TOKEN_INVALID', problem);
  const read = readForeignClaims(issuer.rules, deepFreeze(decoded.payload), clock() / 1000, toleranceSeconds);
  return 'token' in read ? { keys: issuer.keys, key, token: read.token } : read;
}

/** What stands against a payload that the key has signed, before its claims are read. */
function problemOf({ issuer, tenants, acceptIdTokens }: IssuerRules, key: IssuerKey, decoded: DecodedToken) {
  const { iss, tid } = decoded.payload;
  if (isPattern(issuer) && tenants !== 'any' && !tenants.some((tenant) => tenant === tid)) {
    return 'tid is not one of the tenants.';
  }
  if (key.issuer !== undefined && fillTenant(key.issuer, tid) !== iss) {
    return 'The key that signed it belongs to another issuer.';
  }
  if (nestsDeeperThan(decoded.payload, MAX_NESTING)) return `The claims are nested deeper than ${MAX_NESTING} levels.`;
  const place = findNoText(decoded.payload);
  return (
    kindProblem(decoded, acceptIdTokens) ??
    (place && `The claim ${place.slice(1)} contains a value that is not a string.`)
  );
}
