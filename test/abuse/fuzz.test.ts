import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sendRaw } from '../support/raw-http.js';
import { rounds } from '../support/rounds.js';
import { ADMIN, startServer, type TestServer } from '../support/server.js';

const RUNS = rounds(1000);
const APP = 'https://app.example.com';
const NAME = '__Host-portcullis-refresh';

let server: TestServer;
let accessToken = '';
let refreshToken = '';
const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);

async function signIn() {
  const query = `mutation { login(email: "${ADMIN.email}", password: "${ADMIN.password}") { accessToken refreshToken } }`;
  const { data, errors } = await server.request(query, { headers: { 'x-refresh-token': 'body' } });
  expect(errors).toEqual([]);
  return data.login as { readonly accessToken: string; readonly refreshToken: string };
}

beforeAll(async () => {
  process.on('unhandledRejection', note);
  server = await startServer({
    env: { REFRESH_COOKIE: 'on', CORS_ORIGINS: APP, TRUSTED_PROXIES: 'loopback', BATCH_LIMIT: '10', RATE_LIMITS: 'on' },
  });
  ({ accessToken, refreshToken } = await signIn());
});
afterAll(async () => {
  process.off('unhandledRejection', note);
  await server.close();
});

/** Bytes as a header may have them, and many that it may not. */
const bytes = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 60 }),
  fc.constantFrom('', ' ', '\t', ',', ';', '=', '"', '\\', '%', '%00', '__proto__', 'constructor', 'toString'),
);
const wild = fc.array(bytes, { maxLength: 6 }).map((parts) => parts.join(''));

/** A text of which a part is replaced, dropped, repeated or changed by one character. */
const bent = (text: () => string) =>
  fc.tuple(fc.nat(1000), fc.nat(40), bytes).map(([at, length, put]) => {
    const whole = text();
    const start = at % (whole.length + 1);
    return whole.slice(0, start) + put + whole.slice(start + length);
  });
const access = fc.oneof(
  bent(() => accessToken),
  fc.constant('').map(() => accessToken),
  wild,
);
const refresh = fc.oneof(
  bent(() => refreshToken),
  wild,
);
const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.constantFrom('127.0.0.1', '::1', '::ffff:127.0.0.1', 'unknown'),
  wild,
);
const list = (of: fc.Arbitrary<string>) => fc.array(of, { maxLength: 8 }).map((parts) => parts.join(','));

const hop = fc
  .tuple(fc.constantFrom('for', 'For', 'by', 'proto', 'host'), address)
  .map(([name, of]) => `${name}="${of}"`);

const header = fc.oneof(
  access.map((token) => `authorization: Bearer ${token}`),
  wild.map((value) => `authorization: ${value}`),
  refresh.map((token) => `cookie: ${NAME}=${token}`),
  wild.map((value) => `cookie: ${value}`),
  list(address).map((value) => `x-forwarded-for: ${value}`),
  list(fc.oneof(fc.constantFrom('https', 'http'), wild)).map((value) => `x-forwarded-proto: ${value}`),
  list(fc.oneof(hop, wild)).map((value) => `forwarded: ${value}`),
  fc.oneof(fc.constantFrom('body', 'cookie'), wild).map((value) => `x-refresh-token: ${value}`),
  fc.oneof(fc.constantFrom(APP, 'null'), fc.webUrl(), wild).map((value) => `origin: ${value}`),
  list(
    fc.oneof(fc.constantFrom('application/json', 'application/graphql-response+json', '*/*;q=0', 'text/html'), wild),
  ).map((value) => `accept: ${value}`),
  fc.oneof(fc.constant('identity'), fc.constant('identity'), wild).map((value) => `content-encoding: ${value}`),
  fc.tuple(wild, wild).map(([name, value]) => `x-${name.replace(/[^\w-]/g, '')}: ${value}`),
);

const QUERIES = [
  '{ __typename me { id } }',
  'query A($v: Int) { users(first: $v) { edges { cursor } } }',
  'query B($v: ID!) { user(id: $v) { id } node(id: $v) { id } }',
  'mutation C($v: String) { refresh(refreshToken: $v) { userId } }',
  'mutation D($v: String!) { login(email: $v, password: $v) { userId } }',
  'mutation E($v: RegisterInput!) { register(input: $v) { status } }',
  'mutation F($v: String!) { resetPassword(token: $v, newPassword: $v) { userId } }',
  'mutation G($v: String) { logout(refreshToken: $v) }',
];
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.constantFrom(...QUERIES));
const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), refresh, text, fc.double(), fc.constantFrom('\ud800', '\u0000'));
const seldom = (arbitrary: fc.Arbitrary<unknown>) => ({ weight: 1, arbitrary });
const often = (arbitrary: fc.Arbitrary<unknown>) => ({ weight: 9, arbitrary });
const input = fc.record({ email: value, password: value, name: value }, { requiredKeys: [] });
const persistedQuery = fc.record({ version: value, sha256Hash: value }, { requiredKeys: [] });
const operation = fc.oneof(
  often(
    fc.record(
      {
        query: fc.oneof(often(fc.constantFrom(...QUERIES)), often(text), seldom(value)),
        variables: fc.oneof(often(fc.record({ v: value })), often(fc.record({ v: input })), seldom(value)),
        operationName: fc.oneof(often(fc.constantFrom('A', 'B', '__proto__', null)), often(text), seldom(value)),
        extensions: fc.oneof(often(fc.record({ persistedQuery })), often(fc.dictionary(text, value)), seldom(value)),
      },
      { requiredKeys: ['query'] },
    ),
  ),
  seldom(value),
);
const body = fc.oneof(
  { weight: 6, arbitrary: operation.map((one) => JSON.stringify(one)) },
  { weight: 3, arbitrary: fc.array(operation, { maxLength: 11 }).map((batch) => JSON.stringify(batch)) },
  { weight: 1, arbitrary: fc.oneof(fc.json(), wild) },
);
const JSON_TYPE = { weight: 6, arbitrary: fc.constant('application/json') };
const type = fc.oneof(JSON_TYPE, { weight: 1, arbitrary: fc.oneof(fc.constantFrom('text/plain', ''), wild) });
const method = fc.oneof(
  { weight: 6, arbitrary: fc.constant('POST') },
  { weight: 2, arbitrary: fc.constantFrom('GET', 'HEAD', 'OPTIONS', 'PUT', 'TRACE', 'CONNECT', 'PRI', 'get') },
  { weight: 1, arbitrary: bytes },
);
const query = fc
  .tuple(fc.constantFrom('query', 'variables', 'operationName', 'extensions', '%'), wild, fc.boolean())
  .map(([name, of, isEncoded]) => `${name}=${isEncoded ? encodeURIComponent(of) : of.replaceAll(' ', '+')}`);
const target = fc.oneof(
  { weight: 6, arbitrary: fc.constant('/graphql') },
  { weight: 2, arbitrary: fc.array(query, { maxLength: 4 }).map((parts) => `/graphql?${parts.join('&')}`) },
  {
    weight: 2,
    arbitrary: fc.oneof(
      fc.constantFrom(
        '*',
        '//',
        '/graphql/../healthz',
        'http://[::1/graphql',
        '/reset-password',
        '/.well-known/jwks.json',
      ),
      fc.webUrl(),
      wild.map((of) => `/${of}`),
    ),
  },
);

const request = fc
  .record({
    method,
    target,
    type,
    headers: fc.array(header, { maxLength: 10 }),
    body,
    isHttp: fc.nat(9).map((one) => one > 0),
  })
  .map(({ method, target, type, headers, body, isHttp }) => {
    const bytesOf = Buffer.from(body);
    const head = [
      `${method} ${target} HTTP/1.1`,
      ...['host: localhost', 'connection: close', `content-type: ${type}`, `content-length: ${bytesOf.length}`],
      ...headers,
    ].map((line) => line.replaceAll(isHttp ? /[^\t\x20-\x7e\x80-\xff]/g : /[\r\n]/g, ''));
    return `${head.join('\r\n')}\r\n\r\n${bytesOf.toString('latin1')}`;
  });

/** A connection that the server ends may have lost its answer. */
function answerTo(sent: string) {
  return sendRaw(server.port, sent).catch((error: NodeJS.ErrnoException) => {
    expect(error.code).toMatch(/^(ECONNRESET|EPIPE)$/);
    return { status: 0, head: '', body: '' };
  });
}

test('no request makes the server fail, and the next one is answered', async () => {
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(request, async (sent) => {
      const { status, body } = await answerTo(sent);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      expect(status).toBeLessThan(500);
      expect(body).not.toMatch(/INTERNAL_SERVER_ERROR|HTTP\/1\.1 5\d\d/);
    }),
    // A request that is never answered is a failure as well; to make it small would take minutes.
    { numRuns: RUNS, endOnFailure: true, timeout: 20_000 },
  );
  // Much of it comes as far as an operation, and much does not.
  for (const status of [200, 400]) expect(statuses.get(status)).toBeGreaterThan(RUNS / 20);
  expect(unhandled).toEqual([]);
  expect(server.logged.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  const { accessToken: token } = await signIn();
  const { data, errors } = await server.request('{ me { email } }', { token });
  expect({ data, errors }).toEqual({ data: { me: { email: ADMIN.email } }, errors: [] });
}, 120_000);
