import type { Algorithm } from './algorithms.js';

/** A signing key at rest: its private half is sealed under the master key. */
export interface StoredKey {
  readonly kid: string;
  readonly algorithm: Algorithm;
  readonly sealed: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Where signing keys are kept, shared by all instances. `test/tokens/key-store-contract.ts` is what each must pass. */
export interface KeyStore {
  /** Every key, the newest first. */
  list(): Promise<readonly StoredKey[]>;
  /** Adds the key, unless `exists` finds what it looks for among the stored ones. No two instances do this at once. */
  addUnless(exists: (stored: readonly StoredKey[]) => boolean, key: StoredKey): Promise<void>;
}
