import { StartupError } from '../../errors.js';
import {
  type Algorithm,
  exportPrivateKey,
  generateKeyMaterial,
  importPrivateKey,
  type KeyMaterial,
} from '../jws/algorithms.js';
import type { StoredKey } from './key-store.js';
import { type MasterKeys, SIGNING_KEYS } from './master-keys.js';
import type { Sealer } from './sealer.js';

export interface SigningKey extends KeyMaterial {
  readonly kid: string;
}

export interface NewKeyOptions {
  readonly algorithm: Algorithm;
  readonly masterKeys: MasterKeys;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly randomBytes: (size: number) => Buffer;
}

/** A new key, sealed. It signs at once, unless it is told otherwise. */
export async function createSealedKey({
  algorithm,
  masterKeys,
  clock,
  randomBytes,
}: NewKeyOptions): Promise<StoredKey> {
  const material = await generateKeyMaterial(algorithm, randomBytes);
  const kid = randomBytes(16).toString('hex');
  const sealed = sealerOf(masterKeys).seal(exportPrivateKey(material), sealContext({ kid, algorithm }));
  const createdAt = clock();
  return { kid, algorithm, sealed, createdAt, activatesAt: createdAt, lastSignedAt: null, retiredAt: null };
}

/** What seals signing keys. */
export function sealerOf(masterKeys: MasterKeys): Sealer {
  return masterKeys.sealer(SIGNING_KEYS);
}

/**
 * Undefined if no master key of ours sealed it, if it was changed or moved, or if what was sealed is not a key that
 * anybody should sign with.
 */
export function openSealedKey(masterKeys: MasterKeys, key: StoredKey): SigningKey | undefined {
  const text = openText(masterKeys, key);
  const material = text === undefined ? undefined : importPrivateKey(key.algorithm, text);
  return material && { kid: key.kid, ...material };
}

/** The same key, sealed under the first master key; undefined if it cannot be opened. */
export function resealKey(masterKeys: MasterKeys, key: StoredKey): string | undefined {
  const text = openText(masterKeys, key);
  return text === undefined ? undefined : sealerOf(masterKeys).seal(text, sealContext(key));
}

/** The keys without those that do not open. */
export function openable(masterKeys: MasterKeys, keys: readonly StoredKey[]): readonly StoredKey[] {
  return keys.filter((key) => key.retiredAt !== null || openSealedKey(masterKeys, key) !== undefined);
}

/** Throws a `StartupError` if there are keys and none opens: what would be sealed under that master key, nobody else opens. */
export function checkMasterKey(masterKeys: MasterKeys, keys: readonly StoredKey[]): void {
  const live = keys.filter(({ retiredAt }) => retiredAt === null);
  if (live.length > 0 && openable(masterKeys, live).length === 0) throw wrongMasterKey();
}

export function wrongMasterKey(): StartupError {
  return new StartupError([
    'MASTER_KEY opens none of the signing keys in this database. Set the key that encrypted them.',
  ]);
}

function openText(masterKeys: MasterKeys, key: StoredKey): string | undefined {
  return sealerOf(masterKeys).open(key.sealed, sealContext(key));
}

function sealContext({ kid, algorithm }: Pick<StoredKey, 'kid' | 'algorithm'>): string {
  return `signing-key ${algorithm} ${kid}`;
}
