import type { KeyObject } from 'node:crypto';
import type { TokenReason } from '../errors.js';
import { type DecodedToken, decodeToken } from './decode.js';
import { createRemoteKeys, type RemoteKeys } from './remote-keys.js';
import { hasSignature, headerProblem } from './signature.js';
import { readTimes } from './times.js';
import { createTokenMemory, deepFreeze } from './token-memory.js';
import { type ForeignAlgorithm, foreignAlgorithms, readTexts, type TrustedIssuer } from './trusted-issuer.js';

/** What a token of another issuer says of its bearer. Its session, version and `jti` mean nothing here. */
export interface ForeignToken {
  readonly issuer: string;
  /** `<iss>|<sub>`: the same `sub` of two issuers is two subjects, and none of our own users. */
  readonly subject: string;
  /** Of ours. */
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** `unavailable`: the issuer's keys are out of reach, so nothing can be said. */
export type ForeignVerification =
  | { readonly token: ForeignToken }
  | { readonly refusal: { readonly reason: Exclude<TokenReason, 'TOKEN_MISSING'>; readonly detail: string } }
  | { readonly unavailable: string };

/** Verifies the tokens of other issuers, each by its own keys. */
export interface TrustedIssuers {
  /** True if the token says that it comes from one of them. Nothing is verified. */
  isFrom(text: string): boolean;
  /** Never rejects. Waits for the issuer's keys only if the token names one that is not known yet. */
  verify(text: string): Promise<ForeignVerification>;
  /** Fetches the keys of all of them; never rejects. To be called at the start, and every few minutes. */
  refresh(): Promise<void>;
}

export interface TrustedIssuersOptions {
  readonly issuers: readonly TrustedIssuer[];
  /** How far two clocks may be apart. */
  readonly toleranceSeconds?: number;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  /** Milliseconds that only go forward. */
  readonly uptime?: () => number;
  /** Told why the keys of an issuer cannot be had. */
  readonly onFailure?: (error: unknown) => void;
}

interface Known {
  readonly issuer: TrustedIssuer;
  readonly keys: RemoteKeys;
}

/** The keys that a header names: mostly one; a `kid` need not be of one key alone. */
interface NamedKeys {
  readonly kid: string;
  readonly algorithm: ForeignAlgorithm;
  readonly publicKeys: readonly KeyObject[];
}

/** A payload that this key of the issuer has signed. */
interface Signed {
  readonly trusted: Known;
  readonly kid: string;
  readonly publicKey: KeyObject;
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * Throws a `TypeError` if an issuer stands twice or has a name that cannot be told from its subjects, or if its keys
 * would come over plain HTTP from elsewhere.
 */
export function createTrustedIssuers({
  issuers,
  toleranceSeconds = 15,
  clock = Date.now,
  uptime = () => performance.now(),
  onFailure = () => {},
}: TrustedIssuersOptions): TrustedIssuers {
  const known = new Map<unknown, Known>();
  for (const issuer of issuers) {
    if (known.has(issuer.issuer)) throw new TypeError(`The issuer ${issuer.issuer} is there twice.`);
    if (!isSafeName(issuer.issuer)) throw new TypeError(`The issuer ${issuer.issuer} has a | in its name.`);
    if (!isSafeAddress(issuer.jwksUri)) throw new TypeError(`The jwksUri of ${issuer.issuer} is not https.`);
    known.set(issuer.issuer, { issuer, keys: createRemoteKeys({ jwksUri: issuer.jwksUri, uptime, onFailure }) });
  }
  // Keys that were fetched anew are other objects, so whatever they verified before is verified again.
  const memory = createTokenMemory<Signed>(({ trusted, kid, publicKey }) => trusted.keys.has(kid, publicKey));
  const check = ({ trusted, payload }: Signed) =>
    checkClaims(trusted.issuer, payload, clock() / 1000, toleranceSeconds);
  return Object.freeze({
    isFrom: (text: string) => {
      if (known.size === 0) return false;
      if (memory.recall(text)) return true;
      const decoded = decodeToken(text);
      return 'payload' in decoded && known.has(decoded.payload.iss);
    },
    verify: async (text: string): Promise<ForeignVerification> => {
      const remembered = memory.recall(text);
      if (remembered) return check(remembered);
      const decoded = decodeToken(text);
      if ('problem' in decoded) return refuse('TOKEN_INVALID', decoded.problem);
      const trusted = known.get(decoded.payload.iss);
      if (!trusted) return refuse('TOKEN_INVALID', 'iss is no trusted issuer.');
      const named = await findKeys(trusted, decoded);
      if (!('publicKeys' in named)) return named;
      const { kid, algorithm } = named;
      const publicKey = named.publicKeys.find((key) => hasSignature(text, key, algorithm));
      if (!publicKey) return wrongSignature();
      const signed = { trusted, kid, publicKey, payload: deepFreeze(decoded.payload) };
      const verification = check(signed);
      if ('token' in verification) memory.remember(text, signed);
      return verification;
    },
    refresh: async () => {
      await Promise.all([...known.values()].map(({ keys }) => keys.refresh()));
    },
  });
}

/** https, or this machine. */
export function isSafeAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback);
}

/** Between issuer and subject stands a `|`, so with one in its name, an issuer could speak of another's subjects. */
export function isSafeName(issuer: string): boolean {
  return !issuer.includes('|');
}

async function findKeys({ issuer, keys }: Known, { header }: DecodedToken): Promise<NamedKeys | ForeignVerification> {
  const problem = headerProblem(header, issuer.typ);
  if (problem !== undefined) return refuse('TOKEN_INVALID', problem);
  const { alg, kid } = header;
  if (!isForeignAlgorithm(alg) || !issuer.algorithms.includes(alg)) {
    return refuse('TOKEN_INVALID', "The header's alg is none of the issuer's algorithms.");
  }
  if (typeof kid !== 'string') return refuse('TOKEN_INVALID', 'The header has no kid.');
  if (keys.find(kid, alg).length === 0) await keys.refresh();
  const publicKeys = keys.find(kid, alg);
  if (publicKeys.length > 0) return { kid, algorithm: alg, publicKeys };
  return keys.isCurrent() ? wrongSignature() : { unavailable: `The keys of ${issuer.issuer} cannot be had.` };
}

function wrongSignature(): ForeignVerification {
  return refuse('TOKEN_INVALID', "The signature is not one of the issuer's key that kid names.");
}

function checkClaims(
  { issuer, audience, roles, scopes }: TrustedIssuer,
  claims: Readonly<Record<string, unknown>>,
  now: number,
  toleranceSeconds: number,
): ForeignVerification {
  const { aud, sub } = claims;
  const audiences = typeof audience === 'string' ? [audience] : audience;
  const isForUs = (Array.isArray(aud) ? aud : [aud]).some((item) => audiences.includes(item));
  if (!isForUs) return refuse('TOKEN_INVALID', `aud is not ${audiences.join(' or ')}.`);
  if (typeof sub !== 'string' || sub === '') return refuse('TOKEN_INVALID', 'sub is missing.');
  const times = readTimes(claims, now, toleranceSeconds);
  if ('problem' in times) return refuse('TOKEN_INVALID', times.problem);
  if (now >= times.expiresAt + toleranceSeconds) return refuse('TOKEN_EXPIRED', 'The token has expired.');
  const map = new Map(Object.entries(roles?.map ?? {}));
  return {
    token: Object.freeze({
      issuer,
      subject: `${issuer}|${sub}`,
      roles: roles ? readTexts(claims, roles.claim).flatMap((role) => map.get(role) ?? []) : [],
      scopes: scopes ? readTexts(claims, scopes.claim) : [],
      ...times,
      claims,
    }),
  };
}

function isForeignAlgorithm(value: unknown): value is ForeignAlgorithm {
  return foreignAlgorithms.some((algorithm) => algorithm === value);
}

function refuse(reason: Exclude<TokenReason, 'TOKEN_MISSING'>, detail: string): ForeignVerification {
  return { refusal: { reason, detail } };
}
