import type { KeyObject } from 'node:crypto';
import type { Algorithm, ForeignAlgorithm } from './algorithms.js';
import { hasSmallOrder } from './small-order.js';

/** RFC 7518 §3.3 and §3.5. */
export const MIN_RSA_BITS = 2048;
/** Whoever sends forged tokens has the server verify them: an RSA key of 8192 bits takes 1 ms of it, one of 16,384 takes 6. */
const MAX_RSA_BITS = 8192;
/** NIST SP 800-89 §5.3.3. With 1 the signature is the padded hash itself, so anybody can write it. */
const MIN_RSA_EXPONENT = 65_537n;
/** As OpenSSL does for long moduli: a longer one makes verifying as dear as signing. */
const MAX_RSA_EXPONENT = 2n ** 64n;
/** NIST SP 800-89 §5.3.3. */
const MIN_RSA_FACTOR = 752n;

// RFC 7518 §3.4
const CURVES: ReadonlyMap<string, string> = new Map([
  ['ES256', 'prime256v1'],
  ['ES384', 'secp384r1'],
  ['ES512', 'secp521r1'],
]);

/** True if the key is of the kind, and for ES256 and its like of the curve, that the algorithm takes. No secret is. */
export function fitsAlgorithm(key: KeyObject, algorithm: Algorithm | ForeignAlgorithm): boolean {
  if (/^[RP]S(256|384|512)$/.test(algorithm)) return key.asymmetricKeyType === 'rsa';
  if (algorithm === 'EdDSA' || algorithm === 'Ed25519') return key.asymmetricKeyType === 'ed25519';
  const curve = CURVES.get(algorithm);
  return curve !== undefined && key.asymmetricKeyDetails?.namedCurve === curve;
}

/** Why nobody should verify with this key, as a sentence; undefined if nothing stands against it. */
export function keyProblem(publicKey: KeyObject): string | undefined {
  if (hasSmallOrder(publicKey)) return 'It is a point of small order, so anyone can sign with it.';
  if (publicKey.asymmetricKeyType !== 'rsa') return undefined;
  const { modulusLength: bits = 0, publicExponent: exponent = 0n } = publicKey.asymmetricKeyDetails ?? {};
  if (bits < MIN_RSA_BITS) return `Its modulus has ${bits} bits; it needs at least ${MIN_RSA_BITS}.`;
  if (bits > MAX_RSA_BITS) return `Its modulus has ${bits} bits; it may have at most ${MAX_RSA_BITS}.`;
  if (exponent % 2n === 0n) return 'Its public exponent is even.';
  if (exponent < MIN_RSA_EXPONENT)
    return `Its public exponent is ${exponent}; it must be at least ${MIN_RSA_EXPONENT}.`;
  if (exponent > MAX_RSA_EXPONENT) return 'Its public exponent has more than 64 bits.';
  if (hasSmallFactor(modulusOf(publicKey))) return `Its modulus has a factor below ${MIN_RSA_FACTOR}.`;
  return undefined;
}

/** The modulus of an RSA key. */
export function modulusOf(publicKey: KeyObject): bigint {
  const { n = '' } = publicKey.export({ format: 'jwk' });
  return BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`);
}

function hasSmallFactor(modulus: bigint): boolean {
  let factor = 2n;
  while (factor < MIN_RSA_FACTOR && modulus % factor !== 0n) factor += 1n;
  return factor < MIN_RSA_FACTOR;
}
