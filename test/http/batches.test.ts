import { type ApolloLink, gql, type OperationVariables } from '@apollo/client';
import { ApolloClient, InMemoryCache } from '@apollo/client/core';
import { BatchHttpLink } from '@apollo/client/link/batch-http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type Host, hosts } from '../support/embedded.js';
import type { ResponseError } from '../support/graphql.js';
import { ADMIN, createTestServer, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';

interface Result {
  // biome-ignore lint/suspicious/noExplicitAny: tests read what their own query asked for.
  readonly data?: any;
  readonly errors?: readonly ResponseError[];
}

interface Sent {
  readonly token?: string;
  readonly accept?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function sendTo(url: string, operations: unknown, { token, accept, headers }: Sent = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
      ...(accept && { accept }),
      ...headers,
    },
    body: JSON.stringify(operations),
  });
  return { status: response.status, headers: response.headers, results: (await response.json()) as Result[] };
}

const LOGIN = {
  query: 'mutation ($e: String!, $p: String!) { login(email: $e, password: $p) { accessToken } }',
  variables: { e: ADMIN.email, p: ADMIN.password },
};
const ME = { query: '{ me { email } }' };
const TYPENAME = { query: '{ __typename }' };

describe('without BATCH_LIMIT', () => {
  test.each([
    ['development', ' BATCH_LIMIT turns them on.'],
    ['production', ''],
  ])('a batch is refused in %s, and nothing of it runs', async (environment, hint) => {
    const server = await startServer({ env: { NODE_ENV: environment } });
    try {
      server.takeQueries();
      const { status, results } = await sendTo(server.url, [LOGIN, LOGIN]);
      expect(status).toBe(400);
      const message = `This server does not accept batches of operations.${hint}`;
      expect(results).toEqual({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
      expect(server.takeQueries().filter((sql) => sql.includes('"users"'))).toEqual([]);
    } finally {
      await server.close();
    }
  });
});

/** Tells what runs, in its order. */
const ran: string[] = [];
const telling = createTestModule({
  sdl: `
    extend type Query { note(text: String!): String @public  fails: String @public }
    extend type Mutation { slow(text: String!): String @public }`,
  resolvers: {
    Query: {
      note: (_source: unknown, { text }: { text: string }) => {
        ran.push(text);
        return text;
      },
      fails: () => {
        throw new Error('a secret');
      },
    },
    Mutation: {
      slow: async (_source: unknown, { text }: { text: string }) => {
        ran.push(`${text} begins`);
        await new Promise((resolve) => setTimeout(resolve, 20));
        ran.push(`${text} ends`);
        return text;
      },
    },
  },
});

describe('with BATCH_LIMIT', () => {
  let server: TestServer;
  let user: Tokens;
  const send = (operations: unknown, sent?: Sent) => sendTo(server.url, operations, sent);

  beforeAll(async () => {
    const env = { BATCH_LIMIT: '10', OPERATION_MAX_ALIASES: '2000', OPERATION_MAX_ROOT_FIELDS: '2000' };
    server = await startServer({ env, modules: [telling] });
    user = await server.register('ada@example.com');
  });
  afterEach(() => void ran.splice(0));
  afterAll(() => server.close());

  test('each operation is answered in its place, with its own errors, known or not', async () => {
    const batch = [
      ME,
      { query: '{ users { edges { cursor } } }' },
      { query: '{ nothing }' },
      { query: '{' },
      { qeury: 1 },
      { query: '{ fails }' },
      { query: 'query A { note(text: "a") } query B { note(text: "b") }', operationName: 'B' },
    ];
    for (let time = 0; time < 3; time += 1) {
      const { status, headers, results } = await send(batch, { token: user.accessToken });
      expect(status).toBe(200);
      expect(headers.get('content-type')).toMatch('application/json');
      expect(headers.get('cache-control')).toBe('no-store');
      const codes = results.map(({ errors = [] }) => errors.map(({ extensions }) => extensions.code));
      expect(results.map(({ data }) => data)).toEqual([
        { me: { email: 'ada@example.com' } },
        { users: null },
        undefined,
        undefined,
        undefined,
        { fails: null },
        { note: 'b' },
      ]);
      expect(codes).toEqual([
        [],
        ['FORBIDDEN'],
        ['GRAPHQL_VALIDATION_FAILED'],
        ['GRAPHQL_PARSE_FAILED'],
        ['BAD_REQUEST'],
        ['INTERNAL_SERVER_ERROR'],
        [],
      ]);
      expect(JSON.stringify(results)).not.toContain('a secret');
    }
  });

  test('they run one after the other', async () => {
    const slow = (text: string) => ({ query: `mutation { slow(text: "${text}") }` });
    await send([slow('one'), { query: '{ note(text: "between") }' }, slow('two')]);
    expect(ran).toEqual(['one begins', 'one ends', 'between', 'two begins', 'two ends']);
  });

  test('so what one changes the next one sees, and who has logged out is signed out', async () => {
    const { accessToken: token } = await server.register('bob@example.com');
    const update = { query: 'mutation { updateProfile(input: { name: "Bob" }) { name } }' };
    const name = { query: '{ me { name } }' };
    const { results } = await send([name, update, name, { query: 'mutation { logout }' }, name], { token });
    expect(results.map(({ data }) => data)).toEqual([
      { me: { name: null } },
      { updateProfile: { name: 'Bob' } },
      { me: { name: 'Bob' } },
      { logout: true },
      { me: null },
    ]);
    expect(results[4]?.errors).toMatchObject([{ path: ['me'], extensions: { reason: 'TOKEN_REVOKED' } }]);
  });

  test('one operation with credentials is all that a batch may have', async () => {
    const wrong = { ...LOGIN, variables: { ...LOGIN.variables, p: 'wrong' } };
    for (const operations of [
      [wrong, LOGIN, LOGIN],
      [
        LOGIN,
        { query: `mutation { register(input: { email: "x@example.com", password: "${PASSWORD}" }) { status } }` },
      ],
    ]) {
      const { results } = await send(operations);
      const codes = results.map(({ errors = [] }) => errors[0]?.extensions.code);
      expect(codes.slice(1)).toEqual(operations.slice(1).map(() => 'BAD_USER_INPUT'));
      expect(results.slice(1).map(({ data }) => Object.values(data))).toEqual(operations.slice(1).map(() => [null]));
    }
    const { results } = await send([TYPENAME, LOGIN, TYPENAME]);
    expect(results[1]?.data).toEqual({ login: { accessToken: expect.any(String) } });
  });

  test.each<[string, unknown, string]>([
    ['more operations', Array(11).fill({ query: '{ note(text: "x") }' }), 'A batch may have at most 10 operations.'],
    ['no operation', [], 'A batch must have at least one operation.'],
    [
      'more tokens than one may have',
      Array(6).fill({ query: `{ ${Array.from({ length: 300 }, (_, i) => `a${i}: __typename`).join(' ')} }` }),
      'The documents of the batch have more than 5000 tokens. Send it in parts.',
    ],
    [
      'more characters than one may have',
      [{ query: '{ note(text: "x") }' }, { query: `{ __typename } ${','.repeat(100_000)}` }],
      'The documents of the batch have more than 100000 characters. Send it in parts.',
    ],
    [
      'documents that are dear together',
      Array(3).fill({ query: `{ note(text: "x") ${'...{ me { id } } '.repeat(130)} }` }),
      'The documents of the batch select too many fields, or too much in fragments. Send it in parts.',
    ],
  ])('%s: the whole batch is refused', async (_what, operations, message) => {
    const { status, results } = await send(operations);
    expect(status).toBe(400);
    expect(results).toEqual({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
    expect(ran).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['as many operations', Array(10).fill({ query: '{ note(text: "x") }' })],
    [
      'so many tokens',
      Array(5).fill({ query: `{ ${Array.from({ length: 300 }, (_, i) => `a${i}: __typename`).join(' ')} }` }),
    ],
    ['documents of which one is dear', [{ query: `{ ${'...{ me { id } } '.repeat(130)} }` }, TYPENAME, TYPENAME]],
  ])('%s: just below, it is answered', async (_what, operations) => {
    const { status, results } = await send(operations);
    expect([status, results.length]).toEqual([200, (operations as unknown[]).length]);
    expect(results.every(({ data }) => data !== undefined)).toBe(true);
  });

  test('the limits on operations hold for all of them together', async () => {
    const fields = Array.from({ length: 60 }, (_, index) => `a${index}: __typename @include(if: true)`);
    const half = { query: `{ note(text: "x") ${fields.join(' ')} }` };
    for (let time = 0; time < 3; time += 1) {
      const { status, results } = await send([half, half, TYPENAME]);
      expect(status).toBe(200);
      expect(results.map(({ errors = [] }) => errors.map(({ extensions }) => extensions.code))).toEqual([
        [],
        ['OPERATION_TOO_COMPLEX'],
        [],
      ]);
      expect([results[1]?.data, results[2]?.data]).toEqual([undefined, { __typename: 'Query' }]);
      expect(ran.splice(0)).toEqual(['x']);
    }
    expect((await send([half])).results[0]?.errors).toBeUndefined();
  });

  test.each([1, 'x', null, [TYPENAME], {}])('what is no operation (%j) is refused in its place', async (operation) => {
    const { status, results } = await send([operation, TYPENAME]);
    expect(status).toBe(200);
    expect(results).toMatchObject([
      { errors: [{ extensions: { code: 'BAD_REQUEST' } }] },
      { data: { __typename: 'Query' } },
    ]);
  });

  test('a form of another site cannot send one', async () => {
    const { status, results } = await send([{ query: 'mutation { slow(text: "x") }' }], {
      headers: { 'content-type': 'text/plain' },
    });
    expect([status, results]).toMatchObject([400, { errors: [{ extensions: { code: 'BAD_REQUEST' } }] }]);
    expect(ran).toEqual([]);
  });

  test("Apollo Client's BatchHttpLink gets each answer where it belongs", async () => {
    let requests = 0;
    const link: ApolloLink = new BatchHttpLink({
      uri: server.url,
      batchInterval: 20,
      headers: { authorization: `Bearer ${user.accessToken}` },
      fetch: (input, init) => {
        requests += 1;
        return fetch(input, init);
      },
    });
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    const ask = (query: string, variables: OperationVariables = {}) =>
      client.query({ query: gql(query), variables, errorPolicy: 'all', fetchPolicy: 'no-cache' });
    const [me, users, note, invalid] = await Promise.all([
      ask('query Me { me { email } }'),
      ask('query Users { users { edges { cursor } } }'),
      ask('query Note($text: String!) { note(text: $text) }', { text: 'hello' }),
      ask('query Invalid { nothing }'),
    ]);
    expect(requests).toBe(1);
    expect([me?.data, note?.data]).toEqual([
      { me: expect.objectContaining({ email: 'ada@example.com' }) },
      { note: 'hello' },
    ]);
    expect(users?.error).toMatchObject({ errors: [{ path: ['users'], extensions: { code: 'FORBIDDEN' } }] });
    expect(invalid?.error).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
    client.stop();
  });
});

describe('with BATCH_LIMIT and HTTP_STATUS=mapped', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ env: { BATCH_LIMIT: '3', HTTP_STATUS: 'mapped' } });
  });
  afterAll(() => server.close());

  test('a batch has the status that all of its operations have, or else 200', async () => {
    const refused = await sendTo(server.url, [ME, ME]);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="graphql"']);
    expect(refused.results.map(({ data }) => data)).toEqual([{ me: null }, { me: null }]);
    for (const batch of [
      [ME, TYPENAME],
      [TYPENAME, ME],
    ]) {
      const mixed = await sendTo(server.url, batch);
      expect([mixed.status, mixed.headers.get('www-authenticate')]).toEqual([200, null]);
    }
  });
});

describe.each(Object.entries(hosts))('with BATCH_LIMIT, by server.%s', (_name, hostOf) => {
  let host: Host;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const created = await createTestServer({ env: { BATCH_LIMIT: '2' } });
    close = created.close;
    host = await hostOf(created.server);
  });
  afterAll(async () => {
    await host.close();
    await close();
  });

  test('a batch is answered, and one with more is not', async () => {
    const send = (operations: unknown) =>
      host.send('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(operations),
      });
    const answered = await send([TYPENAME, ME]);
    expect(answered.status).toBe(200);
    expect(await answered.json()).toMatchObject([{ data: { __typename: 'Query' } }, { data: { me: null } }]);
    expect((await send([ME, ME, ME])).status).toBe(400);
  });
});
