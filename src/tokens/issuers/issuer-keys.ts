import type { KeyObject } from 'node:crypto';
import type { ForeignAlgorithm } from '../jws/algorithms.js';

/** A key that the tokens of an issuer are verified with. */
export interface IssuerKey {
  /** Undefined for one that its set gives no name. */
  readonly kid: string | undefined;
  /** The only `iss` that it signs for, if it says so; of a pattern, with the place for the tenant. */
  readonly issuer: string | undefined;
  readonly publicKey: KeyObject;
}

/** The keys of an issuer, in memory. */
export interface IssuerKeys<T extends IssuerKey = IssuerKey> {
  /**
   * The keys that a header names and this algorithm can use: mostly one, or none. Without a `kid` it names the only key
   * of its algorithm, and any `kid` the only key of a set if that has none; several of them are never guessed at.
   */
  find(kid: string | undefined, algorithm: ForeignAlgorithm): readonly T[];
  /** True if that very object is one of the keys. */
  has(key: T): boolean;
  /** False if there never were keys, or none for 24 h. */
  isCurrent(): boolean;
  /** Fetches the keys, unless that was tried less than 30 s ago. Never rejects; what fails leaves the last good keys. */
  refresh(): Promise<void>;
}

/** A secret in place of keys. A `kid` beside it means nothing. */
export function createSecretKeys(secret: KeyObject): IssuerKeys {
  const key: IssuerKey = Object.freeze({ kid: undefined, issuer: undefined, publicKey: secret });
  return Object.freeze({
    find: (_kid, algorithm) => (algorithm === 'HS256' ? [key] : []),
    has: (other) => other === key,
    isCurrent: () => true,
    refresh: async () => {},
  } satisfies IssuerKeys);
}
