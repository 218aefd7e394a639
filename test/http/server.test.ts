import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rawPost, sendRaw } from '../support/raw-http.js';
import { ADMIN, startServer, type TestServer } from '../support/server.js';

// Whole: the header to send, and the reason.
const CSRF =
  /^Send `content-type: application\/json`, or, with GET, `apollo-require-preflight: true`\..* \(CSRF\), so nothing was run\.$/;

let server: TestServer;
let production: TestServer;

beforeAll(async () => {
  [server, production] = await Promise.all([
    startServer(),
    startServer({ env: { NODE_ENV: 'production', HOST: '127.0.0.1' } }),
  ]);
});
afterAll(async () => {
  await server.close();
  await production.close();
});

const get = (path: string, headers: Readonly<Record<string, string>> = {}, from = server) =>
  fetch(new URL(path, from.url), { headers, redirect: 'manual' });
const raw = (method: string, target: string, lines: readonly string[] = []) =>
  [`${method} ${target} HTTP/1.1`, 'host: x', 'connection: close', ...lines, '', ''].join('\r\n');
const withCode = (code: string) => ({ errors: [{ message: expect.any(String), extensions: { code } }] });
const PREFLIGHT = { 'apollo-require-preflight': 'true' };

describe('a GET', () => {
  const query = new URLSearchParams({
    query: 'query ($x: ID!) { __typename me { id } user(id: $x) { id } }',
    variables: '{"x":"1"}',
  });

  test('with a header that only a preflight allows is answered, with its refusals', async () => {
    const response = await get(`/graphql?${query}`, PREFLIGHT);
    expect(response.status).toBe(200);
    const { data, errors } = (await response.json()) as { data: unknown; errors: { path: unknown }[] };
    expect(data).toEqual({ __typename: 'Query', me: null, user: null });
    expect(errors.map(({ path }) => path)).toEqual([['me'], ['user']]);
  });

  test.each<[string, Record<string, string>]>([
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of another origin of the same site', { 'sec-fetch-site': 'same-site' }],
    ['that an older browser sends, with a cookie', { cookie: 'a=b' }],
    ['that it sends with a password', { authorization: 'Basic YTpi' }],
  ])('%s, without it, is blocked', async (_what, headers) => {
    const response = await get(`/graphql?${query}`, headers);
    expect(response.status).toBe(400);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      errors: [{ message: expect.stringMatching(CSRF), extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  test.each<[string, Record<string, string>]>([
    ['of a client that is no browser', {}],
    ['of a page of the same origin', { 'sec-fetch-site': 'same-origin', cookie: 'a=b' }],
    ['of an address that was typed', { 'sec-fetch-site': 'none', accept: 'application/json' }],
    ['of a page that a preflight let in', { 'sec-fetch-site': 'cross-site', authorization: 'Bearer x' }],
  ])('%s is answered without it', async (_what, headers) => {
    const response = await get(`/graphql?${query}`, headers);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ data: { __typename: 'Query', me: null, user: null } });
  });

  test('of a mutation is refused, and nothing runs', async () => {
    server.takeQueries();
    const mutation = new URLSearchParams({ query: 'mutation { logout login(email: "a", password: "b") { userId } }' });
    const response = await get(`/graphql?${mutation}`, PREFLIGHT);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect(server.takeQueries().filter((sql) => sql.includes('"users"'))).toEqual([]);
  });

  test.each(['?query=%E0%A4%A', '?query={__typename}&variables=x', '?', '?query=', '?variables={}'])(
    'of %s is the fault of the client',
    async (search) => {
      const response = await get(`/graphql${search}`, PREFLIGHT);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [expect.anything()] });
    },
  );
});

describe('every answer of /graphql', () => {
  const login = '{"query":"mutation { login(email: \\"a@example.com\\", password: \\"b\\") { userId } }"}';
  test.each<[string, string]>([
    ['of data', rawPost([], '{"query":"{ __typename }"}')],
    ['of a refusal', rawPost([])],
    ['of a failed login', rawPost([], login)],
    ['of a document that is wrong', rawPost([], '{"query":"{"}')],
    ['of bad JSON', rawPost([], '{')],
    ['of a blocked one', rawPost([]).replace('application/json', 'text/plain')],
    ['of a compressed one', rawPost(['content-encoding: gzip'])],
    ['of a method that is not taken', rawPost([]).replace('POST', 'PUT')],
  ])('%s is not to be stored or sniffed', async (_what, request) => {
    const { head } = await sendRaw(server.port, request);
    expect(head.match(/^cache-control: .*$/gm)).toEqual(['cache-control: no-store']);
    expect(head).toMatch(/^x-content-type-options: nosniff$/m);
    expect(head).toMatch(/^content-type: application\/json/m);
  });

  test('by application/graphql-response+json as well', async () => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: '{"query":"{ __typename me { id } }"}',
    });
    expect(response.status).toBe(294);
    expect(response.headers.get('content-type')).toMatch(/^application\/graphql-response\+json/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({ data: { __typename: 'Query', me: null } });
  });
});

describe('the other paths', () => {
  test.each([
    ['/healthz', { status: 'ok' }],
    ['/readyz', { status: 'ready' }],
  ])('%s is 200', async (path, body) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.json()).toMatchObject(body);
  });

  test('/readyz may have a query string', async () => {
    expect((await get('/readyz?verbose')).status).toBe(200);
  });

  test.each([
    '/nothing',
    '/graphql/',
    '/GraphQL',
    '/graphql/../healthz/x',
    '//graphql',
    '/__proto__',
    '/constructor',
    '/.well-known/',
    '/%67raphql',
  ])('%s is 404', async (path) => {
    const { status, head } = await sendRaw(server.port, `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    expect(status).toBe(404);
    expect(head).toMatch(/x-content-type-options: nosniff/);
  });

  test.each(['http://other.example.com/healthz', 'HTTP://x:1/healthz?a', 'https://x/healthz'])(
    'the target %s is that of a client that takes this for a proxy (RFC 9112 §3.2.2)',
    async (target) => {
      const { status, body } = await sendRaw(server.port, raw('GET', target));
      expect([status, JSON.parse(body)]).toEqual([200, { status: 'ok' }]);
    },
  );

  test('an operation can be sent to such a target, too', async () => {
    const post = rawPost([], '{"query":"{ __typename }"}').replace('/graphql', 'http://api.example.com/graphql');
    expect(await sendRaw(server.port, post)).toMatchObject({ status: 200, body: '{"data":{"__typename":"Query"}}\n' });
    const search = `?query=${encodeURIComponent('{ __typename }')}`;
    const get = raw('GET', `http://api.example.com/graphql${search}`, ['apollo-require-preflight: true']);
    expect(await sendRaw(server.port, get)).toMatchObject({ status: 200, body: '{"data":{"__typename":"Query"}}\n' });
  });

  test.each([
    ['http://other.example.com', 302],
    ['http://other.example.com?a', 302],
    ['http://other.example.com/nothing', 404],
    ['ftp://other.example.com/healthz', 404],
    ['*', 400],
    ['?', 400],
    ['graphql', 400],
    ['/graphql?a?b', 400],
    ['/graphql?%', 400],
  ])('the target %s is answered with %i', async (target, expected) => {
    const { status, body } = await sendRaw(server.port, raw('GET', target));
    expect(status).toBe(expected);
    if (status >= 400) expect(JSON.parse(body)).toEqual(withCode(status === 404 ? 'NOT_FOUND' : 'BAD_REQUEST'));
  });

  test('OPTIONS * tells the methods', async () => {
    const { status, head } = await sendRaw(server.port, raw('OPTIONS', '*'));
    expect(status).toBe(204);
    expect(head).toMatch(/^allow: get, head, post, options\r$/m);
  });
});

describe('every error before GraphQL has a code', () => {
  test.each<[string, string, number, string]>([
    ['a path that is not there', raw('GET', '/nothing'), 404, 'NOT_FOUND'],
    ['what is no HTTP', 'hello\r\n\r\n', 400, 'BAD_REQUEST'],
    ['no host', 'GET /healthz HTTP/1.1\r\nconnection: close\r\n\r\n', 400, 'BAD_REQUEST'],
    ['two lengths', raw('POST', '/graphql', ['content-length: 1', 'content-length: 2']), 400, 'BAD_REQUEST'],
    ['20 kB of headers', raw('GET', '/healthz', [`x: ${'x'.repeat(20_000)}`]), 431, 'BAD_REQUEST'],
    ['an expectation', raw('GET', '/healthz', ['expect: a miracle']), 417, 'BAD_REQUEST'],
    ['CONNECT', raw('CONNECT', 'example.com:443'), 405, 'BAD_REQUEST'],
    ['a body that is no JSON', rawPost([], '{'), 400, 'BAD_REQUEST'],
    ['a method', raw('DELETE', '/graphql'), 405, 'BAD_REQUEST'],
    [
      'a bad chunk',
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
      400,
      'BAD_REQUEST',
    ],
  ])('%s', async (_what, request, expected, code) => {
    const { status, head, body } = await sendRaw(server.port, request);
    expect(status).toBe(expected);
    expect(head).toMatch(/^content-type: application\/json/m);
    expect(head).toMatch(/^x-content-type-options: nosniff/m);
    expect(JSON.parse(body)).toEqual(withCode(code));
  });

  test('a request that came whole is answered, whatever comes behind it', async () => {
    const whole = rawPost([], '{"query":"{ __typename }"}').replace('connection: close\r\n', '');
    const { status, body } = await sendRaw(server.port, `${whole}hello\r\n\r\n`);
    expect([status, body]).toEqual([200, '{"data":{"__typename":"Query"}}\n']);
  });
});

describe('a method that a path has not', () => {
  const READING = ['/healthz', '/readyz', '/.well-known/jwks.json', '/'];
  const cases = READING.flatMap((path) => ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'].map((m) => [m, path]));
  test.each(cases)('%s %s is 405, with those that it has', async (method = '', path = '') => {
    const { status, head, body } = await sendRaw(server.port, raw(method, path));
    expect(status).toBe(405);
    expect(head).toMatch(/^allow: get, head\r$/m);
    expect(JSON.parse(body)).toEqual(withCode('BAD_REQUEST'));
  });

  test.each(READING)('HEAD %s has the head of GET, and no body', async (path) => {
    const [head, get] = await Promise.all(['HEAD', 'GET'].map((method) => sendRaw(server.port, raw(method, path))));
    expect(head?.status).toBe(get?.status);
    expect(head?.body).toBe('');
    const length = (text = '') => /^content-length: (\d+)/m.exec(text)?.[1];
    expect(length(head?.head)).toBe(length(get?.head));
  });

  test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])('%s /graphql is 405, with GET and POST', async (method) => {
    const headers = ['content-type: application/json', 'content-encoding: gzip'];
    const { status, head } = await sendRaw(server.port, raw(method, '/graphql', headers));
    expect(status).toBe(405);
    expect(head).toMatch(/^allow: get, post\r$/m);
    expect(head).toMatch(/^cache-control: no-store\r$/m);
  });
});

describe('in development', () => {
  const HTML = { accept: 'text/html' };

  test('a browser gets Apollo Sandbox, and / leads there', async () => {
    const response = await get('/graphql', HTML);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).toMatch(/sandbox/i);
    const root = await get('/', HTML);
    expect([root.status, root.headers.get('location')]).toEqual([302, '/graphql']);
  });

  test('anybody may read the schema, with its directives', async () => {
    const { data } = await server.request('{ __schema { queryType { name } directives { name } } }');
    expect(data.__schema.directives.map(({ name }: { name: string }) => name)).toContain('auth');
  });
});

describe('in production', () => {
  test('a browser gets no page', async () => {
    const response = await get('/graphql', { accept: 'text/html' }, production);
    expect(response.status).toBe(406);
    expect(await response.text()).not.toMatch(/<html|sandbox/i);
    expect((await get('/', { accept: 'text/html' }, production)).status).toBe(404);
  });

  test('the schema that one reads is the one that he can use', async () => {
    const query = '{ __schema { queryType { fields { name } } } user: __type(name: "User") { name } }';
    const { data, status } = await production.request(query);
    expect(status).toBe(200);
    // Nothing is there to be queried without a token: the one field stands for that.
    expect(data).toEqual({ __schema: { queryType: { fields: [{ name: '_nothing' }] } }, user: null });
    const { accessToken } = await production.register('reader@example.com');
    const seen = await production.request(query, { token: accessToken });
    expect(seen.data).toEqual({
      __schema: { queryType: { fields: ['node', 'nodes', 'me', 'session', 'sessions'].map((name) => ({ name })) } },
      user: { name: 'User' },
    });
    const admin = await production.login(ADMIN.email, ADMIN.password);
    const all = await production.request(query, { token: admin.accessToken });
    expect(all.data.__schema.queryType.fields.map(({ name }: { name: string }) => name)).toContain('users');
  });

  test('and the data behind what he does not see is refused, not unknown', async () => {
    const { status, data, errors } = await production.request('{ me { id } }');
    expect({ status, data }).toEqual({ status: 200, data: { me: null } });
    expect(errors).toMatchObject([{ path: ['me'], extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' } }]);
  });

  test('the schema is not read beside data, by whatever way', async () => {
    for (const query of [
      '{ me { id } __schema { queryType { name } } }',
      '{ ...F me { id } } fragment F on Query { __type(name: "User") { name } }',
    ]) {
      const { status, data, errors } = await production.request(query);
      expect({ status, data }).toEqual({ status: 200, data: undefined });
      expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
  });

  test('with INTROSPECTION=off nobody may read it', async () => {
    const closed = await startServer({ env: { INTROSPECTION: 'off' } });
    try {
      const { status, data, errors } = await closed.request('{ __schema { queryType { name } } }');
      expect({ status, data }).toEqual({ status: 200, data: undefined });
      expect(errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    } finally {
      await closed.close();
    }
  });

  test('__typename shows', async () => {
    expect((await production.request('{ __typename }')).data).toEqual({ __typename: 'Query' });
  });
});

describe.each(['development', 'production'])('in %s', (environment) => {
  test.each([
    '{ mee { id } }',
    '{ me { emial } }',
    'mutation { logn }',
    '{ users(frist: 1) { edges { cursor } } }',
    '{ me { ...on Usr { id } } }',
    '{ me @inclde(if: true) { id } }',
    'mutation { setUserRoles(userId: 1, roles: [ADMN]) { id } }',
    'mutation { register(input: { emial: "x" }) { status } }',
  ])('no error suggests a name: %s', async (query) => {
    const { data, errors } = await (environment === 'production' ? production : server).request(query);
    expect(data).toBeUndefined();
    expect(JSON.stringify(errors)).not.toMatch(/did you mean/i);
  });

  test('nor one for a variable, and none has a stack', async () => {
    const api = environment === 'production' ? production : server;
    const { data, errors } = await api.request(
      'mutation ($i: RegisterInput!, $r: [Role!]!) { register(input: $i) { status } setUserRoles(userId: 1, roles: $r) { id } }',
      { variables: { i: { emial: 'x' }, r: ['ADMN'] } },
    );
    expect(data).toBeUndefined();
    expect(errors.length).toBeGreaterThan(0);
    expect(JSON.stringify(errors)).not.toMatch(/did you mean|stacktrace|node_modules/i);
  });
});
