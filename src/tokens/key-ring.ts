import { createHmac, type JsonWebKey } from 'node:crypto';
import { StartupError } from '../errors.js';
import {
  type Algorithm,
  exportPrivateKey,
  exportPublicKey,
  generateKeyMaterial,
  importPrivateKey,
  type KeyMaterial,
  secretKeyMaterial,
} from './algorithms.js';
import type { KeyStore, StoredKey } from './key-store.js';
import type { MasterKeys } from './master-keys.js';

export interface SigningKey extends KeyMaterial {
  readonly kid: string;
}

/** The keys in use, in memory. Looking one up does no I/O. */
export interface KeyRing {
  /** Reads the keys, and makes the first one if there is none to sign with. To be awaited before anything else. */
  load(): Promise<void>;
  /** The key that new tokens are signed with. */
  signingKey(): SigningKey;
  /** The key of that exact id; there is no fallback. */
  find(kid: string): SigningKey | undefined;
  /** The public keys as a JWK Set (RFC 7517 §5). A secret is never in it. */
  jwks(): { readonly keys: readonly JsonWebKey[] };
}

export interface KeyRingOptions {
  readonly store: KeyStore;
  readonly masterKeys: MasterKeys;
  /** What new tokens are signed with; a key for it is made when there is none. */
  readonly algorithm: Algorithm;
  /** An HS256 secret to sign with instead. It is never stored: when it is not given any more, it is not trusted. */
  readonly secret?: Buffer | undefined;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly randomBytes: (size: number) => Buffer;
}

export function createKeyRing(options: KeyRingOptions): KeyRing {
  if (options.secret && options.algorithm !== 'HS256') throw new TypeError('A secret is a key of HS256 alone.');
  const fromSecret = options.secret && secretSigningKey(options.secret);
  let signing = fromSecret;
  let trusted: ReadonlyMap<string, SigningKey> = new Map();
  return Object.freeze({
    load: async () => {
      const stored = fromSecret ? openAll(options, await options.store.list()) : await loadOrCreate(options);
      signing = fromSecret ?? stored.find(({ algorithm }) => algorithm === options.algorithm);
      trusted = new Map([...stored, ...(fromSecret ? [fromSecret] : [])].map((key) => [key.kid, key]));
    },
    signingKey: () => {
      if (signing === undefined) throw new TypeError('The key ring was not loaded.');
      return signing;
    },
    find: (kid: string) => trusted.get(kid),
    jwks: () => ({ keys: [...trusted.values()].flatMap(publicJwk) }),
  });
}

async function loadOrCreate(options: KeyRingOptions): Promise<readonly SigningKey[]> {
  const { store, algorithm } = options;
  const isThere = (stored: readonly StoredKey[]) => openAll(options, stored).some((key) => key.algorithm === algorithm);
  const stored = await store.list();
  if (isThere(stored)) return openAll(options, stored);
  await store.addUnless(isThere, await createKey(options));
  return openAll(options, await store.list());
}

async function createKey({ algorithm, masterKeys, clock, randomBytes }: KeyRingOptions): Promise<StoredKey> {
  const material = await generateKeyMaterial(algorithm, randomBytes);
  const kid = randomBytes(16).toString('hex');
  const sealed = masterKeys.seal(exportPrivateKey(material), sealContext({ kid, algorithm }));
  return { kid, algorithm, sealed, createdAt: clock() };
}

/** A key that does not open is left alone: unless all are, when the master key is the wrong one. */
function openAll({ masterKeys }: KeyRingOptions, stored: readonly StoredKey[]): readonly SigningKey[] {
  const keys = stored.flatMap((key) => {
    const text = masterKeys.open(key.sealed, sealContext(key));
    return text === undefined ? [] : [{ kid: key.kid, ...importPrivateKey(key.algorithm, text) }];
  });
  if (stored.length > 0 && keys.length === 0) {
    throw new StartupError([
      'MASTER_KEY opens none of the signing keys in this database. Set the one that they were sealed under.',
    ]);
  }
  return keys;
}

function sealContext({ kid, algorithm }: Pick<StoredKey, 'kid' | 'algorithm'>): string {
  return `signing-key ${algorithm} ${kid}`;
}

/** Every instance with this secret knows its key by the same id. */
function secretSigningKey(secret: Buffer): SigningKey {
  const kid = createHmac('sha256', secret).update('portcullis key id').digest('hex').slice(0, 32);
  return { kid, ...secretKeyMaterial(secret) };
}

function publicJwk(key: SigningKey): JsonWebKey[] {
  const jwk = exportPublicKey(key);
  return jwk ? [{ ...jwk, kid: key.kid, alg: key.algorithm, use: 'sig' }] : [];
}
