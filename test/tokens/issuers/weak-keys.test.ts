import {
  createDiffieHellmanGroup,
  createHash,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createTrustedIssuers, type ForeignVerification } from '../../../src/tokens/index.js';
import { type JwksServer, startJwksServer } from '../../support/jwks-server.js';
import { compact, signature } from '../token-fixture.js';

const NOW = 1_800_000_000;
const ISSUER = 'https://tenant.idp.test/';
const AUDIENCE = 'https://api.test';
const claims = { iss: ISSUER, sub: '42', aud: AUDIENCE, iat: NOW, exp: NOW + 600 };

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwkOf = (key: KeyObject, more: object = {}): JsonWebKey => ({ ...key.export({ format: 'jwk' }), ...more });

const servers: JwksServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** An issuer with these keys, all of them of the id `k1`, and what it told of them. */
async function issuerWith(...keys: object[]) {
  const server = await startJwksServer({ keys: keys.map((key) => ({ kid: 'k1', ...key })) });
  servers.push(server);
  const told: string[] = [];
  let uptime = 0;
  const issuers = createTrustedIssuers({
    issuers: [
      { issuer: ISSUER, audience: AUDIENCE, jwksUri: server.jwksUri, algorithms: ['RS256', 'ES256'], typ: ['at+jwt'] },
    ],
    clock: () => NOW * 1000,
    uptime: () => uptime,
    onFailure: (error) => told.push(String(error)),
  });
  const refreshLater = async () => {
    uptime += 30_000;
    await issuers.refresh();
  };
  return { issuers, told, server, refreshLater };
}

const header = (alg: string) => ({ alg, typ: 'at+jwt', kid: 'k1' });
const signed = (key: KeyObject, alg: 'RS256' | 'ES256' = 'RS256') => compact(header(alg), claims, signature(alg, key));

/** With these keys and another one, so that there is a set; the other key goes on. */
async function verify(key: object, token: string): Promise<{ outcome: ForeignVerification; told: readonly string[] }> {
  const { issuers, told } = await issuerWith(key, { ...jwkOf(otherRsa.publicKey), kid: 'good' });
  const good = compact({ ...header('RS256'), kid: 'good' }, claims, signature('RS256', otherRsa.privateKey));
  expect(await issuers.verify(good)).toHaveProperty('token');
  return { outcome: await issuers.verify(token), told };
}

const invalid = { refusal: { reason: 'TOKEN_INVALID', detail: expect.any(String) } };

/** The padded hash that an RS256 signature is the root of (RFC 8017 §9.2). */
function padded(input: string, size: number): Buffer {
  const prefix = Buffer.from('3031300d060960864801650304020105000420', 'hex');
  const digest = Buffer.concat([prefix, createHash('sha256').update(input).digest()]);
  return Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(size - digest.length - 3, 0xff), Buffer.from([0]), digest]);
}

const toBigInt = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex')}`);
const toBytes = (value: bigint, size = Math.ceil(value.toString(16).length / 2)) =>
  Buffer.from(value.toString(16).padStart(2 * size, '0'), 'hex');
const rsaJwk = (modulus: bigint, exponent: bigint): JsonWebKey => ({
  kty: 'RSA',
  n: toBytes(modulus).toString('base64url'),
  e: toBytes(exponent).toString('base64url'),
});
const modulus = toBigInt(Buffer.from(jwkOf(rsa.publicKey).n ?? '', 'base64url'));

function power(base: bigint, exponent: bigint, of: bigint): bigint {
  let [result, square] = [1n, base % of];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % of;
    square = (square * square) % of;
  }
  return result;
}

function inverse(value: bigint, of: bigint): bigint {
  let [a, b, x, y] = [value % of, of, 1n, 0n];
  while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return ((x % of) + of) % of;
}

/** What whoever knows the order of the group, which the factors give, can sign. */
function forged(key: { readonly modulus: bigint; readonly order: bigint }): string {
  const size = toBytes(key.modulus).length;
  const secret = inverse(65_537n, key.order);
  return compact(header('RS256'), claims, (input) =>
    toBytes(power(toBigInt(padded(input, size)), secret, key.modulus), size),
  );
}

// RFC 3526 §3: a prime of 2048 bits that everybody knows.
const prime = toBigInt(createDiffieHellmanGroup('modp14').getPrime());

describe('a key with which anybody can sign is not used, and told of:', () => {
  const withoutKey = (input: string) => padded(input, 256);
  const published = 'Its private key is published with it, so anyone can sign with it.';
  test.each<[string, object, string, string]>([
    [
      'a public exponent of 1',
      rsaJwk(modulus, 1n),
      compact(header('RS256'), claims, withoutKey),
      'Its public exponent is 1; it must be at least 65537.',
    ],
    [
      'a prime modulus',
      rsaJwk(prime, 65_537n),
      forged({ modulus: prime, order: prime - 1n }),
      'Its modulus is a prime.',
    ],
    [
      'a small factor',
      rsaJwk(3n * prime, 65_537n),
      forged({ modulus: 3n * prime, order: 2n * (prime - 1n) }),
      'Its modulus has a factor below 752.',
    ],
    ['a published private exponent', jwkOf(rsa.privateKey), signed(rsa.privateKey), published],
    ['one published prime', { ...jwkOf(rsa.publicKey), p: 'AQ' }, signed(rsa.privateKey), published],
    ['a published private point', jwkOf(ec.privateKey), signed(ec.privateKey, 'ES256'), published],
    ['a secret', { kty: 'oct', k: 'AAAA' }, compact(header('HS256'), claims, () => Buffer.from('x')), published],
  ])('%s', async (_what, key, token, problem) => {
    const { outcome, told } = await verify(key, token);
    expect(outcome).toEqual(invalid);
    expect(told).toEqual([
      expect.stringMatching(/^TypeError: http:\/\/127\.0\.0\.1:\d+\/jwks\.json: The key "k1" is /),
    ]);
    expect(told[0]).toContain(`not used. ${problem}`);
  });
});

describe('a key that is weak, or dear, or none at all is not used, and told of:', () => {
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const three = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 });
  const long = Buffer.concat([Buffer.from([0xff]), randomBytes(1022), Buffer.from([0x01])]);
  const point = jwkOf(ec.publicKey);
  test.each<[string, object, string, string]>([
    ['1024 bits', jwkOf(weak.publicKey), signed(weak.privateKey), 'Its modulus has 1024 bits; it needs at least 2048.'],
    [
      '8193 bits',
      rsaJwk(toBigInt(Buffer.concat([Buffer.from([1]), long])), 65_537n),
      signed(rsa.privateKey),
      'Its modulus has 8193 bits; it may have at most 8192.',
    ],
    [
      'a public exponent of 3',
      jwkOf(three.publicKey),
      signed(three.privateKey),
      'Its public exponent is 3; it must be at least 65537.',
    ],
    ['an even one', rsaJwk(modulus, 65_538n), signed(rsa.privateKey), 'Its public exponent is even.'],
    ['none', rsaJwk(modulus, 0n), signed(rsa.privateKey), 'Its public exponent is even.'],
    [
      'one that makes verifying as dear as signing',
      rsaJwk(modulus, 2n ** 64n + 1n),
      signed(rsa.privateKey),
      'Its public exponent has more than 64 bits.',
    ],
    ['an even modulus', rsaJwk(modulus - 1n, 65_537n), signed(rsa.privateKey), 'Its modulus has a factor below 752.'],
    [
      'a point that is not on its curve',
      { ...point, x: point.y, y: point.x },
      signed(ec.privateKey, 'ES256'),
      'It is not a valid key of the type EC.',
    ],
    ['no modulus', { kty: 'RSA', e: 'AQAB' }, signed(rsa.privateKey), 'It is not a valid key of the type RSA.'],
  ])('%s', async (_what, key, token, problem) => {
    const { outcome, told } = await verify(key, token);
    expect(outcome).toEqual(invalid);
    expect(told).toEqual([expect.stringContaining(`The key "k1" is not used. ${problem}`)]);
  });
});

describe('a key for something else is left out, and nobody is told:', () => {
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const k256 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
  const own = jwkOf(rsa.publicKey);
  test.each<[string, object, string]>([
    ['one to sign with', { ...own, key_ops: ['sign'] }, signed(rsa.privateKey)],
    ['one to wrap keys with', { ...own, key_ops: ['wrapKey', 'encrypt'] }, signed(rsa.privateKey)],
    ['one for nothing', { ...own, key_ops: [] }, signed(rsa.privateKey)],
    ['operations that are no list', { ...own, key_ops: 'verify' }, signed(rsa.privateKey)],
    ['one to encrypt with', { ...own, use: 'enc' }, signed(rsa.privateKey)],
    ['a use that is spelt otherwise', { ...own, use: 'SIG' }, signed(rsa.privateKey)],
    ['a use and operations that do not agree', { ...own, use: 'sig', key_ops: ['encrypt'] }, signed(rsa.privateKey)],
    ['another algorithm', { ...own, alg: 'RSA-OAEP' }, signed(rsa.privateKey)],
    ['another algorithm of signatures', { ...own, alg: 'PS256' }, signed(rsa.privateKey)],
    ['P-384, and ES256', jwkOf(p384.publicKey), signed(p384.privateKey, 'ES256')],
    ['secp256k1, and ES256', jwkOf(k256.publicKey), signed(k256.privateKey, 'ES256')],
    ['a key for agreement', { kty: 'OKP', crv: 'X25519', x: 'AAAA' }, signed(rsa.privateKey)],
    ['another kind of key', { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AAAA' }, signed(rsa.privateKey)],
  ])('%s', async (_what, key, token) => {
    expect(await verify(key, token)).toEqual({ outcome: invalid, told: [] });
  });
});

describe('a key is used', () => {
  const rsa4096 = generateKeyPairSync('rsa', { modulusLength: 4096 });
  const own = jwkOf(rsa.publicKey);
  test.each<[string, object, string]>([
    ['with no more than it needs', own, signed(rsa.privateKey)],
    ['of 4096 bits', jwkOf(rsa4096.publicKey), signed(rsa4096.privateKey)],
    ['to verify with', { ...own, key_ops: ['verify'] }, signed(rsa.privateKey)],
    ['to verify with, among others', { ...own, use: 'sig', key_ops: ['sign', 'verify'] }, signed(rsa.privateKey)],
    ['of its algorithm', { ...own, use: 'sig', alg: 'RS256', x5t: 'AAAA', ext: true }, signed(rsa.privateKey)],
    ['of its curve', jwkOf(ec.publicKey, { use: 'sig', alg: 'ES256' }), signed(ec.privateKey, 'ES256')],
  ])('%s', async (_what, key, token) => {
    expect(await verify(key, token)).toEqual({
      outcome: { token: expect.objectContaining({ issuer: ISSUER }) },
      told: [],
    });
  });
});

describe('keys of the same id', () => {
  const third = generateKeyPairSync('rsa', { modulusLength: 2048 });

  test('are all tried, and each of their tokens is remembered', async () => {
    const { issuers, told } = await issuerWith(jwkOf(rsa.publicKey), jwkOf(ec.publicKey), jwkOf(otherRsa.publicKey));
    for (const token of [signed(rsa.privateKey), signed(otherRsa.privateKey), signed(ec.privateKey, 'ES256')]) {
      expect(await issuers.verify(token)).toHaveProperty('token');
      expect(await issuers.verify(token)).toHaveProperty('token');
    }
    expect(await issuers.verify(signed(third.privateKey))).toEqual(invalid);
    expect(told).toEqual([]);
  });

  test('stand in for each other when one cannot be used', async () => {
    const { issuers } = await issuerWith(rsaJwk(modulus, 1n), jwkOf(otherRsa.publicKey));
    expect(await issuers.verify(signed(otherRsa.privateKey))).toHaveProperty('token');
    expect(await issuers.verify(signed(rsa.privateKey))).toEqual(invalid);
  });

  test('are four at most, so that a forged token is verified four times and no more', async () => {
    const same = jwkOf(rsa.publicKey);
    const { issuers, told } = await issuerWith(same, same, same, same, jwkOf(third.publicKey), jwkOf(third.publicKey));
    expect(await issuers.verify(signed(rsa.privateKey))).toHaveProperty('token');
    expect(await issuers.verify(signed(third.privateKey))).toEqual(invalid);
    expect(told).toEqual([expect.stringContaining('There are more than 4 keys "k1". The rest are not used.')]);
  });

  test('that were taken back are forgotten, one by one', async () => {
    const { issuers, server, refreshLater } = await issuerWith(jwkOf(rsa.publicKey), jwkOf(otherRsa.publicKey));
    const [one, other] = [signed(rsa.privateKey), signed(otherRsa.privateKey)];
    for (const token of [one, other]) expect(await issuers.verify(token)).toHaveProperty('token');
    server.answer({ keys: [jwkOf(otherRsa.publicKey, { kid: 'k1' })] });
    await refreshLater();
    expect(await issuers.verify(one)).toEqual(invalid);
    expect(await issuers.verify(other)).toHaveProperty('token');
  });
});

test('what is wrong with a key is told once, and again when it is something else', async () => {
  const good = { ...jwkOf(rsa.publicKey), kid: 'good' };
  const { issuers, told, server, refreshLater } = await issuerWith(rsaJwk(modulus, 1n), good);
  await issuers.refresh();
  await refreshLater();
  expect(told).toHaveLength(1);
  server.answer({ keys: [{ ...rsaJwk(modulus, 3n), kid: 'k1' }, good] });
  await refreshLater();
  await refreshLater();
  expect(told).toEqual([expect.stringContaining('exponent is 1;'), expect.stringContaining('exponent is 3;')]);
});
