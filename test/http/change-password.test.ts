import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { auditTrail, changePassword, countHashes } from '../support/account-operations.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import {
  expectAlive,
  expectAnswer,
  expectError,
  expectRevoked,
  expectRevokedSoon,
  login,
  logout,
  refresh,
} from '../support/operations.js';
import { ADMIN, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';

const NEW = 'another horse and battery';

describeEachDatabase('changePassword', (engine) => {
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

  const change = (tokens: Tokens, current = PASSWORD, next = NEW) =>
    changePassword(server, tokens.accessToken, current, next);
  const trail = () => auditTrail(server, admin.accessToken, ada.userId);

  test('answers with new tokens of the same session, which live', async () => {
    const tokens = expectAnswer(await change(ada), 'changePassword');
    expect(tokens).toMatchObject({ tokenType: 'Bearer', userId: ada.userId, sessionId: ada.sessionId, expiresIn: 600 });
    await expectAlive(server, tokens);
    const refreshed = expectAnswer(await refresh(server, tokens.refreshToken), 'refresh');
    await expectAlive(server, refreshed);
    expect((await trail()).toSorted()).toEqual(['PASSWORD_CHANGED', 'REFRESHED', 'REGISTERED']);
  });

  test('from then on the new password signs in, and the old one does not', async () => {
    await change(ada);
    expectError(await login(server, email, PASSWORD), 'login', { code: 'INVALID_CREDENTIALS' });
    expect(expectAnswer(await login(server, email, NEW), 'login').userId).toBe(ada.userId);
  });

  test('kills the access tokens of before, of this session too', async () => {
    const phone = await server.login(email, PASSWORD);
    const tokens = expectAnswer(await change(ada), 'changePassword');
    await expectRevoked(server, ada);
    await expectRevoked(server, phone);
    await expectAlive(server, tokens);
  });

  test('ends the other sessions, whose refresh tokens die', async () => {
    const phone = await server.login(email, PASSWORD);
    const tokens = expectAnswer(await change(ada), 'changePassword');
    expectError(await refresh(server, phone.refreshToken), 'refresh', { code: 'SESSION_EXPIRED' });
    const query = '{ sessions { id current } }';
    const sessions = expectAnswer(await server.request(query, { token: tokens.accessToken }), 'sessions');
    expect(sessions).toEqual([{ id: ada.sessionId, current: true }]);
    expect(await trail()).toEqual(
      expect.arrayContaining(['SIGNED_IN', 'SESSION_REVOKED', 'PASSWORD_CHANGED', 'REFRESH_REFUSED']),
    );
  });

  test('makes the refresh tokens of before worthless: whoever has one gets nothing, and harms nobody', async () => {
    const newest = expectAnswer(await refresh(server, ada.refreshToken), 'refresh');
    const tokens = expectAnswer(await change(newest), 'changePassword');
    for (const { refreshToken } of [newest, ada]) {
      expectError(await refresh(server, refreshToken), 'refresh', { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' });
    }
    await expectAlive(server, tokens);
    await expectAlive(server, expectAnswer(await refresh(server, tokens.refreshToken), 'refresh'));
    expect(await trail()).not.toContain('REFRESH_TOKEN_REUSED');
  });

  test('does nothing to anybody else', async () => {
    const bystander = await server.register(`bystander-${count}@example.com`);
    await change(ada);
    await expectAlive(server, bystander);
    await expectAlive(server, admin);
    expectAnswer(await login(server, `bystander-${count}@example.com`, PASSWORD), 'login');
  });

  test('can be done again with the new tokens', async () => {
    const second = expectAnswer(await change(ada), 'changePassword');
    const third = expectAnswer(await change(second, NEW, `${NEW}!`), 'changePassword');
    await expectRevoked(server, second);
    await expectAlive(server, third);
    expectAnswer(await login(server, email, `${NEW}!`), 'login');
  });

  describe('is refused, and nothing changes:', () => {
    const expectUnchanged = async () => {
      await expectAlive(server, ada);
      expectAnswer(await login(server, email, PASSWORD), 'login');
      expect(await trail()).not.toContain('PASSWORD_CHANGED');
    };

    test.each(['', 'a wrong guess', PASSWORD.toUpperCase(), `${PASSWORD}\n`, NEW])(
      'the wrong current password %j',
      async (current) => {
        expectError(await change(ada, current), 'changePassword', { code: 'INVALID_CREDENTIALS' });
        expect(await trail()).toEqual(['REGISTERED', 'SIGN_IN_FAILED']);
        await expectUnchanged();
      },
    );

    test.each([
      ['nothing', ''],
      ['7 characters', 'x7-ä2qw'],
      ['3 characters of 12 bytes', '🙂🙃😀'],
      ['257 characters', 'ab'.repeat(128).concat('c')],
      ['100 kB', 'ab'.repeat(50_000)],
      ['a common one', 'password1'],
      ['one close to that', 'P@ssw0rd1'],
      ['the host', 'api.example.com'],
      ['the own address', 'OWN'],
    ])('%s as the new password, for which nothing is hashed', async (_what, text) => {
      const next = text === 'OWN' ? email : text;
      const hashes = await countHashes(server, async () => {
        const response = await change(ada, PASSWORD, next);
        expectError(response, 'changePassword', { code: 'BAD_USER_INPUT', field: 'newPassword' });
        expect(response.errors[0]?.message).toMatch(/^newPassword: /);
      });
      expect(hashes).toBe(0);
      await expectUnchanged();
    });

    test('nobody', async () => {
      const response = await changePassword(server, undefined, PASSWORD, NEW);
      expectError(response, 'changePassword', { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' });
      await expectUnchanged();
    });

    test('one who has signed out', async () => {
      const phone = await server.login(email, PASSWORD);
      await logout(server, phone.refreshToken);
      expectError(await change(phone), 'changePassword', { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' });
      await expectUnchanged();
    });

    test('somebody else who knows the password of his own account alone', async () => {
      const other = await server.register(`other-${count}@example.com`);
      expectAnswer(await change(other), 'changePassword');
      await expectUnchanged();
    });
  });

  test('a request makes one attempt', async () => {
    const aliases = [PASSWORD, 'a wrong guess', PASSWORD].map(
      (current, i) => `c${i}: changePassword(currentPassword: "${current}", newPassword: "${NEW}") { userId }`,
    );
    const hashes = await countHashes(server, async () => {
      const { data, errors } = await server.request(`mutation { ${aliases.join(' ')} }`, { token: ada.accessToken });
      expect(data).toEqual({ c0: { userId: ada.userId }, c1: null, c2: null });
      expect(errors.map(({ extensions, path }) => ({ ...extensions, path }))).toEqual([
        { code: 'BAD_USER_INPUT', path: ['c1'] },
        { code: 'BAD_USER_INPUT', path: ['c2'] },
      ]);
    });
    expect(hashes).toBe(2);
  });

  test('is known to another instance within a second', async () => {
    const other = await startServer({ place });
    try {
      const phone = await other.login(email, PASSWORD);
      await expectAlive(other, phone);
      const tokens = expectAnswer(await change(ada), 'changePassword');
      await expectRevokedSoon(other, phone);
      await expectRevoked(other, ada);
      await expectAlive(other, tokens);
      expectError(await login(other, email, PASSWORD), 'login', { code: 'INVALID_CREDENTIALS' });
    } finally {
      await other.close();
    }
  });
});
