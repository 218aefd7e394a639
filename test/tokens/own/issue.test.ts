import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { algorithms, createTokenIssuer, type TokenIssuer } from '../../../src/tokens/index.js';
import {
  AUDIENCE,
  clock,
  createKeys,
  ISSUER,
  keyOptions,
  LIFETIME_SECONDS,
  NOW_SECONDS,
  startKeys,
  subject,
} from '../token-fixture.js';

const names = { issuer: ISSUER, audience: AUDIENCE, clock };
const expected = { issuer: ISSUER, audience: AUDIENCE, typ: 'at+jwt', currentDate: new Date(NOW_SECONDS * 1000) };

describe.each(algorithms)('%s', (algorithm) => {
  async function setUp() {
    const { ring: keys } = await startKeys(keyOptions(algorithm));
    return { keys, issuer: createTokenIssuer({ ...names, keys, randomBytes }) };
  }

  test('header and claims are exactly these', async () => {
    const { keys, issuer } = await setUp();
    const token = issuer.issue(subject, LIFETIME_SECONDS);
    expect(decodeProtectedHeader(token)).toEqual({ alg: algorithm, typ: 'at+jwt', kid: keys.signingKey().kid });
    expect(decodeJwt(token)).toEqual({
      iss: ISSUER,
      sub: 'user-1',
      aud: AUDIENCE,
      iat: NOW_SECONDS,
      exp: NOW_SECONDS + LIFETIME_SECONDS,
      jti: expect.stringMatching(/^[0-9a-f]{32}$/),
      sid: 'session-1',
      ver: 3,
      roles: ['ADMIN', 'EDITOR'],
      scope: 'read:posts write:posts',
    });
  });

  test('jose verifies it with the public keys, or with the secret', async () => {
    const { keys, issuer } = await setUp();
    const token = issuer.issue(subject, LIFETIME_SECONDS);
    const options = { ...expected, algorithms: [algorithm] };
    const { payload } =
      algorithm === 'HS256'
        ? await jwtVerify(token, keys.signingKey().privateKey.export(), options)
        : await jwtVerify(token, createLocalJWKSet({ keys: keys.jwks().keys.map(withType) }), options);
    expect(payload).toMatchObject({ sub: 'user-1', sid: 'session-1', ver: 3 });
  });
});

describe('an issuer', () => {
  async function createIssuer(changes: Partial<Parameters<typeof createTokenIssuer>[0]> = {}): Promise<TokenIssuer> {
    const { ring: keys } = await startKeys(keyOptions('HS256'));
    return createTokenIssuer({ ...names, keys, randomBytes, ...changes });
  }

  test('gives every token an id of its own', async () => {
    const issuer = await createIssuer();
    const ids = Array.from({ length: 1000 }, () => decodeJwt(issuer.issue(subject, LIFETIME_SECONDS)).jti);
    expect(new Set(ids).size).toBe(1000);
  });

  test('takes the id from randomBytes and the time from clock, both without a fraction', async () => {
    const issuer = await createIssuer({
      clock: () => NOW_SECONDS * 1000 + 999,
      randomBytes: (size) => Buffer.alloc(size, 1),
    });
    const claims = decodeJwt(issuer.issue(subject, 1));
    expect(claims).toMatchObject({ iat: NOW_SECONDS, exp: NOW_SECONDS + 1, jti: '01'.repeat(16) });
  });

  test('writes no roles and no scopes as an empty list and an empty text', async () => {
    const issuer = await createIssuer();
    const claims = decodeJwt(issuer.issue({ ...subject, roles: [], scopes: [] }, LIFETIME_SECONDS));
    expect(claims).toMatchObject({ roles: [], scope: '' });
  });

  test('does not change what it is given', async () => {
    const issuer = await createIssuer();
    const frozen = Object.freeze({ ...subject, roles: Object.freeze(['ADMIN']), scopes: Object.freeze(['read']) });
    expect(() => issuer.issue(frozen, LIFETIME_SECONDS)).not.toThrow();
  });

  test('signs with the key of the moment', async () => {
    const [hs256, es256] = [await startKeys(keyOptions('HS256')), await startKeys(keyOptions('ES256'))];
    let current = hs256.ring;
    const issuer = await createIssuer({ keys: { signingKey: () => current.signingKey() } });
    expect(decodeProtectedHeader(issuer.issue(subject, 60))).toMatchObject({ alg: 'HS256' });
    current = es256.ring;
    expect(decodeProtectedHeader(issuer.issue(subject, 60))).toMatchObject({ alg: 'ES256' });
  });

  test('throws a TypeError before the keys are loaded', () => {
    const issuer = createTokenIssuer({ ...names, keys: createKeys(keyOptions('HS256')).ring, randomBytes });
    expect(() => issuer.issue(subject, LIFETIME_SECONDS)).toThrow(TypeError);
  });

  test('is frozen', async () => {
    expect(Object.isFrozen(await createIssuer())).toBe(true);
  });
});

/** jose wants `kty`, which node types as optional. */
function withType<T extends { kty?: string }>(jwk: T): T & { kty: string } {
  if (jwk.kty === undefined) throw new TypeError('A JWK without kty.');
  return { ...jwk, kty: jwk.kty };
}
