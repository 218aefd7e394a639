import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ExecutionResult } from 'graphql';
import { allowed, answerOf, forbidden, unauthenticated } from '../access/support.js';
import { readCodeBlocks } from '../support/code-blocks.js';
import { type JwksServer, startJwksServer } from '../support/jwks-server.js';
import { endProcesses, type ServerProcess, startExample } from '../support/process.js';
import { compact, signature } from '../tokens/token-fixture.js';

const FILE = 'examples/trusted-issuer/server.js';
const ISSUER = 'https://login.example.com/realms/main';
const AUDIENCE = 'https://api.example.com';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
let jwks: JwksServer;
let server: ServerProcess;
beforeAll(async () => {
  jwks = await startJwksServer({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] });
  server = await startExample(FILE, { env: { PORT: '0', ISSUER, AUDIENCE, JWKS_URI: jwks.jwksUri } });
});
afterAll(async () => {
  await endProcesses();
  await jwks.close();
});

function sign(more: object = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: ISSUER, aud: AUDIENCE, sub: 'ada', iat: now, exp: now + 600, ...more };
  return compact({ alg: 'RS256', typ: 'JWT', kid: 'k1' }, claims, signature('RS256', privateKey));
}

/** Each header is sent by itself. */
async function ask(...authorization: readonly string[]) {
  const headers = [
    'host',
    new URL(server.url).host,
    'content-type',
    'application/json',
    ...authorization.flatMap((value) => ['authorization', value]),
  ];
  const chunks: Buffer[] = [];
  await new Promise((resolve, reject) => {
    const sent = request(server.url, { method: 'POST', headers }, (response) => {
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', resolve);
    });
    sent.on('error', reject).end(JSON.stringify({ query: '{ news me reports pay }' }));
  });
  const result: ExecutionResult = JSON.parse(Buffer.concat(chunks).toString());
  return answerOf(result);
}

describe('tokens of another issuer, on a server that there is already', () => {
  test('say who the viewer is, and which roles and scopes they have', async () => {
    const me = `${ISSUER}|ada`;
    const all = sign({ realm_access: { roles: ['staff'] }, scope: 'pay:read' });
    expect(await ask(`Bearer ${all}`)).toEqual(allowed({ news: 'Open today', me, reports: ['2026'], pay: 100 }));
    expect(await ask(`Bearer ${sign({ realm_access: { roles: ['STAFF'] }, scope: 'pay:write' })}`)).toEqual({
      data: { news: 'Open today', me, reports: null, pay: null },
      errors: [forbidden('reports'), forbidden('pay')],
    });
  });

  const old = Math.floor(Date.now() / 1000) - 3600;
  test.each<[string, () => readonly string[], Parameters<typeof unauthenticated>[1]]>([
    ['nobody without one', () => [], 'TOKEN_MISSING'],
    ['nobody with a token without its scheme', () => [sign()], 'SCHEME_NOT_BEARER'],
    ['nobody with two headers', () => [`Bearer ${sign()}`, `Bearer ${sign()}`], 'TOKEN_INVALID'],
    ['nobody of another issuer', () => [`Bearer ${sign({ iss: 'https://other.example.com' })}`], 'TOKEN_INVALID'],
    ['nobody with an expired one', () => [`Bearer ${sign({ iat: old, exp: old + 600 })}`], 'TOKEN_EXPIRED'],
  ])('let in %s', async (_what, headers, reason) => {
    expect(await ask(...headers())).toEqual({
      data: { news: 'Open today', me: null, reports: null, pay: null },
      errors: ['me', 'reports', 'pay'].map((path) => unauthenticated(path, reason)),
    });
  });
});

test('the lines that docs/tokens.md shows are those that run here', () => {
  const shown = readCodeBlocks('docs/tokens.md').filter(({ text }) => text.includes('bearerOf('));
  const lines = shown.flatMap(({ text }) => text.split('\n')).filter((line) => line.trim() !== '');
  const run = readFileSync(FILE, 'utf8')
    .split('\n')
    .map((line) => line.trim());
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.filter((line) => !run.includes(line.trim()))).toEqual([]);
});
