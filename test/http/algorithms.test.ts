import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { expectAlive, expectAnswer, expectRevoked, logout, refresh } from '../support/operations.js';
import { ADMIN, startServer, type TestServer } from '../support/server.js';

const ISSUER = 'https://api.example.com';
const SECRET = 'Zq7!m2Xv9#Lp4$Rt8&Wn3*Ks6@Hd1^Gf';

describe.each([
  ['RS256', {}],
  ['PS256', {}],
  ['ES256', {}],
  ['EdDSA', {}],
  ['HS256', {}],
  ['HS256', { TOKEN_SECRET: SECRET }],
])('with TOKEN_ALGORITHM=%s and %j', (algorithm, env: Readonly<Record<string, string>>) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ env: { TOKEN_ALGORITHM: algorithm, ...env } });
  });
  afterAll(() => server.close());

  test('one signs in, asks, refreshes and leaves', async () => {
    const first = await server.login(ADMIN.email, ADMIN.password);
    expect(decodeProtectedHeader(first.accessToken)).toEqual({
      alg: algorithm,
      typ: 'at+jwt',
      kid: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    await expectAlive(server, first);
    const next = expectAnswer(await refresh(server, first.refreshToken), 'refresh');
    await expectAlive(server, next);
    expect((await logout(server, next.refreshToken)).data).toEqual({ logout: true });
    await expectRevoked(server, next);
  });

  const verify = async (token: string) => {
    const options = { issuer: ISSUER, audience: ISSUER, typ: 'at+jwt', algorithms: [algorithm] };
    if ('TOKEN_SECRET' in env) return jwtVerify(token, Buffer.from(SECRET), options);
    return jwtVerify(token, createRemoteJWKSet(new URL('/.well-known/jwks.json', server.url)), options);
  };

  if (algorithm === 'HS256' && !('TOKEN_SECRET' in env)) {
    test('nobody else can verify a token', async () => {
      const { accessToken } = await server.login(ADMIN.email, ADMIN.password);
      await expect(verify(accessToken)).rejects.toMatchObject({ code: 'ERR_JOSE_NOT_SUPPORTED' });
    });
  } else {
    test('somebody else can verify a token, and refuse a changed one', async () => {
      const { accessToken, userId, sessionId } = await server.login(ADMIN.email, ADMIN.password);
      const { payload } = await verify(accessToken);
      const now = Math.floor(Date.now() / 1000);
      expect(payload).toEqual({
        iss: ISSUER,
        aud: ISSUER,
        sub: userId,
        sid: sessionId,
        ver: 1,
        roles: ['ADMIN'],
        scope: '',
        jti: expect.stringMatching(/^[0-9a-f]{32}$/),
        iat: expect.any(Number),
        exp: Number(payload.iat) + 600,
      });
      expect(Math.abs(Number(payload.iat) - now)).toBeLessThan(5);
      const changed = accessToken.replace(/\.[^.]+\./, (part) => part.replace(/.{4}\.$/, 'AAAA.'));
      await expect(verify(changed)).rejects.toMatchObject({ code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
    });
  }

  test('the JWK Set holds the public key and nothing secret', async () => {
    const response = await fetch(new URL('/.well-known/jwks.json', server.url));
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    const { keys } = (await response.json()) as { keys: Record<string, unknown>[] };
    const common = ['alg', 'kid', 'kty', 'use'];
    const members = { RS256: ['e', 'n'], PS256: ['e', 'n'], ES256: ['crv', 'x', 'y'], EdDSA: ['crv', 'x'] }[algorithm];
    expect(keys.map((key) => Object.keys(key).toSorted())).toEqual(members ? [[...common, ...members].toSorted()] : []);
    expect(keys.map(({ alg, use }) => ({ alg, use }))).toEqual(members ? [{ alg: algorithm, use: 'sig' }] : []);
  });
});
