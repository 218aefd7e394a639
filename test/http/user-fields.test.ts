import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Loaders } from '../../src/module/index.js';
import { expectAnswer, setUserRoles } from '../support/operations.js';
import { ADMIN, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';

// The built-in fields show other users to SUPPORT alone; a field of another module leads everybody to them.
const people = createTestModule({
  sdl: 'extend type Query { person(id: ID!): User @public }',
  resolvers: {
    Query: {
      person: (_root: unknown, { id }: { id: string }, { loaders }: { loaders: Loaders }) => loaders.users.load(id),
    },
  },
});

const PERSON = 'query ($id: ID!) { person(id: $id) { id name email emailVerified disabled sessions { id } roles } }';

describe('the fields of a user', () => {
  let server: TestServer;
  let admin: Tokens;
  let support: Tokens;
  let ada: Tokens;
  let grace: Tokens;

  beforeAll(async () => {
    server = await startServer({ modules: [people] });
    admin = await server.login(ADMIN.email, ADMIN.password);
    ada = await server.register('ada@example.com');
    grace = await server.register('grace@example.com');
    const { userId } = await server.register('support@example.com');
    await setUserRoles(server, admin.accessToken, userId, ['SUPPORT']);
    support = await server.login('support@example.com', PASSWORD);
  });
  afterAll(() => server.close());

  const person = (id: string, token?: string) =>
    server.request(PERSON, { variables: { id }, ...(token !== undefined && { token }) });

  test('are for himself', async () => {
    expect(expectAnswer(await person(ada.userId, ada.accessToken), 'person')).toEqual({
      id: ada.userId,
      name: null,
      email: 'ada@example.com',
      emailVerified: false,
      disabled: false,
      sessions: [{ id: ada.sessionId }],
      roles: ['USER'],
    });
  });

  test.each(['SUPPORT', 'ADMIN'])('are for %s', async (role) => {
    const { accessToken } = role === 'ADMIN' ? admin : support;
    expect(expectAnswer(await person(ada.userId, accessToken), 'person')).toMatchObject({
      email: 'ada@example.com',
      emailVerified: false,
      disabled: false,
      sessions: [{ id: ada.sessionId }],
    });
  });

  const NULLABLE =
    'query ($id: ID!) { person(id: $id) { __typename name email emailVerified disabled sessions { id } } }';
  const NOTHING = { name: null, email: null, emailVerified: null, disabled: null, sessions: null };
  const refusedOf = (fields: readonly string[], code: string) =>
    fields.map((field) => expect.objectContaining({ path: ['person', field], extensions: { code } }));

  test('are not for another user', async () => {
    const { data, errors } = await server.request(NULLABLE, {
      token: grace.accessToken,
      variables: { id: ada.userId },
    });
    expect(data).toEqual({ person: { __typename: 'User', ...NOTHING } });
    expect(errors).toEqual(refusedOf(Object.keys(NOTHING), 'FORBIDDEN'));
  });

  test.each(['id', 'roles', 'createdAt'])('nor is %s, without which there is no user', async (field) => {
    const { data, errors } = await server.request(`query ($id: ID!) { person(id: $id) { ${field} } }`, {
      token: grace.accessToken,
      variables: { id: ada.userId },
    });
    expect(data).toEqual({ person: null });
    expect(errors).toEqual(refusedOf([field], 'FORBIDDEN'));
  });

  test('nor for nobody, for whom no user is looked up', async () => {
    server.takeQueries();
    const { data, errors } = await person(ada.userId);
    expect(data).toEqual({ person: null });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['person'],
        extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' },
      }),
    ]);
    expect(server.takeQueries().filter((sql) => sql.includes('"users"'))).toEqual([]);
  });

  test('are decided for each user, under aliases and fragments', async () => {
    const { data, errors } = await server.request(
      `query ($mine: ID!, $others: ID!) {
        mine: person(id: $mine) { ...Mail } others: person(id: $others) { ...Mail, again: email }
      }
      fragment Mail on User { mail: email }`,
      { token: ada.accessToken, variables: { mine: ada.userId, others: grace.userId } },
    );
    expect(data).toEqual({ mine: { mail: 'ada@example.com' }, others: { mail: null, again: null } });
    expect(errors.map(({ path, extensions }) => ({ path, code: extensions.code }))).toEqual([
      { path: ['others', 'mail'], code: 'FORBIDDEN' },
      { path: ['others', 'again'], code: 'FORBIDDEN' },
    ]);
  });

  test('an alias of another field does not make one the owner', async () => {
    const { data, errors } = await server.request('query ($id: ID!) { person(id: $id) { id: name email } }', {
      token: grace.accessToken,
      variables: { id: ada.userId },
    });
    expect(data).toEqual({ person: { id: null, email: null } });
    expect(errors).toEqual(refusedOf(['id', 'email'], 'FORBIDDEN'));
  });

  test('a refused `sessions` asks the database nothing about sessions', async () => {
    server.takeQueries();
    await person(ada.userId, grace.accessToken);
    expect(server.takeQueries().filter((sql) => sql.includes('"sessions"'))).toEqual([]);
  });
});
