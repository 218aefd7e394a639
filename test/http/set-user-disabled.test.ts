import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { auditTrail, setUserDisabled } from '../support/account-operations.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import {
  expectAlive,
  expectAnswer,
  expectError,
  expectRevoked,
  expectRevokedSoon,
  login,
  refresh,
  setUserRoles,
} from '../support/operations.js';
import { ADMIN, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';

describeEachDatabase('setUserDisabled', (engine) => {
  let place: TestPlace;
  let server: TestServer;
  let admin: Tokens;
  let email = '';
  let ada: Tokens;
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
    email = `ada-${count}@example.com`;
    ada = await server.register(email);
  });

  const disable = (disabled = true, token: string | undefined = admin.accessToken, userId = ada.userId) =>
    setUserDisabled(server, token, userId, disabled);
  const trail = () => auditTrail(server, admin.accessToken, ada.userId);

  test('signs the user out everywhere, and lets them in no more', async () => {
    const phone = await server.login(email, PASSWORD);
    const bystander = await server.register(`bystander-${count}@example.com`);
    expect(expectAnswer(await disable(), 'setUserDisabled')).toEqual({ id: ada.userId, disabled: true });
    for (const dead of [ada, phone]) {
      await expectRevoked(server, dead);
      expectError(await refresh(server, dead.refreshToken), 'refresh', { code: 'SESSION_EXPIRED' });
    }
    expectError(await login(server, email, PASSWORD), 'login', { code: 'INVALID_CREDENTIALS' });
    await expectAlive(server, bystander);
    await expectAlive(server, admin);
    const types = await trail();
    expect(types.filter((type) => type === 'SESSION_REVOKED')).toHaveLength(2);
    expect(types).toContain('USER_DISABLED');
  });

  test('can be taken back: he signs in again, and what ended stays ended', async () => {
    await disable();
    expect(expectAnswer(await disable(false), 'setUserDisabled')).toEqual({ id: ada.userId, disabled: false });
    await expectRevoked(server, ada);
    expectError(await refresh(server, ada.refreshToken), 'refresh', { code: 'SESSION_EXPIRED' });
    await expectAlive(server, await server.login(email, PASSWORD));
    expect(await trail()).toEqual(expect.arrayContaining(['USER_DISABLED', 'USER_ENABLED']));
  });

  test('twice is once', async () => {
    await disable();
    expect(expectAnswer(await disable(), 'setUserDisabled')).toEqual({ id: ada.userId, disabled: true });
    expect((await trail()).filter((type) => type === 'USER_DISABLED')).toHaveLength(1);
    await disable(false);
    await disable(false);
    expect((await trail()).filter((type) => type === 'USER_ENABLED')).toHaveLength(1);
  });

  describe('is not for', () => {
    const expectUntouched = async () => {
      await expectAlive(server, ada);
      expectAnswer(await login(server, email, PASSWORD), 'login');
    };

    test('nobody', async () => {
      const query = 'mutation ($id: ID!) { setUserDisabled(userId: $id, disabled: true) { id } }';
      const response = await server.request(query, { variables: { id: ada.userId } });
      expectError(response, 'setUserDisabled', { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' });
      await expectUntouched();
    });

    test.each([['USER'], ['SUPPORT']])('%s, not even himself', async (role) => {
      const other = await server.register(`other-${count}@example.com`);
      await setUserRoles(server, admin.accessToken, other.userId, [role]);
      const { accessToken } = await server.login(`other-${count}@example.com`, PASSWORD);
      for (const userId of [ada.userId, admin.userId, other.userId]) {
        expectError(await disable(true, accessToken, userId), 'setUserDisabled', { code: 'FORBIDDEN' });
      }
      await expectUntouched();
      await expectAlive(server, { accessToken });
      await expectAlive(server, admin);
    });
  });

  test.each(['nobody', '', "' or 1=1 --", 'x'.repeat(10_000)])('of %.20j is NOT_FOUND', async (userId) => {
    const response = await disable(true, admin.accessToken, userId);
    expectError(response, 'setUserDisabled', { code: 'NOT_FOUND', field: 'userId' });
    await expectAlive(server, ada);
  });

  test('and sign-ins at once leave no session', async () => {
    const [disabled, ...raced] = await Promise.all([
      new Promise((resolve) => setTimeout(resolve, 40)).then(() => disable()),
      ...Array.from({ length: 10 }, () => login(server, email, PASSWORD)),
    ]);
    expectAnswer(disabled, 'setUserDisabled');
    for (const { data } of raced) {
      if (!data.login) continue;
      await expectRevoked(server, data.login);
      expectError(await refresh(server, data.login.refreshToken), 'refresh', { code: 'SESSION_EXPIRED' });
    }
    await expectRevoked(server, ada);
  });

  test('is known to another instance within a second', async () => {
    const other = await startServer({ place });
    try {
      const phone = await other.login(email, PASSWORD);
      await disable();
      await expectRevokedSoon(other, phone);
    } finally {
      await other.close();
    }
  });
});
