import { decodeToken } from '../jws/decode.js';
import { createTokenMemory, type MemoryFigures } from '../jws/token-memory.js';
import { checkNow } from './check-now.js';
import type { ForeignVerification } from './foreign-claims.js';
import type { ForeignRevocations } from './foreign-revocations.js';
import { createIssuerFinder, createKnownIssuers } from './known-issuers.js';
import type { PresetIssuer } from './presets.js';
import { readToken, type SignedToken } from './read-token.js';
import type { AroundFetch } from './remote-keys.js';
import type { TrustedIssuer } from './trusted-issuer.js';

/** Verifies the tokens of other issuers, each with its own keys. */
export interface TrustedIssuers {
  /** True if the token claims to come from one of them. Nothing is verified. */
  isFrom(text: string): boolean;
  /** Never rejects. Waits for the issuer's keys only if the token names an unknown key. */
  verify(text: string): Promise<ForeignVerification>;
  /** The current result for a token that was verified before; undefined if its signature would have to be verified. */
  recall(text: string): ForeignVerification | undefined;
  /** Fetches the keys of all issuers; never rejects. Call it at the start and every few minutes. */
  refresh(): Promise<void>;
  /** Figures of the tokens that it caches. */
  figures(): MemoryFigures;
}

export interface TrustedIssuersOptions {
  readonly issuers: readonly (TrustedIssuer | PresetIssuer)[];
  /** The tolerated difference between two clocks. */
  readonly toleranceSeconds?: number;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  /** Milliseconds that only go forward. */
  readonly uptime?: () => number;
  /** Revoked tokens; by default none. */
  readonly revocations?: ForeignRevocations;
  /** Called with the reason why the keys of an issuer cannot be fetched, or why one cannot be used. */
  readonly onFailure?: (error: unknown) => void;
  /** Runs each fetch of keys, and of the metadata that say where they are. */
  readonly aroundFetch?: AroundFetch;
}

const NOTHING_REVOKED: ForeignRevocations = { isForeignRevoked: () => false, isCurrent: () => true };

/**
 * The contents of a token and its valid signature are cached; times, revocation and its key are checked each time.
 * Throws a `TypeError` that names the issuer and the option if one is wrong, or if two issuers could have the same
 * `iss`.
 */
export function createTrustedIssuers({
  issuers,
  toleranceSeconds = 15,
  clock = Date.now,
  uptime = () => performance.now(),
  revocations = NOTHING_REVOKED,
  onFailure = () => {},
  aroundFetch = (fetch) => fetch(),
}: TrustedIssuersOptions): TrustedIssuers {
  const known = createKnownIssuers(issuers, { uptime, onFailure, aroundFetch });
  const find = createIssuerFinder(known);
  const mostBytes = Math.max(0, ...known.map(({ rules }) => rules.maxBytes));
  const options = { find, mostBytes, toleranceSeconds, clock, revocations };
  // Keys that were fetched anew are other objects, so whatever they verified before is verified again.
  const memory = createTokenMemory<SignedToken>(({ keys, key }) => keys.has(key));
  const recall = (text: string): ForeignVerification | undefined => {
    const remembered = memory.recall(text);
    return remembered && checkNow(options, remembered.token);
  };
  const verifyAnew = async (text: string): Promise<ForeignVerification> => {
    memory.noteMiss();
    const read = await readToken(options, text);
    if (!('key' in read)) return read;
    const verification = checkNow(options, read.token);
    if ('token' in verification) memory.remember(text, read);
    return verification;
  };
  return Object.freeze({
    recall,
    figures: memory.figures,
    isFrom: (text: string) => {
      if (known.length === 0) return false;
      if (memory.peek(text)) return true;
      const decoded = decodeToken(text, mostBytes);
      return 'payload' in decoded && find(decoded.payload) !== undefined;
    },
    verify: async (text: string) => recall(text) ?? verifyAnew(text),
    refresh: async () => {
      await Promise.all(known.map(({ keys }) => keys.refresh()));
    },
  });
}
