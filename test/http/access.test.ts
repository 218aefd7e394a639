import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ADMIN, startServer, type TestServer, type Tokens } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';

let burned = 0;
let asked: unknown[] = [];

const vault = createTestModule({
  sdl: `
  extend type Query {
    vault: Int @auth(policy: "isOpen")
    broken: Int @auth(policy: "isBroken")
    mine(user: ID!): Int @auth(claims: [{ name: "sub", argument: "user" }])
  }
  extend type Mutation {
    burn(all: Boolean = false @auth(role: ADMIN)): Int @auth
    touch: Int @public
    lock: Int @auth(role: ADMIN)
  }`,
  resolvers: {
    Query: { vault: () => 1, broken: () => 1, mine: () => 1 },
    Mutation: {
      burn: () => {
        burned += 1;
        return burned;
      },
      touch: () => {
        burned += 1;
        return burned;
      },
      lock: () => 1,
    },
  },
  policies: {
    isOpen: async ({ viewer, context }) => {
      asked.push(viewer.subject);
      return (await context.loaders.users.load(viewer.subject ?? ''))?.email.startsWith('open') === true;
    },
    isBroken: () => {
      throw new Error('the lock is jammed');
    },
  },
});

let server: TestServer;
let user: Tokens;
let opener: Tokens;

beforeAll(async () => {
  server = await startServer({ modules: [vault] });
  user = await server.register('ann@example.com');
  opener = await server.register('open@example.com');
});
afterAll(() => server.close());
beforeEach(() => {
  burned = 0;
  asked = [];
});

describe('a policy of a module', () => {
  test('lets in whom it grants, and nobody else', async () => {
    const granted = await server.request('{ vault }', { token: opener.accessToken });
    expect(granted).toMatchObject({ data: { vault: 1 }, errors: [] });
    const refused = await server.request('{ vault me { email } }', { token: user.accessToken });
    expect(refused.data).toEqual({ vault: null, me: { email: 'ann@example.com' } });
    expect(refused.errors).toMatchObject([{ path: ['vault'], extensions: { code: 'FORBIDDEN' } }]);
    expect(asked).toEqual([opener.userId, user.userId]);
  });

  test('is not asked for who is not signed in', async () => {
    const { data, errors } = await server.request('{ vault }');
    expect(data).toEqual({ vault: null });
    expect(errors).toMatchObject([
      { path: ['vault'], extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' } },
    ]);
    expect(asked).toEqual([]);
  });

  test('that throws refuses, and the cause is in the log alone', async () => {
    const { data, errors } = await server.request('{ broken }', { token: opener.accessToken });
    expect(data).toEqual({ broken: null });
    expect(errors).toMatchObject([{ path: ['broken'], extensions: { code: 'FORBIDDEN' } }]);
    expect(JSON.stringify(errors)).not.toContain('jammed');
    expect(JSON.stringify(server.logged)).toContain('the lock is jammed');
  });
});

test('a claim is compared with each argument that is sent', async () => {
  const query = 'query ($me: ID!, $other: ID!) { own: mine(user: $me) other: mine(user: $other) }';
  const variables = { me: user.userId, other: opener.userId };
  const { data, errors } = await server.request(query, { variables, token: user.accessToken });
  expect(data).toEqual({ own: 1, other: null });
  expect(errors).toMatchObject([{ path: ['other'], extensions: { code: 'FORBIDDEN' } }]);
});

describe('a mutation', () => {
  test('with a refusal in it runs nothing, not even what is public', async () => {
    const { status, data, errors } = await server.request('mutation { touch burn lock logout }', {
      token: user.accessToken,
    });
    expect(status).toBe(200);
    expect(data).toEqual({ touch: null, burn: null, lock: null, logout: null });
    expect(errors).toMatchObject([
      { path: ['touch'], extensions: { code: 'FORBIDDEN', reason: 'NOT_RUN' } },
      { path: ['burn'], extensions: { code: 'FORBIDDEN', reason: 'NOT_RUN' } },
      { path: ['lock'], extensions: { code: 'FORBIDDEN' } },
      { path: ['logout'], extensions: { code: 'FORBIDDEN', reason: 'NOT_RUN' } },
    ]);
    expect(burned).toBe(0);
    const { data: alive } = await server.request('{ me { email } }', { token: user.accessToken });
    expect(alive).toEqual({ me: { email: 'ann@example.com' } });
  });

  test('runs whole for who may do all of it', async () => {
    const { accessToken: token } = await server.login(ADMIN.email, ADMIN.password);
    const { data, errors } = await server.request('mutation { touch burn(all: true) lock }', { token });
    expect(errors).toEqual([]);
    expect(data).toEqual({ touch: 1, burn: 2, lock: 1 });
  });

  test('with an argument that is not allowed is refused, and without it runs', async () => {
    const token = user.accessToken;
    const refused = await server.request('mutation { burn(all: true) }', { token });
    expect(refused.data).toEqual({ burn: null });
    expect(refused.errors).toMatchObject([{ path: ['burn'], extensions: { code: 'FORBIDDEN' } }]);
    expect((await server.request('mutation { burn(all: false) }', { token })).data).toEqual({ burn: 1 });
  });
});
