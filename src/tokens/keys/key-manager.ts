import type { Algorithm } from '../jws/algorithms.js';
import { type Moment, planReseal, planRetirement, planRotation, planUpkeep, reportKeys } from './key-plans.js';
import { type KeyRing, secretSigningKey } from './key-ring.js';
import type { KeyState } from './key-schedule.js';
import type { KeyPlan, KeyStore, StoredKey } from './key-store.js';
import type { MasterKeys } from './master-keys.js';
import { createSealedKey } from './sealed-key.js';

/** Makes signing keys, and takes them out of use. What it changes holds on this ring before it resolves. */
export interface KeyManager {
  /** Every stored key, the newest first. */
  list(): Promise<readonly KeyReport[]>;
  /** Makes a new key, which signs once it has been published for 10 minutes; at once if there is no other to sign. */
  rotate(): Promise<Rotation>;
  /**
   * Trusts a key no more. Refused as long as one of its tokens could be accepted, unless it is compromised: then all of
   * them are refused at once, and a new key takes the place of one that signs.
   */
  retire(kid: string, options: { readonly compromised: boolean }): Promise<Retirement>;
  /** Seals every key anew that another master key sealed, or an older version: all of them, or none if one does not open. */
  reseal(): Promise<Resealing>;
  /**
   * What a running server does at its start and each minute: sees to it that there is a key to sign with, makes a new
   * one when that is too old, and notes which one signs.
   */
  upkeep(): Promise<void>;
}

export interface KeyReport extends Pick<StoredKey, 'kid' | 'algorithm' | 'createdAt'> {
  readonly state: KeyState;
  /** The number of the master key that it is sealed under; undefined once the key is retired. */
  readonly masterKey: number | undefined;
  /** True if `reseal` would seal it anew. */
  readonly needsReseal: boolean;
}

export type Rotation =
  | { readonly created: string; readonly activatesAt: number }
  /** The key of TOKEN_SECRET is not stored. */
  | { readonly refused: 'TOKEN_SECRET' }
  | { readonly refused: 'PENDING'; readonly kid: string; readonly activatesAt: number };

export type Retirement =
  | { readonly retired: string; readonly replacedBy: string | null }
  /** `SIGNING`: it signs now, or within a minute. */
  | { readonly refused: 'UNKNOWN' | 'TOKEN_SECRET' | 'SIGNING' }
  | { readonly refused: 'RETIRED'; readonly since: number }
  /** One of its tokens could be accepted until then. */
  | { readonly refused: 'VERIFYING'; readonly until: number };

export type Resealing =
  /** How many were sealed anew, and how many were sealed so before. */
  | { readonly resealed: number; readonly untouched: number; readonly masterKey: number }
  /** The keys that do not open. */
  | { readonly refused: readonly Pick<KeyReport, 'kid' | 'masterKey'>[] };

export interface KeyManagerOptions {
  readonly ring: KeyRing;
  readonly store: KeyStore;
  readonly masterKeys: MasterKeys;
  /** That of new keys. */
  readonly algorithm: Algorithm;
  /** What the ring signs with instead of a stored key. */
  readonly secret?: Buffer | undefined;
  /** How long after it was signed a token can be accepted: the longest lifetime that can be set, and the tolerance. */
  readonly acceptedSeconds: number;
  /** The age at which the key that signs gets a successor; 0 for never. Keys that are not needed any more then go. */
  readonly rotationSeconds: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly randomBytes: (size: number) => Buffer;
}

export function createKeyManager(options: KeyManagerOptions): KeyManager {
  const { ring, store, secret, clock } = options;
  const change = async <T>(plan: (moment: Moment) => KeyPlan<T>): Promise<T> => {
    const { changes, outcome } = await store.change((stored) => {
      const planned = plan({ stored, now: clock() });
      return { ...planned, outcome: planned };
    });
    if (changes.length > 0) await ring.load();
    return outcome;
  };
  return Object.freeze({
    list: async () => reportKeys(options, { stored: await store.list(), now: clock() }),
    rotate: async () => {
      if (secret) return { refused: 'TOKEN_SECRET' };
      // Made beforehand, needed or not: nothing is awaited while the keys are locked.
      const spare = await createSealedKey(options);
      return change((moment) => planRotation(options, moment, spare));
    },
    retire: async (kid, { compromised }) => {
      if (secret && secretSigningKey(secret).kid === kid) return { refused: 'TOKEN_SECRET' };
      const key = (await store.list()).find((other) => other.kid === kid);
      if (!key) return { refused: 'UNKNOWN' };
      const spare = compromised ? await createSealedKey({ ...options, algorithm: key.algorithm }) : undefined;
      return change((moment) => planRetirement(options, { ...moment, spare }, kid));
    },
    reseal: () => change((moment) => planReseal(options, moment)),
    upkeep: async () => {
      const { changes, outcome } = planUpkeep(options, { stored: await store.list(), now: clock() });
      if (outcome.needsKey || changes.length > 0) {
        const spare = outcome.needsKey ? await createSealedKey(options) : undefined;
        await store.change((stored) => planUpkeep(options, { stored, now: clock(), spare }));
      }
      await ring.load();
      if (!secret) await store.noteSigning(ring.signingKey().kid, clock());
    },
  } satisfies KeyManager);
}
