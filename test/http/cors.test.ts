import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startServer, type TestServer } from '../support/server.js';

const APP = 'https://app.example.com';
const STRANGER = 'https://evil.example';

let server: TestServer;

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What concerns CORS in an answer. */
async function ask({ method = 'POST', path = '/graphql', headers = {}, body }: Asked) {
  const response = await fetch(new URL(path, server.url), { method, headers, ...(body !== undefined && { body }) });
  const text = await response.text();
  const named = [...response.headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary');
  return { status: response.status, headers: Object.fromEntries(named), text };
}

const QUERY = { body: '{"query":"{ __typename }"}', headers: { 'content-type': 'application/json' } };
const from = (origin: string) => ({ ...QUERY, headers: { ...QUERY.headers, origin } });
const preflightFrom = (origin: string, more: Readonly<Record<string, string>> = {}) => ({
  method: 'OPTIONS',
  headers: { origin, 'access-control-request-method': 'POST', ...more },
});

const READABLE = {
  'access-control-allow-origin': APP,
  'access-control-expose-headers': 'retry-after, www-authenticate, x-request-id',
  vary: 'origin',
};

describe('with CORS_ORIGINS', () => {
  beforeAll(async () => {
    server = await startServer({
      env: { CORS_ORIGINS: `${APP}, https://*.preview.example.com`, LOG_LEVEL: 'debug' },
    });
  });
  afterAll(() => server.close());

  test('a page of an origin that is in it asks and reads', async () => {
    const asked = { 'access-control-request-headers': 'authorization,content-type' };
    expect(await ask(preflightFrom(APP, asked))).toEqual({
      status: 204,
      headers: {
        'access-control-allow-origin': APP,
        'access-control-allow-methods': 'GET, HEAD, POST',
        'access-control-allow-headers': 'authorization,content-type',
        'access-control-max-age': '7200',
        vary: 'origin, access-control-request-headers',
      },
      text: '',
    });
    expect(await ask(from(APP))).toEqual({
      status: 200,
      headers: READABLE,
      text: '{"data":{"__typename":"Query"}}\n',
    });
    const preview = 'https://a1.preview.example.com';
    expect((await ask(from(preview))).headers).toMatchObject({ 'access-control-allow-origin': preview });
  });

  test('and is told what is wrong, too, whatever answers', async () => {
    const broken = { ...from(APP), body: '{' };
    expect(await ask(broken)).toMatchObject({ status: 400, headers: READABLE });
    expect(await ask({ ...from(APP), path: '/nowhere' })).toMatchObject({ status: 404, headers: READABLE });
    expect(await ask({ headers: { origin: APP }, method: 'DELETE' })).toMatchObject({ status: 405, headers: READABLE });
    const jwks = { method: 'GET', path: '/.well-known/jwks.json', headers: { origin: APP } };
    expect(await ask(jwks)).toMatchObject({ status: 200, headers: READABLE });
    const invalid = { ...from(APP), body: '{"query":"{ nothing }"}' };
    expect(await ask(invalid)).toMatchObject({ status: 200, headers: READABLE });
  });

  test.each([STRANGER, 'null', 'http://app.example.com', `${APP}.evil.example`, 'https://a.b.preview.example.com'])(
    'a page of %s may not read, and its preflight is not granted',
    async (origin) => {
      expect(await ask(preflightFrom(origin))).toEqual({
        status: 204,
        headers: { vary: 'origin, access-control-request-headers' },
        text: '',
      });
      expect((await ask(from(origin))).headers).toEqual({ vary: 'origin' });
      expect(server.logged).toContainEqual(
        expect.objectContaining({
          level: 20,
          origin,
          msg: 'a request comes from a page whose origin is not in CORS_ORIGINS',
        }),
      );
    },
  );

  test('no answer allows credentials, and none says what another origin may', async () => {
    const answers = [await ask(from(APP)), await ask(preflightFrom(APP)), await ask(QUERY)];
    for (const { headers } of answers) {
      expect(headers).not.toHaveProperty('access-control-allow-credentials');
      expect(headers.vary).toMatch(/^origin\b/);
    }
    expect(answers[2]?.headers).toEqual({ vary: 'origin' });
  });

  test('a form of another page still changes nothing', async () => {
    const simple = {
      headers: { origin: STRANGER, 'content-type': 'text/plain' },
      body: '{"query":"mutation { logout }"}',
    };
    const { status, headers, text } = await ask(simple);
    expect([status, headers]).toEqual([400, { vary: 'origin' }]);
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  });
});

describe('with CORS_ORIGINS=*', () => {
  beforeAll(async () => {
    server = await startServer({ env: { CORS_ORIGINS: '*' } });
  });
  afterAll(() => server.close());

  test('every page reads, and a cache may give one the answer to another', async () => {
    const { headers } = await ask(from(STRANGER));
    expect(headers).toEqual({ ...READABLE, 'access-control-allow-origin': '*', vary: undefined });
    expect((await ask(preflightFrom(STRANGER))).headers).toMatchObject({ 'access-control-allow-origin': '*' });
  });
});

describe('in development', () => {
  beforeAll(async () => {
    server = await startServer({ env: { NODE_ENV: 'development' } });
  });
  afterAll(() => server.close());

  test('Apollo Sandbox at its own address asks, and pages of this machine', async () => {
    for (const origin of ['https://studio.apollographql.com', 'http://localhost:5173'])
      expect((await ask(from(origin))).headers).toEqual({ ...READABLE, 'access-control-allow-origin': origin });
    expect((await ask(from(STRANGER))).headers).toEqual({ vary: 'origin' });
  });
});

describe('without it', () => {
  beforeAll(async () => {
    server = await startServer({ env: { NODE_ENV: 'test' } });
  });
  afterAll(() => server.close());

  test('no page of another origin reads', async () => {
    expect((await ask(from(APP))).headers).toEqual({});
    expect(await ask(preflightFrom(APP))).toMatchObject({ status: 405, headers: {} });
  });
});
