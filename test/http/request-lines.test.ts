import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hostOfFetch, hostOfHandler } from '../support/embedded.js';
import { until } from '../support/mailbox.js';
import { login, ME } from '../support/operations.js';
import { rawPost, sendRaw } from '../support/raw-http.js';
import { ADMIN, createTestServer, startServer, type TestServer, type Tokens } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';

let waiting: (() => void)[] = [];
const letGo = () => {
  for (const resolve of waiting) resolve();
  waiting = [];
};
let requestId: string | undefined;
const own = createTestModule({
  sdl: `extend type Query {
    slow: String @public
    fault: String @public
    id: String @public
    secret: String @auth(role: ADMIN)
  }`,
  resolvers: {
    Query: {
      slow: () => new Promise<void>((resolve) => waiting.push(resolve)),
      fault: () => {
        throw new Error('a fault');
      },
      id: (_source, _args, { client }) => {
        requestId = client.requestId;
        return requestId;
      },
      secret: () => 'secret',
    },
  },
});

const APP = 'https://app.example.com';
let server: TestServer;
let ada: Tokens;
beforeAll(async () => {
  const env = { CORS_ORIGINS: APP, BATCH_LIMIT: '3', TRUSTED_PROXIES: 'loopback' };
  server = await startServer({ modules: [own], env });
  ada = await server.register('ada@example.com');
});
afterAll(() => server.close());

type Line = Record<string, unknown>;
const isRequest = ({ part }: Line) => part === 'requests';
const linesOf = (id: unknown) => server.logged.filter(({ request }) => request === id);

/** The line of the request that was sent last, once it is there. */
async function lineOf(headers: Headers): Promise<Line> {
  const id = headers.get('x-request-id');
  await until(() => linesOf(id).some(isRequest));
  const [line = {}, ...others] = linesOf(id).filter(isRequest);
  expect(others).toEqual([]);
  const { time: _t, pid: _p, hostname: _h, part: _part, request: _r, ms, ...rest } = line;
  expect(ms).toEqual(expect.any(Number));
  return rest;
}

const HTTP = { method: 'POST', path: '/graphql', status: 200, client: '127.0.0.1', level: 30, msg: 'request' };

describe('a request is a line', () => {
  test('of an operation without a name and a token', async () => {
    const { headers } = await server.request('{ __typename }');
    expect(await lineOf(headers)).toEqual({
      ...HTTP,
      document: expect.stringMatching(/^[0-9a-f]{64}$/),
      kind: 'query',
      viewer: null,
    });
  });

  test('with the name, the session, and the viewer by a hash that nobody can guess', async () => {
    const lines: Line[] = [];
    for (let time = 0; time < 2; time += 1) {
      const { headers } = await server.request('query Mine { me { id } }', { token: ada.accessToken });
      lines.push(await lineOf(headers));
    }
    const viewer = { issuer: 'https://api.example.com', subject: expect.stringMatching(/^[\w-]{22}$/) };
    expect(lines[0]).toEqual({ ...HTTP, operation: 'Mine', kind: 'query', viewer, sid: ada.sessionId });
    expect(lines[1]).toEqual(lines[0]);
    expect(JSON.stringify(lines)).not.toContain(ada.userId);
  });

  test('with the codes of its errors, each once, and why nobody is signed in', async () => {
    const refused = await server.request('query Q { a: secret b: secret }', {
      token: `${ada.accessToken.slice(0, -9)}AAAAAAAAA`,
    });
    expect(refused.errors).toHaveLength(2);
    expect(await lineOf(refused.headers)).toEqual({
      ...HTTP,
      operation: 'Q',
      kind: 'query',
      errors: ['UNAUTHENTICATED'],
      viewer: null,
      token: 'TOKEN_INVALID',
    });
    const failed = await login(server, 'ada@example.com', 'a wrong password');
    expect(await lineOf(failed.headers)).toMatchObject({ kind: 'mutation', errors: ['INVALID_CREDENTIALS'] });
    const invalid = await server.request('query Q { nothing }');
    expect(await lineOf(invalid.headers)).toMatchObject({ kind: null, errors: ['GRAPHQL_VALIDATION_FAILED'] });
    const unreadable = await server.request('query Q {');
    expect(await lineOf(unreadable.headers)).toMatchObject({ kind: null, errors: ['GRAPHQL_PARSE_FAILED'] });
  });

  test('of a batch has its operations', async () => {
    const { headers } = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ada.accessToken}` },
      body: JSON.stringify([{ query: 'query A { __typename }' }, { query: 'query B { secret }' }]),
    });
    expect(await lineOf(headers)).toMatchObject({
      operations: [
        { operation: 'A', kind: 'query' },
        { operation: 'B', kind: 'query', errors: ['FORBIDDEN'] },
      ],
      sid: ada.sessionId,
    });
  });

  test('of what is no operation has the code as well', async () => {
    const address = server.url.replace('/graphql', '');
    const nowhere = await fetch(`${address}/admin/ada@example.com/${ada.refreshToken}?token=${ada.accessToken}`);
    expect(await lineOf(nowhere.headers)).toEqual({
      ...HTTP,
      method: 'GET',
      path: '/…/…/…',
      status: 404,
      errors: ['NOT_FOUND'],
    });
    const notJson = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(await lineOf(notJson.headers)).toEqual({ ...HTTP, status: 400, errors: ['BAD_REQUEST'] });
    const forged = await fetch(server.url, { method: 'POST', body: '{}' });
    expect(await lineOf(forged.headers)).toMatchObject({ status: 400, kind: null, errors: ['BAD_REQUEST'] });
    const preflight = await fetch(server.url, {
      method: 'OPTIONS',
      headers: { origin: APP, 'access-control-request-method': 'POST' },
    });
    expect(await lineOf(preflight.headers)).toEqual({ ...HTTP, method: 'OPTIONS', status: 204 });
  });

  test.each([
    ['/0123456789abcdef0123456789abcdef', '/…'],
    ['/graphql/0123456789abcdef0123456789abcdef', '/graphql/…'],
    ['/api/graphql', '/…/graphql'],
    ['/.well-known/jwks.json?token=0123', '/.well-known/jwks.json'],
    ['/.well-known/jwks', '/.well-known/…'],
    ['/graphql/', '/graphql/'],
    [`/graphql${'/graphql'.repeat(20)}`, `/graphql${'/graphql'.repeat(6)}/…`],
  ])('%s is told as %s: no word that the server does not know', async (path, told) => {
    const { headers } = await fetch(server.url.replace('/graphql', path));
    expect(await lineOf(headers)).toMatchObject({ method: 'GET', path: told });
  });

  test('with the client that a trusted proxy tells', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.7' };
    const answer = await server.request('{ __typename }', { headers });
    expect(await lineOf(answer.headers)).toMatchObject({ client: '203.0.113.7' });
  });

  test.each(['/healthz', '/readyz'])('%s is one at debug', async (path) => {
    const { headers } = await fetch(server.url.replace('/graphql', path));
    expect(await lineOf(headers)).toEqual({ ...HTTP, method: 'GET', path, level: 20 });
  });

  test('and says so if the client went away', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write(rawPost(['x-request-id: gone'], JSON.stringify({ query: 'query Slow { slow }' })));
    await until(() => waiting.length > 0);
    socket.destroy();
    await once(socket, 'close');
    await until(() => linesOf('gone').some(isRequest));
    letGo();
    expect(linesOf('gone').filter(isRequest)).toMatchObject([
      { status: null, gone: true, msg: 'request: the client disconnected' },
    ]);
  });
});

describe('the id of a request', () => {
  test.each([
    ['x-request-id', 'from-a-proxy.1', 'from-a-proxy.1'],
    ['traceparent', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', '4bf92f3577b34da6a3ce929d0e0e4736'],
  ])('is brought by %s of a trusted proxy', async (name, value, id) => {
    const { data, headers } = await server.request('{ id }', { headers: { [name]: value } });
    expect(data).toEqual({ id });
    expect(headers.get('x-request-id')).toBe(id);
  });

  test('is made where what is brought is none, and another each time', async () => {
    const ids: unknown[] = [];
    for (const id of ['a b', 'x'.repeat(129)]) {
      const { headers } = await server.request('{ id }', { headers: { 'x-request-id': id } });
      expect(headers.get('x-request-id')).toBe(requestId);
      ids.push(requestId);
    }
    expect(ids).toEqual([expect.stringMatching(/^[\w-]{16}$/), expect.stringMatching(/^[\w-]{16}$/)]);
    expect(ids[0]).not.toBe(ids[1]);
  });

  test('is in the lines of a fault, a refusal, a failed sign-in and a bad token', async () => {
    const of = async (sent: Promise<{ readonly headers: Headers }>) => {
      const { headers } = await sent;
      await lineOf(headers);
      return linesOf(headers.get('x-request-id')).map(({ msg, event }) => event ?? msg);
    };
    expect(await of(server.request('{ fault }'))).toEqual(['unexpected error', 'request']);
    expect(await of(server.request('{ secret }', { token: ada.accessToken }))).toEqual(['refused', 'request']);
    expect(await of(login(server, ADMIN.email, 'a wrong password'))).toEqual(['SIGN_IN_FAILED', 'request']);
    expect(await of(server.request(ME, { token: 'nonsense' }))).toContain('an access token was refused');
  });

  test('may be read by pages of other origins', async () => {
    const { headers } = await server.request('{ id }', { headers: { origin: APP } });
    expect(headers.get('access-control-expose-headers')).toMatch(/\bx-request-id\b/);
  });
});

test.each([
  ['x-request-id', 'mine.1', 'mine.1'],
  ['traceparent', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', '4bf92f3577b34da6a3ce929d0e0e4736'],
])('where no proxy is named, the id of a request is what its client brings: %s', async (name, value, id) => {
  const direct = await startServer({ modules: [own] });
  const { data, headers } = await direct.request('{ id }', { headers: { [name]: value } });
  expect([data, headers.get('x-request-id')]).toEqual([{ id }, id]);
  await until(() => direct.logged.some(({ request }) => request === id));
  expect(direct.logged.filter(({ request }) => request === id)).toEqual([expect.objectContaining({ msg: 'request' })]);
  await direct.close();
});

describe('an id that a client brings, while a proxy alone may say it,', () => {
  let direct: TestServer;
  beforeAll(async () => {
    direct = await startServer({
      modules: [own],
      env: { TRUSTED_PROXIES: '203.0.113.7', ACCESS_LOG: 'refused' },
    });
  });
  afterAll(() => direct.close());
  const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

  test.each([
    ['x-request-id', 'mine.1', 'mine.1'],
    ['traceparent', `00-${TRACE}-00f067aa0ba902b7-01`, TRACE],
  ])('%s: is in its answer and the line of the request, and is not the id', async (name, value, brought) => {
    const { data, headers } = await direct.request('{ id }', { headers: { [name]: value } });
    expect(headers.get('x-request-id')).toBe(brought);
    expect(data.id).toMatch(/^[\w-]{16}$/);
    await until(() => direct.logged.some((line) => line.brought === brought));
    expect(direct.logged.filter((line) => line.brought === brought)).toMatchObject([{ request: data.id }]);
    expect(direct.logged.filter(({ request }) => request === brought)).toEqual([]);
  });

  test('joins nothing to the trail of another request, whose id it is', async () => {
    const first = await direct.request('{ id }');
    const id = first.data.id;
    expect(first.headers.get('x-request-id')).toBe(id);
    const headers = { 'x-request-id': id };
    const { data, errors } = await direct.request('{ secret fault }', { headers });
    expect(data).toEqual({ secret: null, fault: null });
    expect(errors.map(({ path }) => path)).toEqual([['secret'], ['fault']]);
    await direct.request('mutation { login(email: "root@example.com", password: "a wrong password") { userId } }', {
      headers,
    });
    await until(() => direct.logged.filter(({ brought }) => brought === id).length === 2);
    const trail = direct.logged.filter(({ request }) => request === id);
    expect(trail.map(({ msg }) => msg)).toEqual(['request']);
    const others = direct.logged.filter(
      ({ msg, event }) => ['decision', 'unexpected error'].includes(String(msg)) || event === 'SIGN_IN_FAILED',
    );
    expect(others.map(({ request }) => request)).toEqual(Array(3).fill(expect.stringMatching(/^[\w-]{16}$/)));
  });
});

test('a server that lives in another one has the same lines', async () => {
  const created = await createTestServer({ modules: [own] });
  const lines = () => created.logged.filter(isRequest);
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"query A { id }"}' };
  try {
    const hosts = [await hostOfHandler(created.server), await hostOfFetch(created.server)];
    for (const host of hosts) {
      const before = lines().length;
      const { headers } = await host.send('/graphql', init);
      await until(() => lines().length > before);
      expect(lines().slice(before)).toMatchObject([
        { request: headers.get('x-request-id'), status: 200, operation: 'A', kind: 'query', viewer: null },
      ]);
      await host.close();
    }
  } finally {
    await created.close();
  }
  expect(created.logged.filter(({ part, inFlight }) => part === 'server' && inFlight !== undefined)).toMatchObject([
    { inFlight: 0, msg: 'the server accepts no more requests, and finishes those in flight' },
    { inFlight: 0, msg: 'the server has stopped' },
  ]);
});

describe('what could not be read', () => {
  const MESSAGE = 'a request could not be read';
  let other: TestServer;
  beforeAll(async () => {
    other = await startServer({ env: { TRUSTED_PROXIES: 'loopback' } });
  });
  afterAll(() => other.close());
  const lines = () => other.logged.filter(({ msg }) => msg === MESSAGE);

  test.each([
    ['no HTTP', 400, 'HPE_INVALID_METHOD', 'nonsense\r\n\r\n'],
    ['a request to a proxy', 405, 'CONNECT', 'CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n'],
    ['headers that end too soon', 400, 'HPE_INVALID_EOF_STATE', 'GET / HTTP/1.1\r\nhost: a\r\n'],
    ['headers that are too large', 431, 'HPE_HEADER_OVERFLOW', `GET / HTTP/1.1\r\na: ${'b'.repeat(17_000)}\r\n\r\n`],
    [
      'an unknown expectation',
      417,
      'EXPECT',
      'GET /healthz HTTP/1.1\r\nhost: a\r\nexpect: more\r\nconnection: close\r\n\r\n',
    ],
  ])('has a line with the id of its answer: %s', async (_what, status, why, raw) => {
    const { status: answered, head } = await sendRaw(other.port, raw, { ends: why === 'HPE_INVALID_EOF_STATE' });
    const [, id] = /^x-request-id: ([\w-]{16})\r?$/m.exec(head) ?? [];
    expect(answered).toBe(status);
    const { time: _t, pid: _p, hostname: _h, request, ...line } = lines().at(-1) ?? {};
    expect(line).toEqual({ level: 30, part: 'http', msg: MESSAGE, status, why, client: '127.0.0.1' });
    expect(String(request).toLowerCase()).toBe(id);
  });

  test.each([
    ['that is no body', 'transfer-encoding: chunked\r\n\r\nnonsense\r\n', { status: 400, errors: ['BAD_REQUEST'] }],
    ['that ends too soon', 'content-length: 100\r\n\r\n{', { status: null, gone: true }],
  ])('a request with a body %s has its own line, with the id of its answer', async (_what, rest, expected) => {
    const before = lines().length;
    const { status, head } = await sendRaw(
      other.port,
      `POST /graphql HTTP/1.1\r\nhost: a\r\nx-request-id: body-${expected.status}\r\ncontent-type: application/json\r\n${rest}`,
      { ends: expected.status === null },
    );
    expect(status).toBe(400);
    expect(head).toContain(`x-request-id: body-${expected.status}`);
    await until(() => other.logged.some(({ request }) => request === `body-${expected.status}`));
    expect(other.logged.filter(({ request }) => request === `body-${expected.status}`)).toEqual([
      expect.objectContaining({ path: '/graphql', ...expected }),
    ]);
    expect(lines()).toHaveLength(before);
  });

  test('an address that sends nothing else gets 5 a minute, and how many more there were is told', async () => {
    const flooded = await startServer();
    for (let at = 0; at < 8; at++) expect((await sendRaw(flooded.port, 'nonsense\r\n\r\n')).status).toBe(400);
    await flooded.close();
    expect(flooded.logged.filter(({ msg }) => msg === MESSAGE)).toHaveLength(5);
    expect(flooded.logged).toContainEqual(
      expect.objectContaining({ msg: 'more requests could not be read than were logged', requests: 3 }),
    );
  });
});
