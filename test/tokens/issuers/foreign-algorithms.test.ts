import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createTrustedIssuers } from '../../../src/tokens/index.js';
import { foreignAlgorithms } from '../../../src/tokens/jws/algorithms.js';
import { type JwksServer, startJwksServer } from '../../support/jwks-server.js';
import { AUDIENCE, ISSUER, NOW } from './issuer-cases.js';

const servers: JwksServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

type Foreign = Exclude<(typeof foreignAlgorithms)[number], 'HS256'>;
const all = foreignAlgorithms.filter((algorithm): algorithm is Foreign => algorithm !== 'HS256');

const claims = { iss: ISSUER, sub: '42', aud: AUDIENCE, iat: NOW, exp: NOW + 600 };
const signWith = (alg: string, key: CryptoKey | KeyObject) =>
  new SignJWT(claims).setProtectedHeader({ alg, typ: 'at+jwt', kid: 'k1' }).sign(key);

async function issuerWith(jwk: object, algorithms: readonly Foreign[]) {
  const server = await startJwksServer({ keys: [{ ...jwk, kid: 'k1' }] });
  servers.push(server);
  const issuer = { issuer: ISSUER, audience: AUDIENCE, jwksUri: server.jwksUri, algorithms };
  return createTrustedIssuers({ issuers: [issuer], clock: () => NOW * 1000 });
}

describe.each(all)('a token that jose has signed with %s', (algorithm) => {
  test('is accepted, and not with the key of somebody else, nor changed', async () => {
    const own = await generateKeyPair(algorithm, { extractable: true });
    const other = await generateKeyPair(algorithm);
    const issuers = await issuerWith(await exportJWK(own.publicKey), [algorithm]);
    const token = await signWith(algorithm, own.privateKey);
    expect(await issuers.verify(token)).toMatchObject({ token: { subject: `${ISSUER}|42` } });
    for (const bad of [
      await signWith(algorithm, other.privateKey),
      `${token.slice(0, -20)}${token.at(-20) === 'A' ? 'B' : 'A'}${token.slice(-19)}`,
      `${token.slice(0, token.lastIndexOf('.') + 1)}AAAA`,
    ])
      expect(await issuers.verify(bad)).toMatchObject({ refusal: { reason: 'TOKEN_INVALID' } });
  });

  test('is refused where the issuer has other algorithms', async () => {
    const own = await generateKeyPair(algorithm, { extractable: true });
    const others = all.filter((other) => other !== algorithm);
    const issuers = await issuerWith(await exportJWK(own.publicKey), others);
    expect(await issuers.verify(await signWith(algorithm, own.privateKey))).toEqual({
      refusal: { reason: 'TOKEN_INVALID', detail: expect.stringMatching(/^The header's alg is not /) },
    });
  });
});

test('Ed25519 and EdDSA are two names of a key, unless it says which it is for', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const jwk = publicKey.export({ format: 'jwk' });
  const tokens = [await signWith('EdDSA', privateKey), await signWith('Ed25519', privateKey)];
  const outcomes = async (alg?: string) => {
    const issuers = await issuerWith({ ...jwk, alg }, ['EdDSA', 'Ed25519']);
    return Promise.all(tokens.map(async (token) => 'token' in (await issuers.verify(token))));
  };
  expect(await outcomes()).toEqual([true, true]);
  expect(await outcomes('EdDSA')).toEqual([true, false]);
  expect(await outcomes('Ed25519')).toEqual([false, true]);
});

test('a key of Ed448 or X25519 verifies nothing, and its set has no key', async () => {
  for (const type of ['ed448', 'x25519'] as const) {
    const { publicKey } = type === 'ed448' ? generateKeyPairSync('ed448') : generateKeyPairSync('x25519');
    const { privateKey } = generateKeyPairSync('ed25519');
    const issuers = await issuerWith(publicKey.export({ format: 'jwk' }), ['EdDSA', 'Ed25519']);
    expect(await issuers.verify(await signWith('EdDSA', privateKey))).toHaveProperty('unavailable');
  }
});
