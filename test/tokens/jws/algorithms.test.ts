import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import {
  type Algorithm,
  algorithms,
  exportPrivateKey,
  exportPublicKey,
  generateKeyMaterial,
  importPrivateKey,
  MIN_SECRET_BYTES,
  secretKeyMaterial,
} from '../../../src/tokens/jws/algorithms.js';

test('the list is closed', () => {
  expect(algorithms).toEqual(['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256']);
});

describe.each(algorithms)('%s', (algorithm) => {
  test('a new key is new, and its own', async () => {
    const [one, other] = await Promise.all([
      generateKeyMaterial(algorithm, randomBytes),
      generateKeyMaterial(algorithm, randomBytes),
    ]);
    expect(one.privateKey.equals(other.privateKey)).toBe(false);
    expect(one.privateKey.type).toBe(algorithm === 'HS256' ? 'secret' : 'private');
    expect(one.publicKey.type).toBe(algorithm === 'HS256' ? 'secret' : 'public');
  });

  test('comes back from its sealed form', async () => {
    const key = await generateKeyMaterial(algorithm, randomBytes);
    const copy = importPrivateKey(algorithm, exportPrivateKey(key));
    expect(copy?.algorithm).toBe(algorithm);
    expect(copy?.privateKey.equals(key.privateKey)).toBe(true);
    expect(copy?.publicKey.type).toBe(key.publicKey.type);
  });

  test('does not come back from junk', () => {
    for (const text of ['', '{}', 'null', '{"kty":"oct"}', '{"kty":"RSA"}']) {
      expect(importPrivateKey(algorithm, text)).toBeUndefined();
    }
  });
});

describe('what is sealed for another algorithm, or too weak, does not come back:', () => {
  const pair = (modulusLength: number, publicExponent = 65_537) =>
    generateKeyPairSync('rsa', { modulusLength, publicExponent }).privateKey.export({ format: 'jwk' });
  const curve = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey.export({ format: 'jwk' });
  test.each<[string, Algorithm, () => object]>([
    ['a key of P-384 for ES256', 'ES256', () => curve('P-384')],
    ['a key of secp256k1 for ES256', 'ES256', () => curve('secp256k1')],
    ['an RSA key for ES256', 'ES256', () => pair(2048)],
    ['a key of P-256 for EdDSA', 'EdDSA', () => curve('P-256')],
    ['a key of P-256 for RS256', 'RS256', () => curve('P-256')],
    ['an RSA key of 1024 bits', 'PS256', () => pair(1024)],
    ['a public exponent of 3', 'RS256', () => pair(2048, 3)],
    ['a secret of 31 bytes', 'HS256', () => ({ kty: 'oct', k: Buffer.alloc(31, 1).toString('base64url') })],
    ['a good key for an algorithm that there is not', 'none' as Algorithm, () => pair(2048)],
  ])('%s', (_what, algorithm, jwk) => {
    expect(importPrivateKey(algorithm, JSON.stringify(jwk()))).toBeUndefined();
  });

  test('but these do', () => {
    expect(importPrivateKey('PS256', JSON.stringify(pair(2048)))).toMatchObject({ algorithm: 'PS256' });
    expect(importPrivateKey('ES256', JSON.stringify(curve('P-256')))).toMatchObject({ algorithm: 'ES256' });
  });
});

test('sizes: RSA has 2048 bits, ES256 is on P-256, a secret has 32 bytes', async () => {
  const rsa = await generateKeyMaterial('RS256', randomBytes);
  expect(rsa.privateKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048, publicExponent: 65537n });
  const ec = await generateKeyMaterial('ES256', randomBytes);
  expect(ec.privateKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  const secret = await generateKeyMaterial('HS256', randomBytes);
  expect(secret.privateKey.symmetricKeySize).toBe(MIN_SECRET_BYTES);
});

test('the public half of a pair is public, HS256 has none', async () => {
  expect(exportPublicKey(await generateKeyMaterial('HS256', randomBytes))).toBeUndefined();
  expect(Object.keys(exportPublicKey(await generateKeyMaterial('RS256', randomBytes)) ?? {}).sort()).toEqual([
    'e',
    'kty',
    'n',
  ]);
  const ec = exportPublicKey(await generateKeyMaterial('ES256', randomBytes));
  expect(Object.keys(ec ?? {}).sort()).toEqual(['crv', 'kty', 'x', 'y']);
});

test('a secret of 31 bytes is a TypeError, one of 32 or more is a key', () => {
  expect(() => secretKeyMaterial(Buffer.alloc(MIN_SECRET_BYTES - 1))).toThrow(TypeError);
  expect(secretKeyMaterial(Buffer.alloc(MIN_SECRET_BYTES))).toMatchObject({ algorithm: 'HS256' });
  expect(secretKeyMaterial(Buffer.alloc(1000))).toMatchObject({ algorithm: 'HS256' });
});
