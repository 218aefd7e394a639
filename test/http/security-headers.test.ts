import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Host, hosts } from '../support/embedded.js';
import { sendRaw } from '../support/raw-http.js';
import { createTestServer, type NewServer, startServer, type TestServer } from '../support/server.js';

const APP = 'https://app.example.com';
const STRANGER = 'https://evil.example';
const JSON_REQUEST = { method: 'POST', headers: { 'content-type': 'application/json' } };

/** Of an answer that is no page, and that no page of another origin may read. */
const CLOSED = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': null,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
const HSTS = 'max-age=31536000';

const READABLE = { ...CLOSED, 'cross-origin-resource-policy': 'cross-origin' };

const securityOf = (headers: Headers) =>
  Object.fromEntries(Object.keys(CLOSED).map((name) => [name, headers.get(name)]));

const without = (headers: object, name: string) =>
  Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name));

const query = (text: string, headers: Readonly<Record<string, string>> = {}): RequestInit => ({
  ...JSON_REQUEST,
  headers: { ...JSON_REQUEST.headers, ...headers },
  body: JSON.stringify({ query: text }),
});

const ANSWERS: readonly (readonly [what: string, status: number, path: string, init: RequestInit])[] = [
  ['an operation', 200, '/graphql', query('{ __typename }')],
  ['the same again', 200, '/graphql', query('{ __typename }')],
  ['a refusal', 200, '/graphql', query('{ me { id } }')],
  ['an invalid document', 400, '/graphql', query('{ nothing }', { accept: 'application/graphql-response+json' })],
  ['a body that is no JSON', 400, '/graphql', { ...JSON_REQUEST, body: '{' }],
  ['a body of another type', 400, '/graphql', { method: 'POST', body: 'a=b' }],
  ['a method that there is not', 405, '/graphql', { method: 'DELETE' }],
  ['a path that there is not', 404, '/nowhere', {}],
  ['the keys', 200, '/.well-known/jwks.json', {}],
  ['the health', 200, '/healthz', {}],
  ['HEAD', 200, '/healthz', { method: 'HEAD' }],
  [
    'a preflight',
    204,
    '/graphql',
    { method: 'OPTIONS', headers: { origin: STRANGER, 'access-control-request-method': 'POST' } },
  ],
];

describe('by itself', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ env: { CORS_ORIGINS: APP, TRUSTED_PROXIES: 'loopback' } });
  });
  afterAll(() => server.close());
  const ask = (path: string, init: RequestInit = {}) => fetch(new URL(path, server.url), init);

  test.each(ANSWERS)('%s (%i) says what a browser may not do with it', async (_what, status, path, init) => {
    const response = await ask(path, init);
    expect({ status: response.status, ...securityOf(response.headers) }).toEqual({ status, ...CLOSED });
  });

  test('a page that may read an answer may load it, and no other', async () => {
    expect(securityOf((await ask('/graphql', query('{ __typename }', { origin: APP }))).headers)).toEqual(READABLE);
    expect(securityOf((await ask('/nowhere', { headers: { origin: APP } })).headers)).toEqual(READABLE);
    expect(securityOf((await ask('/graphql', query('{ __typename }', { origin: STRANGER }))).headers)).toEqual(CLOSED);
  });

  test('under https a browser is told to stay there, and only there', async () => {
    const secure = { ...CLOSED, 'strict-transport-security': HSTS };
    for (const told of [{ 'x-forwarded-proto': 'https' }, { forwarded: 'for=203.0.113.9;proto=https' }])
      for (const path of ['/healthz', '/nowhere'])
        expect(securityOf((await ask(path, { headers: told })).headers)).toEqual(secure);
    for (const told of ['http', 'https, http'])
      expect(securityOf((await ask('/healthz', { headers: { 'x-forwarded-proto': told } })).headers)).toEqual(CLOSED);
  });

  test.each([
    ['no HTTP', 400, 'nonsense\r\n\r\n'],
    ['a request to a proxy', 405, 'CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n'],
    ['too many headers', 431, `GET / HTTP/1.1\r\na: ${'b'.repeat(17_000)}\r\n\r\n`],
  ])('so says the answer to what is no request: %s', async (_what, status, raw) => {
    const { status: answered, head } = await sendRaw(server.port, raw);
    const headers = new Headers();
    for (const [, name = '', value = ''] of head.matchAll(/^([\w-]+): (.*?)\r?$/gm)) headers.set(name, value);
    const { 'x-frame-options': frames, ...others } = securityOf(headers);
    expect({ answered, frames: frames?.toUpperCase(), ...others }).toEqual({
      answered: status,
      frames: 'DENY',
      ...without(CLOSED, 'x-frame-options'),
    });
  });
});

test.each(['https://localhost:8443', 'https://127.0.0.1'])(
  'a browser is not told to stay with https on all of its own machine: %s',
  async (PUBLIC_URL) => {
    const server = await startServer({ env: { PUBLIC_URL, TRUSTED_PROXIES: 'loopback' } });
    const { headers } = await fetch(server.url, query('{ __typename }', { 'x-forwarded-proto': 'https' }));
    await server.close();
    expect(securityOf(headers)).toEqual(CLOSED);
  },
);

describe('in development', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ env: { NODE_ENV: 'development' } });
  });
  afterAll(() => server.close());

  test('the page of Apollo Sandbox runs what it is made of, in no frame', async () => {
    const response = await fetch(server.url, { headers: { accept: 'text/html' } });
    const { 'content-security-policy': policy, ...others } = securityOf(response.headers);
    expect(others).toEqual(without(CLOSED, 'content-security-policy'));
    const nonce = /'nonce-([\w+/=]{22,})'/.exec(policy ?? '')?.[1];
    expect(policy?.split('; ')).toEqual([
      "default-src 'none'",
      `script-src 'nonce-${nonce}' https://embeddable-sandbox.cdn.apollographql.com`,
      `style-src 'nonce-${nonce}'`,
      'img-src data:',
      'frame-src https://sandbox.embed.apollographql.com',
      "connect-src 'self'",
      "form-action 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]);
    const html = await response.text();
    const elements = html.match(/<(script|style|link rel="stylesheet")[^>]*>/g) ?? [];
    expect(elements.map((element) => element.includes(`nonce="${nonce}"`))).toEqual([true, true]);
  });

  test('it is the only one with such a policy: what a module answers is no page', async () => {
    const got = await fetch(`${server.url}?query={__typename}`, { headers: { accept: 'application/json' } });
    expect(securityOf(got.headers)).toEqual(CLOSED);
  });
});

describe.each(['handler', 'fetch'] as const)('in another server, by %s', (kind) => {
  let created: NewServer;
  let host: Host;
  beforeAll(async () => {
    created = await createTestServer({ env: { CORS_ORIGINS: APP, TRUSTED_PROXIES: 'loopback' } });
    host = await hosts[kind](created.server);
  });
  afterAll(async () => {
    await created.close();
    await host.close();
  });

  test.each(ANSWERS)('%s (%i) says the same', async (_what, status, path, init) => {
    const response = await host.send(path, init);
    expect({ status: response.status, ...securityOf(response.headers) }).toEqual({ status, ...CLOSED });
  });

  test('and a page that may read an answer may load it; whether the host stays with https, it says itself', async () => {
    const headers = { origin: APP, 'x-forwarded-proto': 'https' };
    expect(securityOf((await host.send('/healthz', { headers })).headers)).toEqual(READABLE);
  });
});

test('a host that has said something of pages before is not heard, and keeps what it says of itself', async () => {
  const { server, close } = await createTestServer();
  const host = createServer((request, response) => {
    response.setHeader('content-security-policy', "default-src 'self'");
    response.setHeader('strict-transport-security', 'max-age=1; includeSubDomains');
    void server.handler(request, response);
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  const { port } = host.address() as AddressInfo;
  expect(securityOf((await fetch(`http://127.0.0.1:${port}/healthz`)).headers)).toEqual({
    ...CLOSED,
    'strict-transport-security': 'max-age=1; includeSubDomains',
  });
  host.closeAllConnections();
  await new Promise((resolve) => host.close(resolve));
  await close();
});
