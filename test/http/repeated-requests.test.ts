import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startServer, type TestServer, type Tokens } from '../support/server.js';

let server: TestServer;
let user: Tokens;

beforeAll(async () => {
  server = await startServer({ env: { INTROSPECTION: 'shaped' } });
  user = await server.register('ada@example.com');
});
afterAll(() => server.close());

interface Sent {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

async function send({ body, headers = {}, method = 'POST' }: Sent) {
  const response = await fetch(server.url, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${user.accessToken}`, ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const sentHeaders = Object.fromEntries(
    [...response.headers].filter(([name]) => !['date', 'x-request-id'].includes(name)),
  );
  return { status: response.status, headers: sentHeaders, text: await response.text() };
}

/** Another text is another document: one that was not seen before. */
function asNewDocument(body: unknown, name: string): unknown {
  if (typeof body !== 'object' || body === null || !('query' in body) || !body.query) return body;
  return { ...body, query: `${body.query} # ${name}` };
}

const ME = 'query Me { me { id email } }';

describe('a request is answered the same the first time, through Apollo, and every time after', () => {
  test.each<[string, Sent]>([
    ['an operation that is granted', { body: { query: ME } }],
    ['one with a name', { body: { query: 'query A { me { id } } query B { me { name } }', operationName: 'B' } }],
    [
      'one with nulls for what it has not',
      { body: { query: ME, variables: null, operationName: null, extensions: null } },
    ],
    ['one of a client that says who it is', { body: { query: ME, extensions: { clientLibrary: { name: 'x' } } } }],
    ['one with variables', { body: { query: 'query ($id: ID!) { user(id: $id) { id } }', variables: { id: '1' } } }],
    ['what is refused', { body: { query: '{ me { id } users { edges { node { id } } } }' } }],
    [
      'what is refused at many places',
      {
        body: {
          query:
            '{ a: users { edges { cursor } } b: users { edges { cursor } } c: auditEvents { edges { cursor } } me { id } }',
        },
      },
    ],
    [
      'a mutation that is refused',
      { body: { query: 'mutation { setUserRoles(userId: "1", roles: [USER]) { id } b: logoutAll }' } },
    ],
    [
      'a mutation that nobody may without a token',
      {
        body: { query: 'mutation { logoutAll updateProfile(input: { name: "x" }) { id } }' },
        headers: { authorization: '' },
      },
    ],
    ['what nobody may without a token', { body: { query: ME }, headers: { authorization: '' } }],
    ['a bad token', { body: { query: ME }, headers: { authorization: 'Bearer x.y.z' } }],
    ['variables that do not fit', { body: { query: 'query ($id: ID!) { user(id: $id) { id } }', variables: {} } }],
    ['a name that no operation has', { body: { query: ME, operationName: 'You' } }],
    ['an empty name', { body: { query: ME, operationName: '' } }],
    ['a name that is no text', { body: { query: ME, operationName: 7 } }],
    ['variables as text', { body: { query: ME, variables: '{}' } }],
    ['variables in a list', { body: { query: ME, variables: [] } }],
    ['a persisted query', { body: { query: ME, extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } } }],
    ['extensions as text', { body: { query: ME, extensions: '{}' } }],
    ['a batch', { body: [{ query: ME }] }],
    ['a document that is not valid', { body: { query: '{ nothing }' } }],
    ['a document that is none', { body: { query: '{' } }],
    ['no document', { body: { query: '' } }],
    ['another method', { body: { query: ME }, method: 'PUT' }],
    ['any answer is accepted', { body: { query: ME }, headers: { accept: '*/*' } }],
    ['the newer type is accepted', { body: { query: ME }, headers: { accept: 'application/graphql-response+json' } }],
    [
      'both are, as by Apollo Client',
      {
        body: { query: ME },
        headers: { accept: 'application/graphql-response+json,application/json;q=0.9' },
      },
    ],
    ['no type that there is', { body: { query: ME }, headers: { accept: 'image/png' } }],
    ['a page is accepted', { body: { query: ME }, headers: { accept: 'text/html,*/*;q=0.1' } }],
  ])('%s', async (name, { body, ...how }) => {
    const sent = { ...how, body: asNewDocument(body, name) };
    const first = await send(sent);
    for (const _again of [1, 2]) expect(await send(sent)).toEqual(first);
    expect(first.headers['content-type']).toMatch(/^application\//);
  });
});

test('a browser that looks at the address does not make a page of the answers', async () => {
  const headers = { accept: 'text/html,application/xhtml+xml' };
  const body = { query: '{ me { name } }' };
  await send({ method: 'GET', headers });
  for (const _again of [1, 2]) expect((await send({ body, headers })).headers['content-type']).not.toMatch(/html/);
});

test('a document that was executed shows nobody more of the schema than he may see', async () => {
  const query = `query ($hide: Boolean!) { me @include(if: $hide) { id } __type(name: "Mutation") @skip(if: $hide) { fields { name } } }`;
  for (const _again of [1, 2]) {
    expect((await send({ body: { query, variables: { hide: true } } })).status).toBe(200);
    const shown = await send({ body: { query, variables: { hide: false } } });
    expect(shown.text).toContain('"login"');
    expect(shown.text).not.toContain('setUserRoles');
  }
});

test('another method than POST is refused, whatever it brings', async () => {
  const body = { query: '{ me { id name roles } }' };
  for (const _again of [1, 2]) {
    expect((await send({ body })).status).toBe(200);
    for (const method of ['PUT', 'PATCH', 'DELETE']) expect((await send({ body, method })).status).toBe(405);
  }
});

test('a document is known, and who asks is asked each time', async () => {
  const query = '{ me { id name } }';
  for (const _again of [1, 2]) {
    expect(JSON.parse((await send({ body: { query } })).text)).toEqual({
      data: { me: { id: user.userId, name: null } },
    });
    const nobody = await send({ body: { query }, headers: { authorization: '' } });
    expect(JSON.parse(nobody.text)).toMatchObject({
      data: { me: null },
      errors: [{ path: ['me'], extensions: { code: 'UNAUTHENTICATED' } }],
    });
  }
});

test('what is answered with an error is executed once', async () => {
  const login = 'mutation ($password: String!) { login(email: "ada@example.com", password: $password) { userId } }';
  const events = '{ auditEvents(first: 100) { edges { node { type } } } }';
  const admin = await server.login('root@example.com', 'a password of the admin');
  const failures = async () => {
    const { text } = await send({ body: { query: events }, headers: { authorization: `Bearer ${admin.accessToken}` } });
    return text.split('SIGN_IN_FAILED').length - 1;
  };
  const before = await failures();
  for (let times = 1; times <= 3; times += 1) {
    const { text } = await send({ body: { query: login, variables: { password: 'not the password' } } });
    expect(JSON.parse(text)).toMatchObject({
      errors: [{ path: ['login'], extensions: { code: 'INVALID_CREDENTIALS' } }],
    });
    expect(await failures()).toBe(before + times);
  }
});
