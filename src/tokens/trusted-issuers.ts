import type { KeyObject } from 'node:crypto';
import { findNoText } from '../values/text.js';
import { type DecodedToken, decodeToken } from './decode.js';
import { type ForeignVerification, readForeignClaims, refuse } from './foreign-claims.js';
import { createRemoteKeys, type RemoteKeys } from './remote-keys.js';
import type { ForeignRevocations } from './revocations.js';
import { hasSignature, unsupportedHeader } from './signature.js';
import { kindProblem, mediaTypeOf } from './token-kind.js';
import { createTokenMemory, deepFreeze } from './token-memory.js';
import { checkIssuer, type ForeignAlgorithm, foreignAlgorithms, type TrustedIssuer } from './trusted-issuer.js';

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
  /** What was taken back before its time; by default nothing. */
  readonly revocations?: ForeignRevocations;
  /** Told why the keys of an issuer cannot be had, or one of them not be used. */
  readonly onFailure?: (error: unknown) => void;
}

const NOTHING_REVOKED: ForeignRevocations = { isForeignRevoked: () => false, isCurrent: () => true };

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
 * Throws a `TypeError` if an issuer is there twice, or says what cannot be: a name that cannot be told from its
 * subjects, keys over plain HTTP from elsewhere, a lifetime that is out of bounds.
 */
export function createTrustedIssuers({
  issuers,
  toleranceSeconds = 15,
  clock = Date.now,
  uptime = () => performance.now(),
  revocations = NOTHING_REVOKED,
  onFailure = () => {},
}: TrustedIssuersOptions): TrustedIssuers {
  const known = new Map<unknown, Known>();
  for (const issuer of issuers) {
    if (known.has(issuer.issuer)) throw new TypeError(`The issuer ${issuer.issuer} is there twice.`);
    checkIssuer(issuer);
    known.set(issuer.issuer, { issuer, keys: createRemoteKeys({ jwksUri: issuer.jwksUri, uptime, onFailure }) });
  }
  // Keys that were fetched anew are other objects, so whatever they verified before is verified again.
  const memory = createTokenMemory<Signed>(({ trusted, kid, publicKey }) => trusted.keys.has(kid, publicKey));
  const check = ({ trusted, payload }: Signed): ForeignVerification => {
    const read = readForeignClaims(trusted.issuer, payload, clock() / 1000, toleranceSeconds);
    if (!('token' in read)) return read;
    const { issuer, tokenId } = read.token;
    if (tokenId !== null && revocations.isForeignRevoked(issuer, tokenId)) {
      return refuse('TOKEN_REVOKED', 'The token was revoked.');
    }
    return revocations.isCurrent() ? read : { unavailable: 'What was revoked cannot be known now.' };
  };
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
      const kind = kindProblem(decoded);
      if (kind !== undefined) return refuse('TOKEN_INVALID', kind);
      const place = findNoText(decoded.payload);
      if (place !== undefined) return refuse('TOKEN_INVALID', `The claim ${place.slice(1)} has what is no text.`);
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

async function findKeys({ issuer, keys }: Known, { header }: DecodedToken): Promise<NamedKeys | ForeignVerification> {
  const typ = mediaTypeOf(header.typ);
  if (typ === undefined || !issuer.typ.some((type) => mediaTypeOf(type) === typ)) {
    return refuse('TOKEN_INVALID', `The header's typ is not ${issuer.typ.join(' or ')}.`);
  }
  const unsupported = unsupportedHeader(header);
  if (unsupported !== undefined) return refuse('TOKEN_INVALID', unsupported);
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

function isForeignAlgorithm(value: unknown): value is ForeignAlgorithm {
  return foreignAlgorithms.some((algorithm) => algorithm === value);
}
