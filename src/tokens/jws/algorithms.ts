import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPair,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import { fitsAlgorithm, keyProblem, MIN_RSA_BITS } from './key-strength.js';

/**
 * The signature algorithms (RFC 7518 §3.1; EdDSA with Ed25519, RFC 8037 §3.1) that tokens are signed and verified with. A
 * key has exactly one.
 */
export const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256'] as const;
export type Algorithm = (typeof algorithms)[number];

/** The algorithms of other issuers' tokens. `EdDSA` is Ed25519 alone; RFC 9864 §2.2 gives it that name as well. */
export const foreignAlgorithms = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const),
  // With a secret that is shared with the issuer, and no other key.
  'HS256',
] as const;
export type ForeignAlgorithm = (typeof foreignAlgorithms)[number];

/** RFC 7518 §3.2: a key of the hash output's size or larger. */
export const MIN_SECRET_BYTES = 32;

/** Both halves of a key; for HS256 they are the same secret. Always a `KeyObject`: jsonwebtoken is 40 times slower without. */
export interface KeyMaterial {
  readonly algorithm: Algorithm;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const generate = promisify(generateKeyPair);

/** A new key; `randomBytes` makes the secret of HS256. */
export async function generateKeyMaterial(
  algorithm: Algorithm,
  randomBytes: (size: number) => Buffer,
): Promise<KeyMaterial> {
  switch (algorithm) {
    case 'HS256':
      return secretKeyMaterial(randomBytes(MIN_SECRET_BYTES));
    case 'ES256':
      return { algorithm, ...(await generate('ec', { namedCurve: 'P-256' })) };
    case 'EdDSA':
      return { algorithm, ...(await generate('ed25519')) };
    case 'RS256':
    case 'PS256':
      return { algorithm, ...(await generate('rsa', { modulusLength: MIN_RSA_BITS })) };
  }
}

/** An HS256 key of a secret that exists already. */
export function secretKeyMaterial(secret: Buffer): KeyMaterial {
  if (secret.length < MIN_SECRET_BYTES)
    throw new TypeError(`An HS256 secret must have at least ${MIN_SECRET_BYTES} bytes.`);
  const key = createSecretKey(secret);
  return { algorithm: 'HS256', privateKey: key, publicKey: key };
}

/** The private half as a JWK (RFC 7517), to be sealed. */
export function exportPrivateKey({ privateKey }: KeyMaterial): string {
  return JSON.stringify(privateKey.export({ format: 'jwk' }));
}

/** Undefined for what is no key of this algorithm, or one that nobody should sign with. */
export function importPrivateKey(algorithm: Algorithm, text: string): KeyMaterial | undefined {
  try {
    const jwk: JsonWebKey = JSON.parse(text);
    if (algorithm === 'HS256') return secretKeyMaterial(Buffer.from(jwk.k ?? '', 'base64url'));
    const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
    const publicKey = createPublicKey(privateKey);
    const isGood = fitsAlgorithm(publicKey, algorithm) && keyProblem(publicKey) === undefined;
    return isGood ? { algorithm, privateKey, publicKey } : undefined;
  } catch {
    return undefined;
  }
}

/** The public half as a JWK; undefined for HS256, whose only half is secret. */
export function exportPublicKey({ algorithm, publicKey }: KeyMaterial): JsonWebKey | undefined {
  return algorithm === 'HS256' ? undefined : publicKey.export({ format: 'jwk' });
}
