import { checkPrime, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { ForeignAlgorithm } from '../jws/algorithms.js';
import { fitsAlgorithm, keyProblem, modulusOf } from '../jws/key-strength.js';
import type { IssuerKey } from './issuer-keys.js';

/** A public key of another issuer. */
export interface RemoteKey extends IssuerKey {
  /** The only algorithm that it is for, if it says so. */
  readonly algorithm: unknown;
}

export interface RemoteKeySet {
  /** Several may have the same `kid`. */
  readonly keys: readonly RemoteKey[];
  /** What is wrong with keys that are there to verify with, and that nobody should; a sentence each. */
  readonly problems: readonly string[];
}

const MAX_KEYS = 100;
/** A forged token that names one of them is verified with each. */
const MAX_KEYS_OF_A_NAME = 4;
// RFC 7518 §6.2.2, §6.3.2 and §6.4.1
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;

const isPrime: (candidate: bigint) => Promise<boolean> = promisify(checkPrime);

/**
 * Reads a JWK Set (RFC 7517 §5). What cannot be used is left out, and told of if it is meant for signatures; a set
 * without a key that can be used is no set, and a `TypeError`.
 */
export async function readJwks(value: unknown): Promise<RemoteKeySet> {
  const jwks = typeof value === 'object' && value !== null && 'keys' in value ? value.keys : undefined;
  if (!Array.isArray(jwks)) throw new TypeError('The answer of the address is not a JWK Set.');
  const keys: RemoteKey[] = [];
  const problems = new Set<string>();
  for (const jwk of jwks.slice(0, MAX_KEYS)) {
    const key = await readKey(jwk);
    if (key === undefined) continue;
    const { kid } = key;
    const isNamed = kid !== undefined && keys.filter((other) => other.kid === kid).length >= MAX_KEYS_OF_A_NAME;
    if ('problem' in key) problems.add(`${describe(kid)} is not used. ${key.problem}`);
    else if (isNamed)
      problems.add(
        `There are more than ${MAX_KEYS_OF_A_NAME} keys ${JSON.stringify(kid.slice(0, 100))}. The rest are not used.`,
      );
    else keys.push(key);
  }
  if (keys.length === 0) throw new TypeError(['The JWK Set has no usable key.', ...problems].join(' '));
  return { keys, problems: [...problems] };
}

function describe(kid: string | undefined): string {
  return kid === undefined ? 'A key without a kid' : `The key ${JSON.stringify(kid.slice(0, 100))}`;
}

/** True if tokens of this algorithm may be verified with the key. */
export function isFor({ publicKey, algorithm: only }: RemoteKey, algorithm: ForeignAlgorithm): boolean {
  return (only === undefined || only === algorithm) && fitsAlgorithm(publicKey, algorithm);
}

type Unusable = { readonly kid: string | undefined; readonly problem: string };

/** Undefined for a key that is for something else. */
async function readKey(value: unknown): Promise<RemoteKey | Unusable | undefined> {
  if (typeof value !== 'object' || value === null) return undefined;
  const jwk: JsonWebKey = { ...value };
  const { kid: name, kty, crv, alg, issuer } = jwk;
  const kid = typeof name === 'string' ? name : undefined;
  if (!isForSignatures(jwk)) return undefined;
  if (PRIVATE_MEMBERS.some((name) => Object.hasOwn(jwk, name))) {
    return { kid, problem: 'Its private key is published with it, so anyone can sign with it.' };
  }
  if (kty !== 'RSA' && kty !== 'EC' && !(kty === 'OKP' && crv === 'Ed25519')) return undefined;
  const publicKey = importKey(jwk);
  if (!publicKey) return { kid, problem: `It is not a valid key of the type ${kty}.` };
  const problem = keyProblem(publicKey) ?? (await modulusProblem(publicKey));
  if (problem !== undefined) return { kid, problem };
  return { kid, algorithm: alg, issuer: typeof issuer === 'string' ? issuer : undefined, publicKey };
}

/** RFC 7517 §4.2 and §4.3. */
function isForSignatures({ use, key_ops: operations }: JsonWebKey): boolean {
  if (use !== undefined && use !== 'sig') return false;
  return operations === undefined || (Array.isArray(operations) && operations.includes('verify'));
}

/** Undefined if it is none: a member is missing or no number, or a point is not on its curve. */
function importKey(jwk: JsonWebKey): KeyObject | undefined {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return undefined;
  }
}

/** Whoever knows the factors of a modulus can sign, and those of a prime are known. Tested on another thread. */
async function modulusProblem(publicKey: KeyObject): Promise<string | undefined> {
  if (publicKey.asymmetricKeyType !== 'rsa') return undefined;
  return (await isPrime(modulusOf(publicKey))) ? 'Its modulus is a prime.' : undefined;
}
