import { createPublicKey, generateKeyPairSync, type JsonWebKey, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeToken } from '../../src/tokens/index.js';
import { createTestClock } from '../support/clock.js';
import type { TestPlace } from '../support/databases.js';
import { createForger, type Forge } from '../support/forger.js';
import { expectAnswer, expectError, ME, takeRequestQueries } from '../support/operations.js';
import { startServer, type TestServer, type Tokens } from '../support/server.js';
import { createServerPlace } from '../support/server-place.js';
import { compact, hmac, signature } from '../tokens/token-fixture.js';

const TTL_SECONDS = 120;
const TOLERANCE_SECONDS = 10;

type Json = Readonly<Record<string, unknown>>;

const clock = createTestClock();
let place: TestPlace;
let server: TestServer;
let tokens: Tokens;
let jwk: JsonWebKey;
/** Of a good token. */
let header: Json;
let claims: Json;
/** Signs with the server's own key, as nobody outside could. */
let sign: Forge;

beforeAll(async () => {
  place = await createServerPlace('SQLite');
  const env = {
    ACCESS_TOKEN_TTL_SECONDS: String(TTL_SECONDS),
    CLOCK_TOLERANCE_SECONDS: String(TOLERANCE_SECONDS),
    TOKEN_ISSUER: 'https://issuer.example.com',
    TOKEN_AUDIENCE: 'https://audience.example.com',
    TOKEN_ALGORITHM: 'RS256',
  };
  server = await startServer({ place, env, clock: clock.now });
  tokens = await server.register('ada@example.com');
  const decoded = decodeToken(tokens.accessToken);
  if ('problem' in decoded) throw new Error(decoded.problem);
  ({ header, payload: claims } = decoded);
  const jwks = await fetch(new URL('/.well-known/jwks.json', server.url));
  ({
    keys: [jwk],
  } = (await jwks.json()) as { keys: [JsonWebKey] });
  sign = await createForger(place);
});
afterAll(async () => {
  await server.close();
  await place.remove();
});

async function expectGood(token: string): Promise<void> {
  expect(expectAnswer(await server.request(ME, { token }), 'me').id).toBe(tokens.userId);
}

async function expectRefused(token: string, reason = 'TOKEN_INVALID'): Promise<void> {
  const response = await server.request(ME, { token });
  expect(response.status).toBe(200);
  expectError(response, 'me', { code: 'UNAUTHENTICATED', reason });
  const { data, errors } = await server.request('{ __typename }', { token });
  expect({ data, errors }).toEqual({ data: { __typename: 'Query' }, errors: [] });
}

const without = (object: Json, name: string): Json =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));

test('a token signed here with the same header and claims is good: what follows fails for its one change', async () => {
  await expectGood(sign(header, claims));
  await expectGood(tokens.accessToken);
});

describe('expiry', () => {
  test('comes TTL and tolerance after the token was issued, and not before', async () => {
    const { accessToken, expiresIn } = await server.login('ada@example.com', 'correct horse battery');
    expect(expiresIn).toBe(TTL_SECONDS);
    clock.advance(TTL_SECONDS + TOLERANCE_SECONDS - 0.001);
    await expectGood(accessToken);
    clock.advance(0.001);
    await expectRefused(accessToken, 'TOKEN_EXPIRED');
    clock.advance(1e6);
    await expectRefused(accessToken, 'TOKEN_EXPIRED');
    clock.advance(-1e6 - TTL_SECONDS - TOLERANCE_SECONDS);
    await expectGood(accessToken);
  });

  test('is said only of a token that is ours: forged and expired is TOKEN_INVALID', async () => {
    const expired = { ...claims, exp: Number(claims.iat) - 3600 };
    await expectRefused(sign(header, expired), 'TOKEN_EXPIRED');
    await expectRefused(compact(header, expired, () => randomBytes(256)));
  });
});

describe('a changed token', () => {
  test('by one bit of any part is refused', async () => {
    const parts = tokens.accessToken.split('.').map((part) => Buffer.from(part, 'base64url'));
    for (const [index, part] of parts.entries()) {
      for (let byte = 0; byte < part.length; byte += 5) {
        const changed = parts.map((other) => Buffer.from(other));
        changed[index]?.writeUInt8(part.readUInt8(byte) ^ (1 << (byte % 8)), byte);
        await expectInvalid(changed.map((bytes) => bytes.toString('base64url')).join('.'));
      }
    }
  });

  const expectInvalid = async (token: string) =>
    expectError(await server.request(ME, { token }), 'me', { code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' });

  test.each<[string, (token: string) => string]>([
    ['padding', (token) => `${token}==`],
    ['a fourth part', (token) => `${token}.`],
    ['no signature', (token) => token.replace(/[^.]+$/, '')],
    ['no signature and no dot', (token) => token.replace(/\.[^.]+$/, '')],
    ['half a signature', (token) => token.slice(0, -171)],
    ['another spelling of its last letter', (token) => token.slice(0, -1) + nextLetter(token.slice(-1))],
    ['the standard alphabet', (token) => token.replaceAll('_', '/').replaceAll('-', '+')],
    ['its parts in another order', (token) => token.split('.').reverse().join('.')],
    ['other roles in the payload', (token) => token.replace(/\.[^.]+\./, `.${encodedAdmin()}.`)],
  ])('%s', async (_what, change) => {
    const changed = change(tokens.accessToken);
    expect(changed).not.toBe(tokens.accessToken);
    await expectRefused(changed);
  });

  const nextLetter = (letter: string) => String.fromCharCode(letter.charCodeAt(0) + 1);
  const encodedAdmin = () => Buffer.from(JSON.stringify({ ...claims, roles: ['ADMIN'] })).toString('base64url');
});

describe('a token signed by somebody else', () => {
  test('with a key of his own, under our kid or his', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const forge = (head: Json) => compact(head, claims, signature('RS256', privateKey));
    await expectRefused(forge(header));
    await expectRefused(forge({ ...header, kid: 'his' }));
    const his = createPublicKey(privateKey).export({ format: 'jwk' });
    await expectRefused(forge({ ...header, jwk: his }));
    await expectRefused(forge({ ...header, kid: 'his', jku: 'https://attacker.example.com/jwks.json' }));
    await expectRefused(forge({ ...header, x5u: 'https://attacker.example.com/cert.pem' }));
  });

  test.each(['none', 'None', 'NONE', 'nOnE', 'none ', '', null, 0, ['none']])('with alg %j', async (alg) => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('x')]) {
      await expectRefused(compact({ ...header, alg }, claims, () => bytes));
    }
    await expectRefused(sign({ ...header, alg }, claims));
  });

  test('with HS256 over our public key, in any form of it', async () => {
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
    const forms = [
      publicKey.export({ type: 'spki', format: 'pem' }),
      publicKey.export({ type: 'spki', format: 'der' }),
      publicKey.export({ type: 'pkcs1', format: 'pem' }),
      JSON.stringify(jwk),
      jwk.n ?? '',
      '',
    ];
    for (const form of forms) {
      await expectRefused(compact({ ...header, alg: 'HS256' }, claims, hmac(form)));
      await expectRefused(compact(header, claims, hmac(form)));
    }
  });

  test.each(['RS384', 'RS512', 'PS256', 'ES256', 'HS256', 'EdDSA', 'rs256'])(
    'with our key, but alg %s',
    async (alg) => {
      await expectRefused(sign({ ...header, alg }, claims));
    },
  );
});

describe('a header that is not ours, though our key signed it', () => {
  test.each([
    ['unknown', 'nobody'],
    ['empty', ''],
    ['a name of every object', '__proto__'],
    ['another one', 'constructor'],
    ['a path', '../../../../dev/null'],
    ['SQL', "' union select 'x"],
    ['a number', 1],
    ['null', null],
    ['an array', ['kid']],
    ['huge', 'k'.repeat(5000)],
    ['U+0000', '\u0000'],
  ])('kid: %s', async (_what, kid) => {
    await expectRefused(sign({ ...header, kid }, claims));
  });

  test('no kid at all, or our kid in other case or with a space', async () => {
    await expectRefused(sign(without(header, 'kid'), claims));
    await expectRefused(sign({ ...header, kid: String(header.kid).toUpperCase() }, claims));
    await expectRefused(sign({ ...header, kid: `${header.kid} ` }, claims));
  });

  test.each(['JWT', 'at+JWT', 'application/at+jwt', 'refresh+jwt', '', null, undefined])('typ: %j', async (typ) => {
    await expectRefused(sign({ ...header, typ }, claims));
  });

  test.each([
    ['crit', ['exp']],
    ['crit', []],
    ['jwk', {}],
    ['jku', 'x'],
    ['x5u', 'x'],
    ['x5c', []],
    ['b64', false],
  ])('%s: %j', async (name, value) => {
    await expectRefused(sign({ ...header, [name]: value }, claims));
  });
});

describe('claims that are not ours, though our key signed them', () => {
  test.each(['iss', 'aud', 'sub', 'exp', 'iat', 'jti', 'sid', 'ver'])('no %s', async (name) => {
    await expectRefused(sign(header, without(claims, name)));
    await expectRefused(sign(header, { ...claims, [name]: null }));
  });

  test.each<[string, unknown]>([
    ['iss', 'https://attacker.example.com'],
    ['iss', 'https://issuer.example.com/'],
    ['iss', 'https://api.example.com'],
    ['iss', ['https://issuer.example.com']],
    ['aud', 'https://other.example.com'],
    ['aud', 'https://api.example.com'],
    ['aud', []],
    ['aud', ''],
    ['sub', ''],
    ['sub', 5],
    ['sub', { toString: 'x' }],
    ['exp', '9999999999'],
    ['exp', 1e300],
    ['exp', -1],
    ['exp', {}],
    ['iat', 9_999_999_999],
    ['nbf', 9_999_999_999],
    ['nbf', 'now'],
    ['ver', 'x'],
    ['ver', 1.5],
  ])('%s: %j', async (name, value) => {
    await expectRefused(sign(header, { ...claims, [name]: value }));
  });

  test.each<[string, unknown]>([
    ['unknown roles', ['OWNER', 'admin', '__proto__', 'constructor']],
    ['no list', 'ADMIN'],
    ['an object', { 0: 'ADMIN', length: 1 }],
    ['no strings', [['ADMIN'], { ADMIN: true }, 1]],
    ['none', undefined],
  ])('roles: %s grant nothing', async (_what, roles) => {
    const token = sign(header, { ...claims, roles });
    await expectGood(token);
    expectError(await server.request('{ users { edges { cursor } } }', { token }), 'users', { code: 'FORBIDDEN' });
  });
});

test('a refresh token is no access token', async () => {
  await expectRefused(tokens.refreshToken);
});

test('a token of another server is none of ours', async () => {
  const other = await startServer({ clock: clock.now });
  try {
    const { accessToken } = await other.register('ada@example.com');
    await expectRefused(accessToken);
    const response = await other.request(ME, { token: tokens.accessToken });
    expectError(response, 'me', { code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' });
  } finally {
    await other.close();
  }
});

test('nothing of this asked the database, or was an error in the log', async () => {
  server.takeQueries();
  await expectRefused(sign({ ...header, kid: 'nobody' }, claims));
  expect(takeRequestQueries(server)).toEqual([]);
  expect(server.logged.filter(({ level }) => Number(level) >= 40)).toEqual([]);
});
