import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rawPost, sendRaw } from '../support/raw-http.js';
import { ADMIN, startServer, type TestServer } from '../support/server.js';

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

  test('without it is blocked as a cross-site request', async () => {
    const response = await get(`/graphql?${query}`);
    expect(response.status).toBe(400);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({ errors: [{ message: expect.stringMatching(/CSRF/) }] });
  });

  test('of a mutation is refused, and nothing runs', async () => {
    server.takeQueries();
    const mutation = new URLSearchParams({ query: 'mutation { logout login(email: "a", password: "b") { userId } }' });
    const response = await get(`/graphql?${mutation}`, PREFLIGHT);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect(server.takeQueries().filter((sql) => sql.includes('"users"'))).toEqual([]);
  });

  test.each(['?query=%E0%A4%A', '?query={__typename}&variables=x', '?query=%00', '?', '?query=', '?variables={}'])(
    'of %s is the fault of the client',
    async (search) => {
      const response = await get(`/graphql${search}`, PREFLIGHT);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [expect.anything()] });
    },
  );
});

describe('another method', () => {
  test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])('%s on /graphql is refused below 500', async (method) => {
    const response = await fetch(server.url, { method, headers: { 'content-type': 'application/json' } });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
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
    expect(response.status).toBe(200);
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
    expect(await response.json()).toEqual(body);
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

  test('an absolute or odd request target is never a 5xx', async () => {
    for (const target of ['http://other.example.com/graphql', '*', '?', '/graphql?a?b', '/graphql?%']) {
      const { status } = await sendRaw(server.port, `GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
      expect([400, 404]).toContain(status);
    }
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
    expect(response.status).toBe(400);
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
      __schema: { queryType: { fields: [{ name: 'me' }, { name: 'session' }, { name: 'sessions' }] } },
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
      expect({ status, data }).toEqual({ status: 400, data: undefined });
      expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
  });

  test('with INTROSPECTION=off nobody may read it', async () => {
    const closed = await startServer({ env: { INTROSPECTION: 'off' } });
    try {
      const { status, data, errors } = await closed.request('{ __schema { queryType { name } } }');
      expect({ status, data }).toEqual({ status: 400, data: undefined });
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
