import type { Algorithm } from '../jws/algorithms.js';

/** A signing key at rest: its private half is sealed under a master key. Times are milliseconds since the epoch. */
export interface StoredKey {
  readonly kid: string;
  readonly algorithm: Algorithm;
  /** Empty once the key is retired: nothing needs it any more, and nobody can steal it. */
  readonly sealed: string;
  readonly createdAt: number;
  /** It signs from then on; until then it is only published. */
  readonly activatesAt: number;
  /** When an instance last noted that it signs with this key. */
  readonly lastSignedAt: number | null;
  /** Since when it is trusted no more. */
  readonly retiredAt: number | null;
}

export type KeyChange =
  | { readonly kind: 'create'; readonly key: StoredKey }
  | { readonly kind: 'retire'; readonly kid: string; readonly at: number; readonly compromised: boolean }
  | { readonly kind: 'reseal'; readonly kid: string; readonly sealed: string };

/** What is to be done to the keys, and what to tell of it. */
export interface KeyPlan<T> {
  readonly changes: readonly KeyChange[];
  readonly outcome: T;
}

/** Where signing keys are kept, shared by all instances. `test/tokens/key-store-contract.ts` is what each must pass. */
export interface KeyStore {
  /** Every key, the retired ones too, the newest first; of one moment by their id. */
  list(): Promise<readonly StoredKey[]>;
  /**
   * Makes the changes that `plan` finds right for the stored keys, all of them or none, and resolves to its outcome.
   * No two instances do this at once. If `plan` throws, nothing is changed.
   */
  change<T>(plan: (stored: readonly StoredKey[]) => KeyPlan<T>): Promise<T>;
  /**
   * A number that differs after each change. A reader that reads it before listing the keys, and finds the same number
   * again, has missed nothing.
   */
  version(): Promise<number>;
  /** Notes that a key signs now. It is no change; it never goes back, and a retired key is left as it is. */
  noteSigning(kid: string, at: number): Promise<void>;
}
