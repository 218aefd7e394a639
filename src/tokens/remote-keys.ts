import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { fetchJson } from './fetch-json.js';
import type { ForeignAlgorithm } from './trusted-issuer.js';

/** The public keys of another issuer, in memory. */
export interface RemoteKeys {
  /** The key of that exact id that this algorithm can use. */
  find(kid: string, algorithm: ForeignAlgorithm): KeyObject | undefined;
  /** False if there never were keys, or none for 24 h. */
  isCurrent(): boolean;
  /** Fetches the keys, unless that was tried less than 30 s ago. Never rejects; what fails leaves the last good keys. */
  refresh(): Promise<void>;
}

export interface RemoteKeysOptions {
  readonly jwksUri: string;
  /** Milliseconds that only go forward. */
  readonly uptime: () => number;
  readonly onFailure: (error: unknown) => void;
}

const COOL_DOWN_MILLISECONDS = 30_000;
const KEEP_MILLISECONDS = 24 * 3_600_000;
const MAX_KEYS = 100;
const MIN_RSA_BITS = 2048;

export function createRemoteKeys({ jwksUri, uptime, onFailure }: RemoteKeysOptions): RemoteKeys {
  let keys: ReadonlyMap<string, readonly RemoteKey[]> = new Map();
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let pending: Promise<void> | undefined;

  const load = async () => {
    try {
      keys = readJwks(await fetchJson(jwksUri));
      fetchedAt = uptime();
    } catch (error) {
      onFailure(error);
    } finally {
      pending = undefined;
    }
  };
  const isCurrent = () => uptime() - fetchedAt <= KEEP_MILLISECONDS;
  return Object.freeze({
    find: (kid: string, algorithm: ForeignAlgorithm) =>
      isCurrent() ? keys.get(kid)?.find((key) => fits(key, algorithm))?.publicKey : undefined,
    isCurrent,
    refresh: async () => {
      if (pending) return pending;
      if (uptime() - triedAt < COOL_DOWN_MILLISECONDS) return;
      triedAt = uptime();
      pending = load();
      await pending;
    },
  });
}

/** What cannot be used is left out; a set without a key that can be is no set. */
function readJwks(value: unknown): ReadonlyMap<string, readonly RemoteKey[]> {
  const jwks = typeof value === 'object' && value !== null && 'keys' in value ? value.keys : undefined;
  if (!Array.isArray(jwks)) throw new TypeError('What the address answers is not a JWK Set.');
  const keys = new Map<string, RemoteKey[]>();
  for (const jwk of jwks.slice(0, MAX_KEYS)) {
    const key = readKey(jwk);
    if (key) keys.set(key.kid, [...(keys.get(key.kid) ?? []), key]);
  }
  if (keys.size === 0) throw new TypeError('The JWK Set has no key that can be used.');
  return keys;
}

interface RemoteKey {
  readonly kid: string;
  /** The only one that the key is for, if it says so. */
  readonly algorithm: unknown;
  readonly publicKey: KeyObject;
}

function readKey(jwk: Readonly<Record<string, unknown>> | null): RemoteKey | undefined {
  const { kid, kty, use, alg } = jwk ?? {};
  if (typeof kid !== 'string' || (kty !== 'RSA' && kty !== 'EC') || (use !== undefined && use !== 'sig')) {
    return undefined;
  }
  try {
    return { kid, algorithm: alg, publicKey: createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }) };
  } catch {
    return undefined;
  }
}

// RFC 7518 §3.4
const CURVES: Readonly<Record<string, string>> = { ES256: 'prime256v1', ES384: 'secp384r1', ES512: 'secp521r1' };

function fits({ publicKey, algorithm: only }: RemoteKey, algorithm: ForeignAlgorithm): boolean {
  if (only !== undefined && only !== algorithm) return false;
  const { asymmetricKeyType, asymmetricKeyDetails } = publicKey;
  if (algorithm in CURVES) return asymmetricKeyDetails?.namedCurve === CURVES[algorithm];
  // RFC 7518 §3.3 and §3.5
  return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_RSA_BITS;
}
