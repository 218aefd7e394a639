import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createTestClock } from '../support/clock.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import {
  expectAlive,
  expectAnswer,
  expectError,
  expectRevoked,
  expectRevokedSoon,
  refresh,
  setUserRoles,
  takeQueriesButAudit,
  takeRequestQueries,
} from '../support/operations.js';
import { ADMIN, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';
import { withDatabase } from '../support/with-database.js';

const MISSING = { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' };
const REVOKE = 'mutation ($id: ID!) { revokeSession(id: $id) }';
const REVOKE_USER = 'mutation ($id: ID!) { revokeUserSessions(userId: $id) }';

describeEachDatabase('ending sessions', (engine) => {
  const clock = createTestClock();
  let place: TestPlace;
  let server: TestServer;
  let other: TestServer;
  let here: Tokens;
  let there: Tokens;
  let stranger: Tokens;
  let count = 0;

  beforeAll(async () => {
    place = await createTestPlace(engine);
    server = await startServer({ place, clock: clock.now });
    other = await startServer({ place, clock: clock.now });
  });
  afterAll(async () => {
    await server.close();
    await other.close();
    await place.remove();
  });
  beforeEach(async () => {
    count += 1;
    here = await server.register(`user-${count}@example.com`);
    there = await server.login(`user-${count}@example.com`, PASSWORD);
    stranger = await server.register(`stranger-${count}@example.com`);
    takeRequestQueries(server);
  });

  const revoke = (id: string, token?: string) => server.request(REVOKE, { variables: { id }, ...(token && { token }) });
  const revokeUser = (id: string, token?: string) =>
    server.request(REVOKE_USER, { variables: { id }, ...(token && { token }) });
  const expectEnded = async (tokens: Tokens) => {
    await expectRevoked(server, tokens);
    await expectRevokedSoon(other, tokens);
    expectError(await refresh(server, tokens.refreshToken), 'refresh', { code: 'SESSION_EXPIRED' });
  };
  const expectGoesOn = async (tokens: Tokens) => {
    await expectAlive(server, tokens);
    expectAnswer(await refresh(server, tokens.refreshToken), 'refresh');
  };
  const everything = () =>
    withDatabase(place, async ({ query }) => ({
      sessions: await query.selectFrom('sessions').selectAll().orderBy('id').execute(),
      revocations: await query.selectFrom('revocations').selectAll().execute(),
      events: await query.selectFrom('audit_events').select('id').execute(),
    }));

  describe('revokeSession', () => {
    test('ends another session of the viewer, and not this one', async () => {
      expect((await revoke(there.sessionId, here.accessToken)).data).toEqual({ revokeSession: true });
      await expectEnded(there);
      await expectGoesOn(here);
    });

    test('ends this one, too', async () => {
      expect((await revoke(here.sessionId, here.accessToken)).data).toEqual({ revokeSession: true });
      await expectEnded(here);
      await expectGoesOn(there);
    });

    test.each<[string, () => string]>([
      ["a stranger's", () => stranger.sessionId],
      ['an unknown one', () => '0'.repeat(32)],
      ['no id', () => ''],
      ['SQL', () => "' or '1'='1"],
      ['the id in capitals', () => there.sessionId.toUpperCase()],
      ['100 kB', () => 'x'.repeat(100_000)],
      ['the id of the user', () => here.userId],
    ])('of %s is false, and changes nothing', async (_what, id) => {
      const before = await everything();
      const { data, errors } = await revoke(id(), here.accessToken);
      expect({ data, errors }).toEqual({ data: { revokeSession: false }, errors: [] });
      expect(await everything()).toEqual(before);
      await expectGoesOn(stranger);
      await expectGoesOn(there);
    });

    test('of one that has ended is false', async () => {
      await revoke(there.sessionId, here.accessToken);
      const before = await everything();
      expect((await revoke(there.sessionId, here.accessToken)).data).toEqual({ revokeSession: false });
      expect(await everything()).toEqual(before);
    });

    test("of a stranger's is false to an administrator, who has another mutation for it", async () => {
      const admin = await server.login(ADMIN.email, ADMIN.password);
      expect((await revoke(stranger.sessionId, admin.accessToken)).data).toEqual({ revokeSession: false });
      await expectGoesOn(stranger);
    });

    test('is nothing for nobody: not without a token, nor with one that was revoked', async () => {
      expectError(await revoke(there.sessionId), 'revokeSession', MISSING);
      await revoke(here.sessionId, here.accessToken);
      takeRequestQueries(server);
      expectError(await revoke(there.sessionId, here.accessToken), 'revokeSession', {
        code: 'UNAUTHENTICATED',
        reason: 'TOKEN_REVOKED',
      });
      expect(takeQueriesButAudit(server)).toEqual([]);
      await expectGoesOn(there);
    });
  });

  describe('logoutAll', () => {
    const leaveAll = async (token: string | undefined, args = '') =>
      server.request(`mutation { logoutAll${args} }`, token === undefined ? {} : { token });

    test.each(['', '(exceptCurrent: false)'])('%s ends every session of the viewer, this one too', async (args) => {
      expect((await leaveAll(here.accessToken, args)).data).toEqual({ logoutAll: 2 });
      await expectEnded(here);
      await expectEnded(there);
      await expectGoesOn(stranger);
    });

    test('(exceptCurrent: true) ends every other one', async () => {
      expect((await leaveAll(here.accessToken, '(exceptCurrent: true)')).data).toEqual({ logoutAll: 1 });
      await expectEnded(there);
      await expectGoesOn(here);
      await expectGoesOn(stranger);
      expect((await leaveAll(here.accessToken, '(exceptCurrent: true)')).data).toEqual({ logoutAll: 0 });
    });

    test('counts those that were in use', async () => {
      const old = await server.login(`user-${count}@example.com`, PASSWORD);
      clock.advance(14 * 86_400);
      const fresh = await server.login(`user-${count}@example.com`, PASSWORD);
      expect((await leaveAll(fresh.accessToken)).data).toEqual({ logoutAll: 1 });
      // A clock that is set back does not bring the others back.
      clock.advance(-14 * 86_400);
      for (const tokens of [here, there, old]) await expectEnded(tokens);
    });

    test('is nothing for nobody', async () => {
      expectError(await leaveAll(undefined), 'logoutAll', MISSING);
      expect(takeQueriesButAudit(server)).toEqual([]);
      await expectGoesOn(here);
    });
  });

  describe('revokeUserSessions', () => {
    let admin: Tokens;
    beforeEach(async () => {
      admin = await server.login(ADMIN.email, ADMIN.password);
    });

    test('ends every session of a user, and no other', async () => {
      expect((await revokeUser(here.userId, admin.accessToken)).data).toEqual({ revokeUserSessions: 2 });
      await expectEnded(here);
      await expectEnded(there);
      await expectGoesOn(stranger);
      await expectGoesOn(admin);
      expect((await revokeUser(here.userId, admin.accessToken)).data).toEqual({ revokeUserSessions: 0 });
    });

    test('of an unknown user is NOT_FOUND, and changes nothing', async () => {
      const before = await everything();
      for (const id of ['0'.repeat(32), '', "' or '1'='1", here.sessionId]) {
        const response = await revokeUser(id, admin.accessToken);
        expectError(response, 'revokeUserSessions', { code: 'NOT_FOUND', field: 'userId' });
      }
      expect(await everything()).toEqual(before);
    });

    test('is for an ADMIN: not for a USER, of himself neither, nor for SUPPORT, nor for nobody', async () => {
      await setUserRoles(server, admin.accessToken, stranger.userId, ['SUPPORT']);
      const support = expectAnswer(await refresh(server, stranger.refreshToken), 'refresh');
      takeRequestQueries(server);
      for (const [id, token] of [
        [stranger.userId, here.accessToken],
        [here.userId, here.accessToken],
        [here.userId, support.accessToken],
      ] as const) {
        expectError(await revokeUser(id, token), 'revokeUserSessions', { code: 'FORBIDDEN' });
      }
      expectError(await revokeUser(here.userId), 'revokeUserSessions', MISSING);
      expect(takeQueriesButAudit(server)).toEqual([]);
      await expectGoesOn(here);
    });
  });
});
