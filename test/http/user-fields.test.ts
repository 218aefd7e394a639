import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Loaders } from '../../src/module/index.js';
import { expectAnswer, setUserRoles } from '../support/operations.js';
import { ADMIN, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';

// The built-in schema shows other users to SUPPORT alone; a module of ours shows them to everybody.
const people = createTestModule({
  sdl: 'extend type Query { person(id: ID!): User @public }',
  resolvers: {
    Query: {
      person: (_root: unknown, { id }: { id: string }, { loaders }: { loaders: Loaders }) => loaders.users.load(id),
    },
  },
});

const PERSON = 'query ($id: ID!) { person(id: $id) { id name email emailVerified disabled sessions { id } roles } }';

describe('email, emailVerified, disabled and sessions of a user', () => {
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

  const refused = (extensions: Readonly<Record<string, unknown>>) =>
    ['email', 'emailVerified', 'disabled', 'sessions'].map((field) =>
      expect.objectContaining({ path: ['person', field], extensions }),
    );

  test('are not for another user; the other fields answer', async () => {
    const { data, errors } = await person(ada.userId, grace.accessToken);
    const hidden = { email: null, emailVerified: null, disabled: null, sessions: null };
    expect(data).toEqual({ person: { id: ada.userId, name: null, ...hidden, roles: ['USER'] } });
    expect(errors).toEqual(refused({ code: 'FORBIDDEN' }));
  });

  test('nor for nobody', async () => {
    const { data, errors } = await person(ada.userId);
    const hidden = { email: null, emailVerified: null, disabled: null, sessions: null };
    expect(data).toEqual({ person: { id: ada.userId, name: null, ...hidden, roles: ['USER'] } });
    expect(errors).toEqual(refused({ code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' }));
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
    expect(errors).toEqual([expect.objectContaining({ path: ['person', 'email'], extensions: { code: 'FORBIDDEN' } })]);
  });

  test('a refused `sessions` asks the database nothing about sessions', async () => {
    server.takeQueries();
    await person(ada.userId, grace.accessToken);
    expect(server.takeQueries().filter((sql) => sql.includes('"sessions"'))).toEqual([]);
  });
});
