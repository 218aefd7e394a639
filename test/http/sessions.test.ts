import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createTestClock } from '../support/clock.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import {
  expectAlive,
  expectAnswer,
  expectError,
  expectRevoked,
  login,
  logout,
  refresh,
} from '../support/operations.js';
import { PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';
import { withDatabase } from '../support/with-database.js';

const GRACE_SECONDS = 30;

describeEachDatabase('a session', (engine) => {
  const clock = createTestClock();
  let place: TestPlace;
  let server: TestServer;
  let email: string;
  let tokens: Tokens;
  let count = 0;

  beforeAll(async () => {
    place = await createTestPlace(engine);
    server = await startServer({ place, clock: clock.now });
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });
  beforeEach(async () => {
    count += 1;
    email = `user-${count}@example.com`;
    tokens = await server.register(email);
  });

  const refreshed = async ({ refreshToken }: Tokens): Promise<Tokens> =>
    expectAnswer(await refresh(server, refreshToken), 'refresh');

  describe('is moved by refresh', () => {
    test('to new tokens of the same session and user', async () => {
      clock.advance(1);
      const next = await refreshed(tokens);
      expect(next).toMatchObject({ tokenType: 'Bearer', userId: tokens.userId, sessionId: tokens.sessionId });
      expect(next.refreshToken).not.toBe(tokens.refreshToken);
      expect(next.accessToken).not.toBe(tokens.accessToken);
      await expectAlive(server, next);
      // The old access token lives until it expires: clients have requests under way.
      await expectAlive(server, tokens);
    });

    test('again and again', async () => {
      let last = tokens;
      const all = new Set([last.refreshToken]);
      for (let i = 0; i < 10; i += 1) {
        last = await refreshed(last);
        all.add(last.refreshToken);
        clock.advance(GRACE_SECONDS);
      }
      expect(all.size).toBe(11);
      await expectAlive(server, last);
    });

    test('by an expired access token beside it, or a bad one', async () => {
      clock.advance(3600);
      const next = expectAnswer(await refresh(server, tokens.refreshToken, { token: tokens.accessToken }), 'refresh');
      const last = expectAnswer(await refresh(server, next.refreshToken, { token: 'garbage' }), 'refresh');
      await expectAlive(server, last);
    });
  });

  describe('ends when a used refresh token comes', () => {
    test('with TOKEN_REUSED; its access tokens die', async () => {
      const next = await refreshed(tokens);
      await refreshed(next);
      clock.advance(GRACE_SECONDS);
      expectError(await refresh(server, tokens.refreshToken), 'refresh', { code: 'TOKEN_REUSED' });
      await expectRevoked(server, tokens);
      await expectRevoked(server, next);
      expectError(await refresh(server, next.refreshToken), 'refresh', { code: 'SESSION_EXPIRED' });
      expectError(await refresh(server, tokens.refreshToken), 'refresh', { code: 'SESSION_EXPIRED' });
    });

    test('at once, if it is older than the one before the newest', async () => {
      const next = await refreshed(tokens);
      clock.advance(GRACE_SECONDS);
      const last = await refreshed(next);
      expectError(await refresh(server, tokens.refreshToken), 'refresh', { code: 'TOKEN_REUSED' });
      await expectRevoked(server, last);
    });

    test('and the other sessions of the user live on', async () => {
      const other = await server.login(email, PASSWORD);
      await refreshed(await refreshed(tokens));
      clock.advance(GRACE_SECONDS);
      expectError(await refresh(server, tokens.refreshToken), 'refresh', { code: 'TOKEN_REUSED' });
      await expectAlive(server, other);
      await expectAlive(server, await refreshed(other));
    });
  });

  test('is not refreshed for a user who was disabled meanwhile', async () => {
    await withDatabase(place, ({ query }) =>
      query.updateTable('users').set({ disabled: 1 }).where('id', '=', tokens.userId).execute(),
    );
    expectError(await refresh(server, tokens.refreshToken), 'refresh', { code: 'SESSION_EXPIRED' });
  });

  test('works on after a restart', async () => {
    const ended = await server.login(email, PASSWORD);
    await logout(server, ended.refreshToken);
    const restarted = await startServer({ place, clock: clock.now });
    try {
      await expectAlive(restarted, tokens);
      await expectRevoked(restarted, ended);
      const next = expectAnswer(await refresh(restarted, tokens.refreshToken), 'refresh');
      await expectAlive(restarted, next);
      await expectAlive(server, next);
    } finally {
      await restarted.close();
    }
  });

  describe('is listed', () => {
    const SESSIONS = `{
      session { ...All } sessions { ...All }
    } fragment All on Session {
      id current createdAt lastUsedAt expiresAt idleExpiresAt ipAddress userAgent
    }`;
    const iso = (seconds: number) => new Date(clock.now() + seconds * 1000).toISOString();
    const DAY = 86_400;

    test('with its times, address and user agent', async () => {
      const options = { headers: { 'user-agent': 'Ada’s phone'.replace('’', "'") } };
      const phone = expectAnswer(await login(server, email, PASSWORD, options), 'login');
      const [createdAt, expiresAt] = [iso(0), iso(30 * DAY)];
      clock.advance(60);
      const next = await refreshed(phone);
      const { data, errors } = await server.request(SESSIONS, { token: next.accessToken });
      expect(errors).toEqual([]);
      expect(data.session).toEqual({
        id: phone.sessionId,
        current: true,
        createdAt,
        lastUsedAt: iso(0),
        expiresAt,
        idleExpiresAt: iso(14 * DAY),
        ipAddress: '127.0.0.1',
        userAgent: "Ada's phone",
      });
      expect(data.sessions).toEqual([data.session, expect.objectContaining({ id: tokens.sessionId, current: false })]);
    });

    test('the last used first, until it has ended', async () => {
      clock.advance(1);
      const second = await server.login(email, PASSWORD);
      clock.advance(1);
      const third = await server.login(email, PASSWORD);
      clock.advance(1);
      await refreshed(second);
      const ids = async () => {
        const sessions = expectAnswer(
          await server.request('{ sessions { id } }', { token: third.accessToken }),
          'sessions',
        );
        return sessions.map(({ id }: { id: string }) => id);
      };
      expect(await ids()).toEqual([second.sessionId, third.sessionId, tokens.sessionId]);
      await logout(server, second.refreshToken);
      expect(await ids()).toEqual([third.sessionId, tokens.sessionId]);
    });

    test('to its user, and to no other', async () => {
      const other = await server.register(`other-${count}@example.com`);
      const { data } = await server.request('{ session { id } sessions { id } me { sessions { id } } }', {
        token: other.accessToken,
      });
      const own = { id: other.sessionId };
      expect(data).toEqual({ session: own, sessions: [own], me: { sessions: [own] } });
    });

    test('to nobody without a token, nor with one that has expired', async () => {
      expectError(await server.request('{ sessions { id } }'), 'sessions', {
        code: 'UNAUTHENTICATED',
        reason: 'TOKEN_MISSING',
      });
      clock.advance(3600);
      for (const field of ['session', 'sessions']) {
        const response = await server.request(`{ ${field} { id } }`, { token: tokens.accessToken });
        expectError(response, field, { code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED' });
      }
    });

    test('with a user agent that is text, whatever bytes came', async () => {
      const options = { headers: { 'user-agent': 'Browser\u009b2J \u00e9' } };
      const { accessToken } = expectAnswer(await login(server, email, PASSWORD, options), 'login');
      const { userAgent } = expectAnswer(
        await server.request('{ session { userAgent } }', { token: accessToken }),
        'session',
      );
      expect(userAgent).toBe('Browser\ufffd2J \u00e9');
    });

    test('with a huge user agent cut', async () => {
      const options = { headers: { 'user-agent': 'x'.repeat(10_000) } };
      const { accessToken } = expectAnswer(await login(server, email, PASSWORD, options), 'login');
      const { userAgent } = expectAnswer(
        await server.request('{ session { userAgent } }', { token: accessToken }),
        'session',
      );
      expect(userAgent).toBe('x'.repeat(256));
    });
  });
});
