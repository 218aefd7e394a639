import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestClock } from '../support/clock.js';
import { type JwksServer, startJwksServer } from '../support/jwks-server.js';
import { expectAlive, expectAnswer, expectError, login, ME, refresh } from '../support/operations.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';
import { compact, signature } from '../tokens/token-fixture.js';

const clock = createTestClock();
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ISSUER = 'https://idp.test';
let idp: JwksServer;
let server: TestServer;
beforeAll(async () => {
  idp = await startJwksServer({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] });
  const trusted = [{ issuer: ISSUER, audience: 'api', jwksUri: idp.jwksUri }];
  const env = {
    RATE_LIMITS: 'on',
    TRUSTED_PROXIES: 'loopback',
    RATE_LIMIT_BAD_TOKENS: '3/1m',
    TRUSTED_ISSUERS: JSON.stringify(trusted),
  };
  server = await startServer({ clock: clock.now, env });
});
afterAll(async () => {
  await server.close();
  await idp.close();
});

const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
const at = (address: string): Pick<TestServer, 'request'> => ({
  request: (query, options) => server.request(query, { ...options, ...from(address) }),
});
const me = (address: string, token: string) => at(address).request(ME, { token });
const invalid = { code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' };
const limited = { code: 'RATE_LIMITED', retryAfter: 60 };

const sendBad = async (address: string, count: number) => {
  for (let i = 0; i < count; i += 1) expectError(await me(address, `garbage.${i}.sent`), 'me', invalid);
};

test('tokens that do not verify are counted by address, and those behind it who are signed in notice nothing', async () => {
  const address = '192.0.2.1';
  const seen = await server.register('seen@example.com');
  expectAnswer(await me(address, seen.accessToken), 'me');
  const unseen = await server.register('unseen@example.com');
  await sendBad(address, 3);

  expectError(await me(address, 'garbage.4.sent'), 'me', limited);
  expectAnswer(await me(address, seen.accessToken), 'me');
  // Good as it is, it would have to be verified.
  expectError(await me(address, unseen.accessToken), 'me', limited);
  expectAnswer(await me('192.0.2.2', unseen.accessToken), 'me');
  // It has been seen now.
  expectAnswer(await me(address, unseen.accessToken), 'me');

  // What is public goes on, whatever token is beside it.
  const stale = { token: 'garbage.5.sent' };
  expectAnswer(await login(at(address), 'seen@example.com', PASSWORD, stale), 'login');
  expectAnswer(await refresh(at(address), seen.refreshToken, stale), 'refresh');

  clock.advance(60);
  await expectAlive(at(address), await server.register('later@example.com'));
});

test('just below the bound, tokens are verified', async () => {
  const address = '192.0.2.3';
  await sendBad(address, 2);
  await expectAlive(at(address), await server.register('below@example.com'));
});

test('expired tokens do not count', async () => {
  const address = '192.0.2.4';
  const { accessToken } = await server.register('expired@example.com');
  clock.advance(3600);
  for (let i = 0; i < 5; i += 1)
    expectError(await me(address, accessToken), 'me', { code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED' });
  await expectAlive(at(address), await server.register('fresh@example.com'));
});

test('tokens of a trusted issuer count like ours, and one that was verified before is still known', async () => {
  const address = '192.0.2.5';
  const { privateKey: forger } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const tokenOf = (sub: string, key: KeyObject) => {
    const iat = Math.floor(clock.now() / 1000);
    const claims = { iss: ISSUER, aud: 'api', sub, iat, exp: iat + 600 };
    return compact({ alg: 'RS256', typ: 'JWT', kid: 'k1' }, claims, signature('RS256', key));
  };
  // They have no account here, so this is null for a viewer who is known.
  const known = { data: { me: null }, errors: [] };
  const [seen, unseen] = [tokenOf('seen', privateKey), tokenOf('unseen', privateKey)];
  expect(await me(address, seen)).toMatchObject(known);
  for (let i = 0; i < 3; i += 1) expectError(await me(address, tokenOf(`${i}`, forger)), 'me', invalid);

  expectError(await me(address, tokenOf('4', forger)), 'me', limited);
  expectError(await me(address, unseen), 'me', limited);
  expectError(await me(address, 'garbage.5.sent'), 'me', limited);
  expect(await me(address, seen)).toMatchObject(known);
  expect(await me('192.0.2.6', unseen)).toMatchObject(known);
});
