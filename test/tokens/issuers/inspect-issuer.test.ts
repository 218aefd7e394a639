import { generateKeyPairSync } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inspectIssuer, type TrustedIssuer } from '../../../src/tokens/index.js';
import { type JwksServer, startJwksServer } from '../../support/jwks-server.js';

const NOW = Date.UTC(2026, 0, 31, 12);
const jwkOf = (key: ReturnType<typeof generateKeyPairSync>['publicKey'], kid: string) => ({
  ...(key as unknown as import('node:crypto').KeyObject).export({ format: 'jwk' }),
  kid,
});
const ec = jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey, 'good');
const secret = { kty: 'oct', kid: 'secret', k: 'c2VjcmV0', use: 'sig' };

let server: JwksServer;
let issuer: string;
beforeAll(async () => {
  server = await startJwksServer({});
  issuer = new URL(server.jwksUri).origin;
});
afterAll(() => server.close());

interface Answers {
  readonly keys?: readonly object[];
  readonly metadata?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks an issuer that answers so; without metadata it has none. */
function inspect({ keys = [ec], metadata, headers = {} }: Answers, options: Partial<TrustedIssuer> = {}) {
  const listener: RequestListener = ({ url }, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (url === '/jwks.json') response.end(JSON.stringify({ keys }));
    else if (metadata && url === '/.well-known/openid-configuration') response.end(JSON.stringify(metadata));
    else response.writeHead(404).end();
  };
  server.answer(listener);
  const { jwksUri } = server;
  return inspectIssuer({ issuer, jwksUri, audience: 'api', algorithms: ['ES256'], ...options }, () => NOW);
}

const well = { usableKeys: 1, problems: [], warnings: [] };

test('an issuer with keys for its algorithms is well, with metadata that says the same, and without any', async () => {
  expect(await inspect({})).toMatchObject({ issuer, ...well });
  expect(await inspect({ metadata: { issuer, jwks_uri: server.jwksUri } })).toMatchObject(well);
  expect(await inspect({ metadata: { issuer, jwks_uri: server.jwksUri } }, { jwksUri: undefined })).toMatchObject(well);
});

test('one with a secret is not asked', async () => {
  const before = server.requests();
  const found = await inspect({}, { jwksUri: undefined, algorithms: ['HS256'], secret: Buffer.alloc(32, 'secret') });
  expect(found).toMatchObject({ usableKeys: undefined, problems: [], warnings: [] });
  expect(server.requests()).toBe(before);
});

test.each<[string, Answers, Partial<TrustedIssuer>, RegExp]>([
  ['no metadata where nothing else says where its keys are', {}, { jwksUri: undefined }, /status 404/],
  ['no keys', { keys: [] }, {}, /no usable key/],
  ['no keys for its algorithms', {}, { algorithms: ['RS256'] }, /^None of its keys at .* can be used with RS256\.$/],
])('it has a problem with %s', async (_what, answers, options, problem) => {
  const { problems } = await inspect(answers, options);
  expect(problems).toEqual([expect.stringMatching(problem)]);
});

test.each<[string, () => Answers, RegExp]>([
  [
    'metadata of another issuer',
    () => ({ metadata: { issuer: `${issuer}/`, jwks_uri: server.jwksUri } }),
    /belongs to the issuer/,
  ],
  [
    'keys elsewhere',
    () => ({ metadata: { issuer, jwks_uri: 'https://x.test/' } }),
    /says that its keys are at "https:/,
  ],
  ['a key that nobody should use', () => ({ keys: [ec, secret] }), /^The key "secret" is not used\./],
])('it is warned of %s', async (_what, answers, warning) => {
  const found = await inspect(answers());
  expect(found).toMatchObject({ usableKeys: 1, problems: [], warnings: [expect.stringMatching(warning)] });
});

test('its clock is read of its own answers, and not of those of a cache', async () => {
  const date = new Date(NOW + 90_000).toUTCString();
  expect((await inspect({ headers: { date } })).date).toEqual({ date: NOW + 90_000, sentAt: NOW, receivedAt: NOW });
  expect((await inspect({ headers: { date, age: '0' } })).date).toBeUndefined();
  expect((await inspect({ headers: { date: 'soon' } })).date).toBeUndefined();
});
