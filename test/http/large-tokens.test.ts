import { generateKeyPairSync } from 'node:crypto';
import { maxHeaderSize } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type JwksServer, startJwksServer } from '../support/jwks-server.js';
import { rawPost, sendRaw } from '../support/raw-http.js';
import { startServer, type TestServer } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';
import { compact, signature } from '../tokens/token-fixture.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ISSUER = 'https://large.test';
const AUDIENCE = 'https://api.example.com';
const QUERY = JSON.stringify({ query: '{ who }' });

const module = createTestModule({
  sdl: 'extend type Query { who: String @auth }',
  resolvers: { Query: { who: (_root, _args, { viewer }) => viewer.subject } },
});

/** A token with so many groups that it has about this length. */
function tokenOf(length: number): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: ISSUER, sub: '42', aud: AUDIENCE, iat: now, exp: now + 60 };
  const sign = (groups: string) =>
    compact({ alg: 'RS256', typ: 'JWT', kid: 'k1' }, { ...claims, groups }, signature('RS256', privateKey));
  return sign('x'.repeat(Math.floor(((length - sign('').length) * 3) / 4) - 2));
}

let idp: JwksServer;
beforeAll(async () => {
  idp = await startJwksServer({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] });
});
afterAll(() => idp.close());

const startWith = (maxBytes?: number) =>
  startServer({
    modules: [module],
    env: { TRUSTED_ISSUERS: JSON.stringify([{ issuer: ISSUER, audience: AUDIENCE, jwksUri: idp.jwksUri, maxBytes }]) },
  });
const ask = async (server: TestServer, token: string, ...more: readonly string[]) => {
  const { status, body } = await sendRaw(server.port, rawPost([`authorization: Bearer ${token}`, ...more], QUERY));
  return { status, ...JSON.parse(body) };
};
const said = (server: TestServer) => server.logged.filter(({ maxHeaderBytes }) => maxHeaderBytes !== undefined);

describe('an issuer with maxBytes of 16,384', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startWith(16_384);
  });
  afterAll(() => server.close());

  test('has a token of that size accepted, beside the headers that others have', async () => {
    const token = tokenOf(16_380);
    expect(token.length).toBeGreaterThan(16_300);
    const cookie = `cookie: a=${'y'.repeat(7000)}`;
    expect(await ask(server, token, cookie)).toEqual({ status: 200, data: { who: `${ISSUER}|42` } });
  });

  test('has a larger one refused, and headers that are larger than that', async () => {
    expect(await ask(server, tokenOf(16_440))).toMatchObject({
      status: 200,
      data: { who: null },
      errors: [{ path: ['who'], extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' } }],
    });
    expect(await ask(server, tokenOf(maxHeaderSize + 8192))).toMatchObject({
      status: 431,
      errors: [{ message: 'The headers are too large.', extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  test('has the larger headers told at the start', () => {
    expect(said(server)).toMatchObject([{ level: 30, maxHeaderBytes: maxHeaderSize + 8192 }]);
  });
});

test('without maxBytes a token of 8,192 is accepted, a larger one is not, and headers are as large as Node takes', async () => {
  const server = await startWith();
  try {
    expect(await ask(server, tokenOf(8190))).toEqual({ status: 200, data: { who: `${ISSUER}|42` } });
    expect(await ask(server, tokenOf(8250))).toMatchObject({
      data: { who: null },
      errors: [{ path: ['who'], extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' } }],
    });
    expect(await ask(server, tokenOf(maxHeaderSize + 100))).toMatchObject({ status: 431 });
    expect(said(server)).toEqual([]);
  } finally {
    await server.close();
  }
});
