import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import {
  expectAlive,
  expectAnswer,
  expectError,
  expectInvalid,
  expectRevoked,
  expectRevokedSoon,
  ME,
  refresh,
  setUserRoles,
} from '../support/operations.js';
import { ADMIN, startServer, type TestServer, type Tokens } from '../support/server.js';

describeEachDatabase('setUserRoles', (engine) => {
  let place: TestPlace;
  let server: TestServer;
  let admin: Tokens;
  let user: Tokens;
  let count = 0;

  beforeAll(async () => {
    place = await createTestPlace(engine);
    server = await startServer({ place });
    admin = await server.login(ADMIN.email, ADMIN.password);
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });
  beforeEach(async () => {
    count += 1;
    user = await server.register(`user-${count}@example.com`);
  });

  const rolesOf = async (id: string) => {
    const query = 'query ($id: ID!) { user(id: $id) { roles } }';
    return expectAnswer(await server.request(query, { token: admin.accessToken, variables: { id } }), 'user').roles;
  };
  const refreshed = async ({ refreshToken }: Tokens): Promise<Tokens> =>
    expectAnswer(await refresh(server, refreshToken), 'refresh');

  test('by an admin answers with the new roles', async () => {
    const response = await setUserRoles(server, admin.accessToken, user.userId, ['SUPPORT']);
    expect(expectAnswer(response, 'setUserRoles')).toEqual({ id: user.userId, roles: ['SUPPORT'] });
    expect(await rolesOf(user.userId)).toEqual(['SUPPORT']);
  });

  test('of a role twice keeps it once, of none takes all', async () => {
    await setUserRoles(server, admin.accessToken, user.userId, ['SUPPORT', 'USER', 'SUPPORT']);
    expect(await rolesOf(user.userId)).toEqual(['SUPPORT', 'USER']);
    await setUserRoles(server, admin.accessToken, user.userId, []);
    expect(await rolesOf(user.userId)).toEqual([]);
    const { accessToken } = await refreshed(user);
    expect(expectAnswer(await server.request(ME, { token: accessToken }), 'me').roles).toEqual([]);
  });

  test.each([[['USER']], [['SUPPORT']]])('by one with %j is FORBIDDEN, and nothing changes', async (roles) => {
    await setUserRoles(server, admin.accessToken, user.userId, roles);
    const { accessToken } = await refreshed(user);
    for (const target of [user.userId, admin.userId]) {
      const before = await rolesOf(target);
      expectError(await setUserRoles(server, accessToken, target, ['ADMIN']), 'setUserRoles', { code: 'FORBIDDEN' });
      expect(await rolesOf(target)).toEqual(before);
    }
    await expectAlive(server, { accessToken });
    await expectAlive(server, admin);
  });

  test('by nobody is UNAUTHENTICATED, and nothing changes', async () => {
    const mutation = `mutation { setUserRoles(userId: "${user.userId}", roles: [ADMIN]) { id } }`;
    const response = await server.request(mutation);
    expectError(response, 'setUserRoles', { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' });
    expect(await rolesOf(user.userId)).toEqual(['USER']);
  });

  test.each(['nobody', '', "' or 1=1 --", '%', 'x'.repeat(10_000)])(
    'of the unknown user %.20j is NOT_FOUND',
    async (id) => {
      const response = await setUserRoles(server, admin.accessToken, id, ['ADMIN']);
      expectError(response, 'setUserRoles', { code: 'NOT_FOUND', field: 'userId' });
      await expectAlive(server, user);
    },
  );

  describe('an unknown role is an error that names it, and nothing changes', () => {
    test.each(['OWNER', 'admin', ''])('in a variable: %j', async (role) => {
      const response = await setUserRoles(server, admin.accessToken, user.userId, ['ADMIN', role]);
      expectInvalid(response, 'BAD_USER_INPUT', new RegExp(`"${role}"`));
      expect(await rolesOf(user.userId)).toEqual(['USER']);
    });

    test('in the document', async () => {
      const mutation = `mutation { setUserRoles(userId: "${user.userId}", roles: [OWNER]) { id } }`;
      const response = await server.request(mutation, { token: admin.accessToken });
      expectInvalid(response, 'GRAPHQL_VALIDATION_FAILED', /"OWNER"/);
      expect(await rolesOf(user.userId)).toEqual(['USER']);
    });
  });

  test('kills the access tokens of that user, in each of his sessions, and of nobody else', async () => {
    const other = await server.login(`user-${count}@example.com`, 'correct horse battery');
    const bystander = await server.register(`bystander-${count}@example.com`);
    await setUserRoles(server, admin.accessToken, user.userId, ['SUPPORT']);
    await expectRevoked(server, user);
    await expectRevoked(server, other);
    await expectAlive(server, bystander);
    await expectAlive(server, admin);
  });

  test('a refresh gives the promoted one his new rights, and takes them from the demoted one', async () => {
    const askUsers = (token: string) => server.request('{ users { pageInfo { hasNextPage } } }', { token });
    expectError(await askUsers(user.accessToken), 'users', { code: 'FORBIDDEN' });

    await setUserRoles(server, admin.accessToken, user.userId, ['SUPPORT']);
    const promoted = await refreshed(user);
    expectAnswer(await askUsers(promoted.accessToken), 'users');

    await setUserRoles(server, admin.accessToken, user.userId, ['USER']);
    expectError(await askUsers(promoted.accessToken), 'users', { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' });
    const demoted = await refreshed(promoted);
    expectError(await askUsers(demoted.accessToken), 'users', { code: 'FORBIDDEN' });
    await expectAlive(server, demoted);
  });

  test('ten at once leave one of the ten, and no token of before', async () => {
    const choices = [['USER'], ['SUPPORT']];
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => setUserRoles(server, admin.accessToken, user.userId, choices[i % 2] ?? [])),
    );
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    expect(choices).toContainEqual(await rolesOf(user.userId));
    await expectRevoked(server, user);
    await expectAlive(server, await refreshed(user));
  });

  test('in one operation, the viewer stays who he was, and the second finds the first done', async () => {
    await setUserRoles(server, admin.accessToken, user.userId, ['ADMIN']);
    const { accessToken } = await refreshed(user);
    const { data, errors } = await server.request(
      `mutation { first: setUserRoles(userId: "${user.userId}", roles: [USER]) { roles email }
                  second: setUserRoles(userId: "${user.userId}", roles: [SUPPORT]) { roles } }`,
      { token: accessToken },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      first: { roles: ['USER'], email: `user-${count}@example.com` },
      second: { roles: ['SUPPORT'] },
    });
    await expectRevoked(server, { accessToken });
  });

  test('is known to another instance within a second, and after a restart', async () => {
    const other = await startServer({ place });
    try {
      await expectAlive(other, user);
      await setUserRoles(server, admin.accessToken, user.userId, ['SUPPORT']);
      await expectRevokedSoon(other, user);
    } finally {
      await other.close();
    }
    const restarted = await startServer({ place });
    try {
      await expectRevoked(restarted, user);
      await expectAlive(restarted, admin);
    } finally {
      await restarted.close();
    }
  });
});
