import { createHmac, type JsonWebKey } from 'node:crypto';
import { type Algorithm, exportPublicKey, secretKeyMaterial } from '../jws/algorithms.js';
import { findSigningKey } from './key-schedule.js';
import type { KeyStore, StoredKey } from './key-store.js';
import type { MasterKeys } from './master-keys.js';
import { openSealedKey, type SigningKey, wrongMasterKey } from './sealed-key.js';

/** The keys in use, in memory. Looking one up does no I/O. */
export interface KeyRing {
  /** Reads the keys. To be awaited before anything else; throws a `StartupError` if the master key opens none. */
  load(): Promise<void>;
  /** Reads them again if they were changed, or if a token named one that is not known, for that once in 10 s. */
  catchUp(): Promise<void>;
  /** False while keys that were retired elsewhere cannot be known: then no token can be taken for good. */
  isCurrent(): boolean;
  /** False if there is none to sign with. */
  hasSigningKey(): boolean;
  /** The key that new tokens are signed with now. Throws a `TypeError` if there is none. */
  signingKey(): SigningKey;
  /** The key of that exact id; there is no fallback. */
  find(kid: string): SigningKey | undefined;
  /** True if the key of that id was ours and is trusted no more. */
  isRetired(kid: string): boolean;
  /** The public keys as a JWK Set (RFC 7517 §5), those too that do not sign yet, or no more. A secret is never in it. */
  jwks(): { readonly keys: readonly JsonWebKey[] };
}

export interface KeyRingOptions {
  readonly store: KeyStore;
  readonly masterKeys: MasterKeys;
  /** What new tokens are signed with. */
  readonly algorithm: Algorithm;
  /** An HS256 secret to sign with instead. It is never stored: when it is not given any more, it is not trusted. */
  readonly secret?: Buffer | undefined;
  /** How long the store may be out of reach until no token can be taken for good. */
  readonly maxLagSeconds: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Milliseconds that only go forward, whatever is done to the clock. */
  readonly uptime: () => number;
  /** Told once of each key that is left alone because it does not open, while others do. */
  readonly onUnopened?: (kid: string) => void;
}

const UNKNOWN_KID_MILLISECONDS = 10_000;

export function createKeyRing(options: KeyRingOptions): KeyRing {
  const { store, algorithm, clock, uptime } = options;
  if (options.secret && algorithm !== 'HS256') throw new TypeError('A secret can be used only with HS256.');
  const fromSecret = options.secret && secretSigningKey(options.secret);
  let memory = remember(options, [], fromSecret, new Map());
  let version: number | undefined;
  let knownUntil = Number.NEGATIVE_INFINITY;
  let loadedAt = Number.NEGATIVE_INFINITY;
  let isKidUnknown = false;

  // One after the other, so that what was read first never replaces what was read last.
  const load = oneByOne(async () => {
    const before = uptime();
    const versionBefore = await store.version();
    const { trusted, unopened } = memory;
    memory = remember(options, await store.list(), fromSecret, trusted);
    [version, knownUntil, loadedAt, isKidUnknown] = [versionBefore, before, clock(), false];
    if (opensNone(memory)) throw wrongMasterKey();
    for (const kid of memory.unopened) if (!unopened.has(kid)) options.onUnopened?.(kid);
  });
  const findKey = () => {
    const stored = findSigningKey(memory.usable, algorithm, clock());
    return fromSecret ?? (stored && memory.trusted.get(stored.kid));
  };
  const isLookedFor = () => isKidUnknown && Math.abs(clock() - loadedAt) >= UNKNOWN_KID_MILLISECONDS;
  return Object.freeze({
    load,
    catchUp: async () => {
      const before = uptime();
      if (isLookedFor() || (await store.version()) !== version) await load();
      else knownUntil = Math.max(knownUntil, before);
    },
    isCurrent: () => uptime() - knownUntil <= options.maxLagSeconds * 1000,
    hasSigningKey: () => findKey() !== undefined,
    signingKey: () => {
      const key = findKey();
      if (key === undefined) throw new TypeError('The key ring was not loaded, or has no key to sign with.');
      return key;
    },
    find: (kid) => {
      const key = memory.trusted.get(kid);
      // The store is not waited for: a key is known everywhere long before it signs, so whoever is honest gains nothing,
      // and a forger could make the server wait. Only what replaces a compromised key signs at once; it is caught up
      // with as fast as its predecessor is refused.
      if (key === undefined && !memory.retired.has(kid)) isKidUnknown = true;
      return key;
    },
    isRetired: (kid) => memory.retired.has(kid),
    jwks: () => ({ keys: [...memory.trusted.values()].flatMap(publicJwk) }),
  } satisfies KeyRing);
}

interface Memory {
  readonly trusted: ReadonlyMap<string, SigningKey>;
  readonly retired: ReadonlySet<string>;
  readonly unopened: ReadonlySet<string>;
  /** What decides which key signs: the stored keys, without those that do not open. */
  readonly usable: readonly StoredKey[];
}

/** A key that is known is not opened again: it stays the same object, and a change of master keys cannot take it away. */
function remember(
  { masterKeys }: KeyRingOptions,
  stored: readonly StoredKey[],
  fromSecret: SigningKey | undefined,
  known: ReadonlyMap<string, SigningKey>,
): Memory {
  const trusted = new Map<string, SigningKey>(fromSecret ? [[fromSecret.kid, fromSecret]] : []);
  const retired = new Set(stored.filter(({ retiredAt }) => retiredAt !== null).map(({ kid }) => kid));
  const unopened = new Set<string>();
  for (const key of stored.filter(({ retiredAt }) => retiredAt === null)) {
    const before = known.get(key.kid);
    const opened = before?.algorithm === key.algorithm ? before : openSealedKey(masterKeys, key);
    if (opened) trusted.set(key.kid, opened);
    else unopened.add(key.kid);
  }
  return { trusted, retired, unopened, usable: stored.filter(({ kid }) => !unopened.has(kid)) };
}

function opensNone({ unopened, usable }: Memory): boolean {
  return unopened.size > 0 && usable.every(({ retiredAt }) => retiredAt !== null);
}

function oneByOne(task: () => Promise<void>): () => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    const next = last.then(task);
    last = next.catch(() => {});
    return next;
  };
}

/** Every instance with this secret knows its key by the same id. */
export function secretSigningKey(secret: Buffer): SigningKey {
  const kid = createHmac('sha256', secret).update('portcullis key id').digest('hex').slice(0, 32);
  return { kid, ...secretKeyMaterial(secret) };
}

function publicJwk(key: SigningKey): JsonWebKey[] {
  const jwk = exportPublicKey(key);
  return jwk ? [{ ...jwk, kid: key.kid, alg: key.algorithm, use: 'sig' }] : [];
}
