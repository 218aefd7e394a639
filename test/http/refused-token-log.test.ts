import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { createTestClock } from '../support/clock.js';
import { type JwksServer, startJwksServer } from '../support/jwks-server.js';
import { rawPost, sendRaw } from '../support/raw-http.js';
import { startServer, type TestServer } from '../support/server.js';
import { compact, signature } from '../tokens/token-fixture.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ISSUER = 'https://login.test/{tenantid}';
const AUDIENCE = 'https://api.example.com';

let idp: JwksServer;
let server: TestServer;
beforeAll(async () => {
  idp = await startJwksServer({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] });
});
afterAll(() => idp.close());
beforeEach(async () => {
  const trusted = [{ issuer: ISSUER, tenants: 'any', audience: AUDIENCE, jwksUri: idp.jwksUri }];
  server = await startServer({ env: { TRUSTED_ISSUERS: JSON.stringify(trusted) }, logLevel: 'info' });
});
afterEach(() => server.close());

const HEADER = { alg: 'RS256', typ: 'JWT', kid: 'k1' };

function tokenOf(more: object = {}, header: object = HEADER): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: 'https://login.test/t1',
    tid: 't1',
    sub: 'ada',
    aud: AUDIENCE,
    iat: now,
    exp: now + 60,
    ...more,
  };
  return compact(header, claims, signature('RS256', privateKey));
}

async function send(token: string): Promise<unknown> {
  const { data, errors } = await server.request('{ me { id } }', { token });
  return errors[0]?.extensions.reason ?? data;
}

const lines = () => server.logged.filter(({ msg }) => msg === 'an access token was refused');
const told = () => lines().map(({ reason, why, iss, kid, alg, typ }) => ({ reason, why, iss, kid, alg, typ }));
const line = (why: string, more: object = {}) => ({
  reason: 'TOKEN_INVALID',
  why,
  iss: 'https://login.test/t1',
  kid: 'k1',
  alg: 'RS256',
  typ: 'JWT',
  ...more,
});

test('why a token was refused is a line at info, and has no claim but its issuer', async () => {
  expect(await send(tokenOf())).toEqual({ me: null });
  expect(lines()).toEqual([]);
  const bad = tokenOf({ aud: 'https://secret-audience.test', email: 'ada@example.com' });
  expect(await send(bad)).toBe('TOKEN_INVALID');
  expect(told()).toEqual([line(`aud is not ${AUDIENCE}.`)]);
  const [written] = lines();
  expect(Object.keys(written ?? {}).sort()).toEqual(
    ['alg', 'hostname', 'iss', 'kid', 'level', 'msg', 'part', 'pid', 'reason', 'request', 'time', 'typ', 'why'].sort(),
  );
  expect(written?.level).toBe(30);
  for (const secret of ['secret-audience', 'ada', ...bad.split('.')])
    expect(JSON.stringify(written)).not.toContain(secret);
});

test('each reason is told once in a minute for one issuer, whatever its tenants are', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'Date', 'performance'] });
  try {
    for (let time = 0; time < 2; time += 1) {
      await send(tokenOf({ aud: 'other' }));
      await send(tokenOf({ aud: 'another', iss: 'https://login.test/t2', tid: 't2' }));
      await send(tokenOf({ exp: 1, iat: 0 }));
      await send(tokenOf({ sub: undefined }));
    }
    const all = [
      line(`aud is not ${AUDIENCE}.`),
      line('The token has expired.', { reason: 'TOKEN_EXPIRED' }),
      line('sub is missing.'),
    ];
    expect(told()).toEqual(all);
    await jest.advanceTimersByTimeAsync(60_000);
    await send(tokenOf({ aud: 'other' }));
    expect(told()).toEqual([...all, line(`aud is not ${AUDIENCE}.`)]);
  } finally {
    jest.useRealTimers();
  }
});

test('issuers that nobody trusts share their lines, and what names them is cut short', async () => {
  for (let at = 0; at < 50; at += 1) {
    await send(
      tokenOf({ iss: `https://evil.test/${at}/${'x'.repeat(500)}` }, { ...HEADER, kid: `${'k'.repeat(500)}${at}` }),
    );
  }
  expect(told()).toEqual([
    line('iss is neither this server nor a trusted issuer.', {
      iss: expect.stringMatching(/^https:\/\/evil\.test\/0\/x{180}/),
      kid: 'k'.repeat(200),
    }),
  ]);
  expect(String(lines()[0]?.iss)).toHaveLength(200);
});

test('a token of this server is told of too, and what is no token at all', async () => {
  const { accessToken } = await server.register('ada@example.com');
  const [header, payload] = accessToken.split('.');
  expect(await send(`${header}.${payload}.AAAA`)).toBe('TOKEN_INVALID');
  expect(await send('nonsense')).toBe('TOKEN_INVALID');
  await sendRaw(server.port, rawPost([`authorization: JWT ${accessToken}`], '{"query":"{ me { id } }"}'));
  expect(told()).toEqual([
    line('The signature was not made with the key that kid names.', {
      iss: 'https://api.example.com',
      kid: expect.any(String),
      alg: 'ES256',
      typ: 'at+jwt',
    }),
    { reason: 'TOKEN_INVALID', why: 'The token does not have the three parts of a JWT.' },
    { reason: 'SCHEME_NOT_BEARER', why: 'The token has a scheme other than Bearer, or none.' },
  ]);
});

test('tokens of this server that have expired are told of once, whenever each of them did', async () => {
  const clock = createTestClock();
  const own = await startServer({ clock: clock.now, logLevel: 'info' });
  try {
    const first = await own.register('ada@example.com');
    clock.advance(1);
    const second = await own.register('bob@example.com');
    clock.advance(3600);
    for (const { accessToken: token } of [first, second]) await own.request('{ me { id } }', { token });
    const all = own.logged.filter(({ msg }) => msg === 'an access token was refused');
    expect(all.map(({ reason, why }) => [reason, why])).toEqual([
      ['TOKEN_EXPIRED', expect.stringMatching(/^The token expired at /)],
    ]);
  } finally {
    await own.close();
  }
});

test('of very many a minute no more is looked at, until the minute is over', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'Date', 'performance'] });
  try {
    for (let at = 0; at < 102; at += 1) await send('nonsense');
    await send(tokenOf({ sub: undefined }));
    expect(told().map(({ why }) => why)).toEqual(['The token does not have the three parts of a JWT.']);
    await jest.advanceTimersByTimeAsync(60_000);
    await send(tokenOf({ sub: undefined }));
    expect(told().map(({ why }) => why)).toContain('sub is missing.');
  } finally {
    jest.useRealTimers();
  }
});

test('tokens=debug tells of each token: of one that is refused each time, of one that is accepted once', async () => {
  const own = await startServer({ env: { LOG_LEVEL: 'tokens=debug' }, logLevel: 'info' });
  try {
    const { accessToken, sessionId, userId } = await own.register('ada@example.com');
    for (let time = 0; time < 2; time += 1) {
      await own.request('{ me { id } }', { token: accessToken });
      await own.request('{ me { id } }', { token: 'nonsense' });
    }
    const lines = own.logged.filter(({ part, level }) => part === 'tokens' && Number(level) <= 30);
    expect(lines.map(({ msg }) => msg)).toEqual([
      'an access token was accepted',
      'an access token was refused',
      'an access token was refused',
    ]);
    expect(lines[0]).toMatchObject({ level: 20, iss: AUDIENCE, sid: sessionId, roles: ['USER'] });
    expect(JSON.stringify(lines)).not.toMatch(new RegExp(`${userId}|${accessToken.split('.').slice(1).join('|')}`));
    expect(own.logged.filter(({ sql }) => sql !== undefined)).toEqual([]);
  } finally {
    await own.close();
  }
});

test('no request without a token is told of', async () => {
  await server.request('{ me { id } }');
  await sendRaw(server.port, rawPost(['authorization: Basic cm9vdDpyb290'], '{"query":"{ me { id } }"}'));
  expect(lines()).toEqual([]);
});
