import { findNoText } from '../../values/text.js';
import { type DecodedToken, decodeToken } from '../jws/decode.js';
import { nestsDeeperThan } from '../jws/nesting.js';
import { createTokenMemory, deepFreeze } from '../jws/token-memory.js';
import { discoverJwksUri } from './discovery.js';
import { type ForeignVerification, readForeignClaims, refuse } from './foreign-claims.js';
import type { ForeignRevocations } from './foreign-revocations.js';
import { createSecretKeys, type IssuerKey, type IssuerKeys } from './issuer-keys.js';
import { nameProblem, readIssuerOptions } from './issuer-options.js';
import { fillTenant, isPattern, issuerOf } from './issuer-pattern.js';
import { type IssuerRules, rulesOf } from './issuer-rules.js';
import type { PresetIssuer } from './presets.js';
import { createRemoteKeys, type RemoteKeysOptions } from './remote-keys.js';
import { findSigner } from './signer.js';
import { kindProblem } from './token-kind.js';
import type { TrustedIssuer } from './trusted-issuer.js';

/** Verifies the tokens of other issuers, each by its own keys. */
export interface TrustedIssuers {
  /** True if the token says that it comes from one of them. Nothing is verified. */
  isFrom(text: string): boolean;
  /** Never rejects. Waits for the issuer's keys only if the token names one that is not known yet. */
  verify(text: string): Promise<ForeignVerification>;
  /** The same of a token that was verified before, as it is now; undefined if its signature would have to be verified. */
  recall(text: string): ForeignVerification | undefined;
  /** Fetches the keys of all of them; never rejects. To be called at the start, and every few minutes. */
  refresh(): Promise<void>;
}

export interface TrustedIssuersOptions {
  readonly issuers: readonly (TrustedIssuer | PresetIssuer)[];
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

/** Whoever looks at all of the claims takes a place on the stack for each level. */
const MAX_NESTING = 100;

const NOTHING_REVOKED: ForeignRevocations = { isForeignRevoked: () => false, isCurrent: () => true };

interface Known {
  readonly rules: IssuerRules;
  readonly keys: IssuerKeys;
}

/** A payload that this key of the issuer has signed. */
interface Signed {
  readonly trusted: Known;
  readonly key: IssuerKey;
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * Throws a `TypeError` that names the issuer and the option if something is wrong with one, or if two of them could have
 * the same `iss`.
 */
export function createTrustedIssuers({
  issuers,
  toleranceSeconds = 15,
  clock = Date.now,
  uptime = () => performance.now(),
  revocations = NOTHING_REVOKED,
  onFailure = () => {},
}: TrustedIssuersOptions): TrustedIssuers {
  const known = readAll(issuers).map((options) => {
    const rules = rulesOf(options);
    return { rules, keys: keysOf(options, rules, { uptime, onFailure }) };
  });
  const find = issuerFinder(known);
  const mostBytes = Math.max(0, ...known.map(({ rules }) => rules.maxBytes));
  // Keys that were fetched anew are other objects, so whatever they verified before is verified again.
  const memory = createTokenMemory<Signed>(({ trusted, key }) => trusted.keys.has(key));
  const check = ({ trusted, payload }: Signed): ForeignVerification => {
    const read = readForeignClaims(trusted.rules, payload, clock() / 1000, toleranceSeconds);
    if (!('token' in read)) return read;
    const { issuer, tokenId } = read.token;
    if (tokenId !== null && revocations.isForeignRevoked(issuer, tokenId)) {
      return refuse('TOKEN_REVOKED', 'The token was revoked.');
    }
    return revocations.isCurrent() ? read : { unavailable: 'What was revoked cannot be known now.' };
  };
  const recall = (text: string): ForeignVerification | undefined => {
    const remembered = memory.recall(text);
    return remembered && check(remembered);
  };
  return Object.freeze({
    recall,
    isFrom: (text: string) => {
      if (known.length === 0) return false;
      if (memory.recall(text)) return true;
      const decoded = decodeToken(text, mostBytes);
      return 'payload' in decoded && find(decoded.payload) !== undefined;
    },
    verify: async (text: string): Promise<ForeignVerification> => {
      const remembered = recall(text);
      if (remembered) return remembered;
      const decoded = decodeToken(text, mostBytes);
      if ('problem' in decoded) return refuse('TOKEN_INVALID', decoded.problem);
      const trusted = find(decoded.payload);
      if (!trusted) return refuse('TOKEN_INVALID', 'iss is no trusted issuer.');
      const key = await findSigner(trusted, text, decoded);
      if (!('publicKey' in key)) return key;
      const problem = problemOf(trusted.rules, key, decoded);
      if (problem !== undefined) return refuse('TOKEN_INVALID', problem);
      const signed = { trusted, key, payload: deepFreeze(decoded.payload) };
      const verification = check(signed);
      if ('token' in verification) memory.remember(text, signed);
      return verification;
    },
    refresh: async () => {
      await Promise.all(known.map(({ keys }) => keys.refresh()));
    },
  });
}

function readAll(issuers: TrustedIssuersOptions['issuers']): readonly TrustedIssuer[] {
  const read = issuers.map((written) => {
    const result = readIssuerOptions(written);
    if ('issuer' in result) return result.issuer;
    const problems = result.problems.map(({ option, message }) => `${option}: ${message}`);
    throw new TypeError(`The issuer ${String(written?.issuer)} cannot be trusted. ${problems.join(' ')}`);
  });
  const problem = nameProblem(read);
  if (problem !== undefined) throw new TypeError(problem);
  return read;
}

function keysOf(
  { issuer, jwksUri, allowHttp }: TrustedIssuer,
  { secret }: IssuerRules,
  options: Omit<RemoteKeysOptions, 'findJwksUri'>,
): IssuerKeys {
  if (secret !== undefined) return createSecretKeys(secret);
  const findJwksUri = async () => jwksUri ?? (await discoverJwksUri({ issuer, allowHttp }));
  return createRemoteKeys({ findJwksUri, ...options });
}

/** By `iss`, exactly; else by the pattern that it fits with the tenant that the claim `tid` names. */
function issuerFinder(known: readonly Known[]) {
  const patterns = known.filter(({ rules }) => isPattern(rules.issuer));
  const exact = new Map<unknown, Known>(
    known.filter((trusted) => !patterns.includes(trusted)).map((trusted) => [trusted.rules.issuer, trusted]),
  );
  return ({ iss, tid }: Readonly<Record<string, unknown>>): Known | undefined =>
    exact.get(iss) ?? patterns.find(({ rules }) => issuerOf(rules.issuer, tid) === iss);
}

/** What stands against a payload that the key has signed, before its claims are read. */
function problemOf({ issuer, tenants, acceptIdTokens }: IssuerRules, key: IssuerKey, decoded: DecodedToken) {
  const { iss, tid } = decoded.payload;
  if (isPattern(issuer) && tenants !== 'any' && !tenants.some((tenant) => tenant === tid)) {
    return 'tid is none of the tenants.';
  }
  if (key.issuer !== undefined && fillTenant(key.issuer, tid) !== iss) {
    return "The key that signed it is another issuer's.";
  }
  if (nestsDeeperThan(decoded.payload, MAX_NESTING)) return `The claims are nested deeper than ${MAX_NESTING} levels.`;
  const place = findNoText(decoded.payload);
  return kindProblem(decoded, acceptIdTokens) ?? (place && `The claim ${place.slice(1)} has what is no text.`);
}
