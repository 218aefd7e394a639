import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { countHashes } from '../support/account-operations.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import type { GraphqlRequest } from '../support/graphql.js';
import { expectAnswer, expectError, expectInvalid, login, takeQueriesButAudit } from '../support/operations.js';
import { ADMIN, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';
import { withDatabase } from '../support/with-database.js';

const CREATE = `mutation ($input: CreateUserInput!) {
  createUser(input: $input) { id email name roles emailVerified disabled } }`;

describeEachDatabase('createUser', (engine) => {
  let place: TestPlace;
  let server: TestServer;
  let admin: Tokens;
  let email = '';
  let count = 0;

  beforeAll(async () => {
    place = await createTestPlace(engine);
    server = await startServer({ place, env: { REGISTRATION: 'closed', EMAIL_VERIFICATION: 'required' } });
    admin = await server.login(ADMIN.email, ADMIN.password);
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });
  beforeEach(() => {
    count += 1;
    email = `ann-${count}@example.com`;
    server.takeQueries();
  });

  const create = (input: object = {}, options: GraphqlRequest = { token: admin.accessToken }) =>
    server.request(CREATE, { variables: { input: { email, password: PASSWORD, ...input } }, ...options });
  const rowsOf = (address = email) =>
    withDatabase(place, ({ query }) =>
      query.selectFrom('users').selectAll().where('email_key', '=', address.toLowerCase()).execute(),
    );

  test('makes a USER who signs in at once, though registration is closed and addresses have to be verified', async () => {
    const user = expectAnswer(await create({ email: email.toUpperCase(), name: ' Ann ' }), 'createUser');
    expect(user).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      email: email.toUpperCase(),
      name: 'Ann',
      roles: ['USER'],
      emailVerified: true,
      disabled: false,
    });
    expect(expectAnswer(await login(server, email, PASSWORD), 'login').userId).toBe(user.id);
    expectError(await login(server, email, 'another password'), 'login', { code: 'INVALID_CREDENTIALS' });
  });

  test('gives the roles that are asked for, each once', async () => {
    const user = expectAnswer(await create({ roles: ['SUPPORT', 'USER', 'SUPPORT'] }), 'createUser');
    expect(user.roles).toEqual(['SUPPORT', 'USER']);
    const { accessToken } = await server.login(email, PASSWORD);
    expectAnswer(await server.request('{ users { edges { cursor } } }', { token: accessToken }), 'users');
  });

  test('is USER_CREATED, by the administrator, with the roles', async () => {
    const { id } = expectAnswer(await create({ roles: ['SUPPORT'] }), 'createUser');
    const query = `{ auditEvents(userId: "${id}") { edges { node { type actorId sessionId ipAddress detail } } } }`;
    const { edges } = expectAnswer(await server.request(query, { token: admin.accessToken }), 'auditEvents');
    expect(edges).toEqual([
      {
        node: {
          type: 'USER_CREATED',
          actorId: admin.userId,
          sessionId: null,
          ipAddress: '127.0.0.1',
          detail: 'SUPPORT',
        },
      },
    ]);
  });

  describe('is refused, makes nobody and costs no hash:', () => {
    const expectNobody = async (run: () => Promise<void>) => {
      expect(await countHashes(server, run)).toBe(0);
      expect(await rowsOf()).toEqual([]);
    };

    test('nobody', () =>
      expectNobody(async () => {
        expectError(await create({}, {}), 'createUser', { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' });
        expect(takeQueriesButAudit(server)).toEqual([]);
      }));

    test.each([['USER'], ['SUPPORT']])('a %s', async (role) => {
      const other = `${role.toLowerCase()}-${count}@example.com`;
      expectAnswer(await create({ email: other, roles: [role] }), 'createUser');
      const { accessToken } = await server.login(other, PASSWORD);
      server.takeQueries();
      await expectNobody(async () => {
        expectError(await create({}, { token: accessToken }), 'createUser', { code: 'FORBIDDEN' });
        expect(takeQueriesButAudit(server)).toEqual([]);
      });
    });

    test.each([
      ['email', { email: 'nobody' }],
      ['password', { password: 'short' }],
      ['password', { password: 'password1' }],
      ['password', { name: 'Ann Lovelace', password: 'annlovelace' }],
      ['name', { name: 'Ann\nLovelace' }],
    ])('a wrong %s: %j', (field, change) =>
      expectNobody(async () => {
        expectError(await create(change), 'createUser', { code: 'BAD_USER_INPUT', field });
      }),
    );

    test('a role that there is not', () =>
      expectNobody(async () => {
        expectInvalid(await create({ roles: ['ROOT'] }), 'BAD_USER_INPUT', /ROOT/);
      }));
  });

  test('of an address that has an account is EMAIL_TAKEN, and changes nothing', async () => {
    expectAnswer(await create(), 'createUser');
    const before = await rowsOf();
    const response = await create({ email: email.toUpperCase(), password: 'another password', roles: ['ADMIN'] });
    expectError(response, 'createUser', { code: 'EMAIL_TAKEN', field: 'email' });
    expect(await rowsOf()).toEqual(before);
  });

  test('of one address ten times at once makes one', async () => {
    const responses = await Promise.all(Array.from({ length: 10 }, () => create()));
    expect(responses.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    expect(await rowsOf()).toHaveLength(1);
  });

  test('is one a request', async () => {
    const other = `other-${count}@example.com`;
    const { data, errors } = await server.request(
      `mutation { a: createUser(input: { email: "${email}", password: "${PASSWORD}" }) { roles }
                  b: createUser(input: { email: "${other}", password: "${PASSWORD}" }) { roles } }`,
      { token: admin.accessToken },
    );
    expect(data).toEqual({ a: { roles: ['USER'] }, b: null });
    expect(errors.map(({ path, extensions }) => ({ path, extensions }))).toEqual([
      { path: ['b'], extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(await rowsOf(other)).toEqual([]);
  });
});
