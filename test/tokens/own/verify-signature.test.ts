import { constants, createHash, sign } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Algorithm, algorithms } from '../../../src/tokens/index.js';
import { isSoak } from '../../support/rounds.js';
import {
  compact,
  createScene,
  encode,
  expectRefusal,
  goodClaims,
  hmac,
  type Scene,
  signature,
} from '../token-fixture.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const NAMES_OF_NONE = ['none', 'None', 'NONE', 'nOnE', 'none ', 'ＮＯＮＥ', ''];

describe.each(algorithms)('%s', (algorithm) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await createScene(algorithm);
  });

  const isAccepted = (token: string) => 'token' in scene.verify(token);
  const expectInvalid = (token: string) => expectRefusal(scene.verify(token), 'TOKEN_INVALID', token);
  const signed = () => {
    const token = scene.issue();
    const end = token.lastIndexOf('.') + 1;
    return { token, input: token.slice(0, end - 1), bytes: Buffer.from(token.slice(end), 'base64url') };
  };

  test('no bit of any segment can be changed', () => {
    const token = scene.issue();
    const flips = [...token].flatMap((character, at) => {
      const value = ALPHABET.indexOf(character);
      const others = value < 0 ? [] : [1, 2, 4, 8, 16, 32].map((bit) => ALPHABET[value ^ bit]);
      return others.map((other) => `${token.slice(0, at)}${other}${token.slice(at + 1)}`);
    });
    expect(flips.length).toBeGreaterThan(1500);
    // Five and the six bits of a character have no common divisor, so each of the six is among them.
    expect(flips.filter((_, index) => isSoak || index % 5 === 0).filter(isAccepted)).toEqual([]);
    for (const flip of flips.filter((_, index) => index % 97 === 0)) expectInvalid(flip);
  });

  test('the last character of the signature has one spelling, though its last bits are not used', () => {
    const token = scene.issue();
    const spellings = [...ALPHABET].map((last) => token.slice(0, -1) + last);
    const bytes = (text: string) => Buffer.from(text.slice(text.lastIndexOf('.') + 1), 'base64url').toString('hex');
    const sameBytes = spellings.filter((other) => bytes(other) === bytes(token));
    expect(sameBytes.length).toBeGreaterThan(1);
    expect(spellings.filter(isAccepted)).toEqual([token]);
  });

  test.each(NAMES_OF_NONE)('alg %j is refused with no signature, a junk one and a true one', (alg) => {
    const input = `${encode({ ...scene.header, alg })}.${encode(goodClaims)}`;
    for (const token of [`${input}.`, `${input}.AAAA`, input, scene.forge({ ...scene.header, alg })]) {
      expectInvalid(token);
    }
  });

  test('no signature, half of one, and one with a byte more', () => {
    const { input, bytes } = signed();
    const half = bytes.subarray(0, bytes.length / 2);
    for (const other of [Buffer.alloc(0), half, Buffer.concat([bytes, bytes.subarray(0, 1)])]) {
      expectInvalid(`${input}.${other.toString('base64url')}`);
    }
    expectInvalid(`${input}.${Buffer.concat([Buffer.alloc(1), bytes]).toString('base64url')}`);
    expect(isAccepted(`${input}.${bytes.toString('base64url')}`)).toBe(true);
  });

  test('a signature of zeros, of ones, and the hash itself', () => {
    const { input, bytes } = signed();
    const hash = createHash('sha256').update(input).digest();
    for (const other of [Buffer.alloc(bytes.length), Buffer.alloc(bytes.length, 255), hash]) {
      expectInvalid(`${input}.${other.toString('base64url')}`);
    }
  });

  test('the signature of another of our tokens', () => {
    const [first, second] = [signed(), signed()];
    expectInvalid(`${first.input}.${second.bytes.toString('base64url')}`);
  });

  test("the attacker's key under our kid", async () => {
    const attacker = await createScene(algorithm);
    expectInvalid(attacker.forge(scene.header));
  });

  test.each([
    'RS256',
    'RS384',
    'RS512',
    'PS256',
    'PS384',
    'ES256',
    'ES384',
    'EdDSA',
    'HS256',
    'HS384',
    'HS512',
    'A128GCM',
    'dir',
    algorithm.toLowerCase(),
    [algorithm],
    1,
    null,
    undefined,
  ])('an alg of %j is not believed', (alg) => {
    const token = scene.forge({ ...scene.header, alg });
    if (alg === algorithm) return expect(isAccepted(token)).toBe(true);
    expectInvalid(token);
    // Refused for that, before any cryptography is done with it.
    expect(scene.verify(token)).toHaveProperty('refusal.detail', "The header's alg is not the algorithm of its key.");
  });
});

describe.each(['RS256', 'PS256', 'ES256'] as const)('HS256 with the public key of %s as its secret', (algorithm) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await createScene(algorithm);
  });

  const secrets: Readonly<Record<string, () => string | Buffer>> = {
    PEM: () => scene.key.publicKey.export({ type: 'spki', format: 'pem' }),
    'PEM without its last newline': () => scene.key.publicKey.export({ type: 'spki', format: 'pem' }).toString().trim(),
    'PEM with CRLF': () =>
      scene.key.publicKey.export({ type: 'spki', format: 'pem' }).toString().replaceAll('\n', '\r\n'),
    DER: () => scene.key.publicKey.export({ type: 'spki', format: 'der' }),
    'its JWK': () => JSON.stringify(scene.key.publicKey.export({ format: 'jwk' })),
    'the published JWK': () => JSON.stringify(scene.keys.jwks().keys[0]),
    'the published JWKS': () => JSON.stringify(scene.keys.jwks()),
    'its kid': () => scene.key.kid,
    nothing: () => '',
  };

  test.each(Object.keys(secrets))('%s', (name) => {
    const secret = secrets[name]?.() ?? '';
    for (const alg of ['HS256', algorithm]) {
      const token = compact({ ...scene.header, alg }, goodClaims, hmac(secret));
      expectRefusal(scene.verify(token), 'TOKEN_INVALID', token);
    }
  });
});

describe('one RSA key has one padding', () => {
  test.each<[Algorithm, Algorithm]>([
    ['RS256', 'PS256'],
    ['PS256', 'RS256'],
  ])('a key of %s does not verify %s', async (algorithm, other) => {
    const scene = await createScene(algorithm);
    const signOther = signature(other, scene.key.privateKey);
    for (const alg of [other, algorithm]) {
      const token = compact({ ...scene.header, alg }, goodClaims, signOther);
      expectRefusal(scene.verify(token), 'TOKEN_INVALID', token);
    }
  });
});

test('ES256 in DER, as OpenSSL writes it, is no JWS signature (RFC 7518 §3.4)', async () => {
  const { header, key, verify } = await createScene('ES256');
  const token = compact(header, goodClaims, (input) => sign('sha256', Buffer.from(input), key.privateKey));
  expectRefusal(verify(token), 'TOKEN_INVALID', token);
});

test.each(['sha1', 'sha384', 'sha512'])('RS256 with %s', async (hash) => {
  const { header, key, verify } = await createScene('RS256');
  const padding = constants.RSA_PKCS1_PADDING;
  const token = compact(header, goodClaims, (input) =>
    sign(hash, Buffer.from(input), { key: key.privateKey, padding }),
  );
  expectRefusal(verify(token), 'TOKEN_INVALID', token);
});

test.each(['sha1', 'sha384', 'sha512'])('HS256 with %s and our own secret', async (hash) => {
  const { header, key, verify } = await createScene('HS256');
  const token = compact(header, goodClaims, hmac(key.privateKey.export(), hash));
  expectRefusal(verify(token), 'TOKEN_INVALID', token);
});
