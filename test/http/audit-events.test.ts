import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { insertEvent } from '../../src/modules/audit/store.js';
import { createTestClock } from '../support/clock.js';
import { describeEachDatabase, type TestPlace } from '../support/databases.js';
import {
  expectAnswer,
  expectError,
  login,
  logout,
  refresh,
  register,
  setUserRoles,
  takeRequestQueries,
} from '../support/operations.js';
import { ADMIN, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';
import { createServerPlace } from '../support/server-place.js';
import { withDatabase } from '../support/with-database.js';

interface Event {
  readonly type: string;
  readonly at: string;
  readonly userId: string | null;
  readonly actorId: string | null;
  readonly sessionId: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly detail: string | null;
}

const EVENTS = `query ($first: Int, $after: String, $userId: ID) {
  auditEvents(first: $first, after: $after, userId: $userId) {
    edges { cursor node { id type at userId actorId sessionId ipAddress userAgent detail } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const WRONG = 'a wrong guess at a password';
const GRACE_SECONDS = 30;

describeEachDatabase('audit events', (engine) => {
  const clock = createTestClock();
  let place: TestPlace;
  let server: TestServer;
  let admin: Tokens;
  let support: Tokens;
  let email: string;
  let ada: Tokens;
  let count = 0;

  beforeAll(async () => {
    place = await createServerPlace(engine);
    server = await startServer({ place, clock: clock.now, env: { SESSIONS_PER_USER: '3' } });
    admin = await server.login(ADMIN.email, ADMIN.password);
    const { userId } = await server.register('support@example.com');
    await setUserRoles(server, admin.accessToken, userId, ['SUPPORT']);
    support = await server.login('support@example.com', PASSWORD);
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });

  const ask = (variables: Readonly<Record<string, unknown>> = {}, token = support.accessToken) =>
    server.request(EVENTS, { variables, token });
  const page = async (variables: Readonly<Record<string, unknown>> = {}) =>
    expectAnswer(await ask({ first: 100, ...variables }), 'auditEvents');
  const eventsOf = async (userId: string): Promise<Event[]> => {
    const { edges } = await page({ userId });
    return edges.map(({ node: { id: _, ...event } }: { node: { id: string } & Event }) => event);
  };

  describe('tell who did what, when and from where', () => {
    const AGENT = { 'user-agent': "Ada's browser" };
    let begin: number;

    /** From here on `since` tells. Events of one millisecond have no order. */
    const mark = () => {
      clock.advance(1);
      begin = clock.now();
    };
    beforeEach(async () => {
      count += 1;
      email = `ada-${count}@example.com`;
      ada = await server.register(email);
      mark();
    });

    const since = async () => (await eventsOf(ada.userId)).filter(({ at }) => Date.parse(at) >= begin);
    const eventOf = (type: string, changes: Partial<Event> = {}): Event => ({
      type,
      at: new Date(clock.now()).toISOString(),
      userId: ada.userId,
      actorId: null,
      sessionId: ada.sessionId,
      ipAddress: '127.0.0.1',
      userAgent: "Ada's browser",
      detail: null,
      ...changes,
    });
    const headers = { headers: AGENT };
    const by = ({ accessToken }: Tokens) => ({ token: accessToken, headers: AGENT });

    test('REGISTERED', async () => {
      const input = { email: `new-${count}@example.com`, password: PASSWORD };
      const { userId, sessionId } = expectAnswer(await register(server, input, headers), 'register').auth;
      expect(await eventsOf(userId)).toEqual([eventOf('REGISTERED', { userId, actorId: userId, sessionId })]);
    });

    test('SIGNED_IN', async () => {
      const { sessionId } = expectAnswer(await login(server, email, PASSWORD, headers), 'login');
      expect(await since()).toEqual([eventOf('SIGNED_IN', { actorId: ada.userId, sessionId })]);
    });

    test('SIGN_IN_FAILED, of the user if there is one', async () => {
      await login(server, email, WRONG, headers);
      expect(await since()).toEqual([eventOf('SIGN_IN_FAILED', { sessionId: null })]);
      mark();
      await login(server, 'nobody@example.com', WRONG, headers);
      const { edges } = await page({ first: 1 });
      expect(edges[0].node).toMatchObject(eventOf('SIGN_IN_FAILED', { sessionId: null, userId: null }));
    });

    test('SIGN_IN_FAILED of a disabled user with the right password, and no SIGNED_IN', async () => {
      await withDatabase(place, ({ query }) =>
        query.updateTable('users').set({ disabled: 1 }).where('id', '=', ada.userId).execute(),
      );
      await login(server, email, PASSWORD, headers);
      expect(await since()).toEqual([eventOf('SIGN_IN_FAILED', { sessionId: null })]);
    });

    test('SIGNED_OUT: by nobody with the refresh token alone, by the viewer with a bearer; once', async () => {
      await logout(server, ada.refreshToken, headers);
      await logout(server, ada.refreshToken, headers);
      expect(await since()).toEqual([eventOf('SIGNED_OUT')]);
      const again = await server.login(email, PASSWORD);
      mark();
      await logout(server, undefined, by(again));
      expect(await since()).toEqual([eventOf('SIGNED_OUT', { actorId: ada.userId, sessionId: again.sessionId })]);
    });

    test('REFRESHED once, and nothing of the same refresh again within the grace', async () => {
      await refresh(server, ada.refreshToken, headers);
      expect(await since()).toEqual([eventOf('REFRESHED')]);
      mark();
      await refresh(server, ada.refreshToken, headers);
      expect(await since()).toEqual([]);
    });

    test('REFRESH_RECOVERED, then REFRESH_TOKEN_REUSED, and then REFRESH_REFUSED', async () => {
      await refresh(server, ada.refreshToken);
      clock.advance(GRACE_SECONDS);
      mark();
      await refresh(server, ada.refreshToken, headers);
      expect(await since()).toEqual([eventOf('REFRESH_RECOVERED')]);
      clock.advance(GRACE_SECONDS);
      mark();
      await refresh(server, ada.refreshToken, headers);
      expect(await since()).toEqual([eventOf('REFRESH_TOKEN_REUSED')]);
      mark();
      await refresh(server, ada.refreshToken, headers);
      expect(await since()).toEqual([eventOf('REFRESH_REFUSED')]);
    });

    test('REFRESH_TOKEN_AHEAD', async () => {
      const next = expectAnswer(await refresh(server, ada.refreshToken), 'refresh');
      await withDatabase(place, ({ query }) =>
        query.updateTable('sessions').set({ counter: 0 }).where('id', '=', ada.sessionId).execute(),
      );
      mark();
      await refresh(server, next.refreshToken, headers);
      expect(await since()).toEqual([eventOf('REFRESH_TOKEN_AHEAD')]);
    });

    test('REFRESH_REFUSED of nobody, if the session is not known any more', async () => {
      await withDatabase(place, ({ query }) => query.deleteFrom('sessions').where('id', '=', ada.sessionId).execute());
      await refresh(server, ada.refreshToken, headers);
      expect(await since()).toEqual([]);
      const { edges } = await page({ first: 1 });
      expect(edges[0].node).toMatchObject(eventOf('REFRESH_REFUSED', { userId: null }));
    });

    test('nothing of a refresh token that is not ours', async () => {
      await refresh(server, 'garbage', headers);
      await refresh(
        server,
        ada.refreshToken.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
        headers,
      );
      expect(await since()).toEqual([]);
    });

    test('SESSION_REVOKED by the user himself', async () => {
      const mutation = `mutation { revokeSession(id: "${ada.sessionId}") }`;
      await server.request(mutation, by(ada));
      expect(await since()).toEqual([eventOf('SESSION_REVOKED', { actorId: ada.userId })]);
    });

    test('SESSION_REVOKED of each session by logoutAll', async () => {
      const second = await server.login(email, PASSWORD);
      mark();
      await server.request('mutation { logoutAll }', by(second));
      const expected = [ada, second].map(({ sessionId }) =>
        eventOf('SESSION_REVOKED', { actorId: ada.userId, sessionId }),
      );
      const found = await since();
      expect(found).toHaveLength(2);
      expect(found).toEqual(expect.arrayContaining(expected));
    });

    test('SESSION_REVOKED by an administrator', async () => {
      await server.request(`mutation { revokeUserSessions(userId: "${ada.userId}") }`, by(admin));
      expect(await since()).toEqual([eventOf('SESSION_REVOKED', { actorId: admin.userId })]);
    });

    test('nothing of what was false, and of what was refused, that it was', async () => {
      const id = support.sessionId;
      await server.request(`mutation { revokeSession(id: "${id}") }`, by(ada));
      await server.request(`mutation { revokeUserSessions(userId: "${ada.userId}") }`, by(ada));
      await server.request('mutation { revokeUserSessions(userId: "nobody") }', by(admin));
      await setUserRoles(server, ada.accessToken, ada.userId, ['ADMIN']);
      await logout(server, 'garbage', headers);
      // A refusal is recorded after its answer.
      while ((await since()).length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
      const found = (await since()).map(({ type, actorId, detail }) => [type, actorId, detail]);
      expect(found.toSorted()).toEqual([
        ['OPERATION_REFUSED', ada.userId, 'FORBIDDEN: Mutation.revokeUserSessions'],
        ['OPERATION_REFUSED', ada.userId, 'FORBIDDEN: Mutation.setUserRoles'],
      ]);
    });

    test('SESSION_EVICTED beside the SIGNED_IN that was one too many', async () => {
      await server.login(email, PASSWORD);
      await server.login(email, PASSWORD);
      mark();
      const { sessionId } = expectAnswer(await login(server, email, PASSWORD, headers), 'login');
      const found = await since();
      expect(found).toHaveLength(2);
      expect(found).toEqual(
        expect.arrayContaining([
          eventOf('SIGNED_IN', { actorId: ada.userId, sessionId }),
          eventOf('SESSION_EVICTED', { actorId: ada.userId }),
        ]),
      );
    });

    test('ROLES_CHANGED, with the roles', async () => {
      await server.request(
        'mutation ($id: ID!) { setUserRoles(userId: $id, roles: [SUPPORT, USER, SUPPORT]) { id } }',
        { variables: { id: ada.userId }, ...by(admin) },
      );
      expect(await since()).toEqual([
        eventOf('ROLES_CHANGED', { actorId: admin.userId, sessionId: null, detail: 'SUPPORT USER' }),
      ]);
    });
  });

  describe('hold no secret', () => {
    test('no password, no token, no address that was typed, in any row', async () => {
      const typed = ['typed-address@example.com', `${WRONG}@example.com`, 'another password 123'];
      const story = `story-${count}@example.com`;
      const first = await server.register(story);
      const second = expectAnswer(await refresh(server, first.refreshToken), 'refresh');
      clock.advance(GRACE_SECONDS);
      const third = await server.login(story, PASSWORD);
      for (const address of typed) {
        await login(server, address, PASSWORD);
        await login(server, address, WRONG);
        await login(server, story, address);
        await register(server, { email: address, password: 'short' });
      }
      await register(server, { email: story, password: PASSWORD });
      await refresh(server, first.refreshToken, { token: third.accessToken });
      await refresh(server, second.refreshToken);
      await logout(server, third.refreshToken, { token: third.accessToken });
      await setUserRoles(server, admin.accessToken, first.userId, ['SUPPORT']);
      const rows = await withDatabase(place, ({ query }) => query.selectFrom('audit_events').selectAll().execute());
      expect(rows.filter(({ user_id }) => user_id === first.userId).length).toBeGreaterThan(5);
      const text = JSON.stringify(rows);
      const tokens = [first, second, third, admin, support].flatMap(({ accessToken, refreshToken }) => [
        refreshToken,
        ...accessToken.split('.'),
      ]);
      const secrets = [...typed, WRONG, PASSWORD, ADMIN.password, ADMIN.email, story, ...tokens];
      expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
      expect(text).not.toMatch(/\$argon2|@example/);
    });
  });

  describe('pages', () => {
    const USER = 'a user of many events';
    let added = 0;
    /** Four in a millisecond, in years to come: the newest. */
    const add = (number: number, userId = USER) =>
      withDatabase(place, async ({ query }) => {
        for (let i = 0; i < number; i += 1) {
          added += 1;
          await insertEvent(query, {
            id: `${added * 7919}`.padStart(32, '0'),
            type: 'SIGNED_IN',
            at: 4e12 + Math.floor(added / 4),
            userId,
            actorId: null,
            sessionId: `${added}`,
            ipAddress: null,
            userAgent: null,
            detail: null,
          });
        }
      });
    const expected = () => Array.from({ length: 30 }, (_, i) => `${30 - i}`);

    beforeAll(() => add(30));

    const walk = async (first: number, between: () => Promise<void> = async () => {}) => {
      const seen: string[] = [];
      for (let after: string | null = null; seen.length < 1000; ) {
        const { edges, pageInfo } = await page({ first, after, userId: USER });
        seen.push(...edges.map(({ node }: { node: Event }) => node.sessionId));
        expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor ?? null);
        if (!pageInfo.hasNextPage) return seen;
        expect(edges).toHaveLength(first);
        after = pageInfo.endCursor;
        await between();
      }
      throw new Error('The pages have no end.');
    };

    test.each([1, 4, 7, 30, 100])('of %i have every event once, the newest first', async (first) => {
      expect(await walk(first)).toEqual(expected());
    });

    test('stay good while events are added', async () => {
      expect(await walk(7, () => add(3, `${USER} who came later`))).toEqual(expected());
      const before = added;
      const { edges, pageInfo } = await page({ first: 7 });
      await add(5, 'somebody');
      const next = await page({ first: 7, after: pageInfo.endCursor });
      const ids = [...edges, ...next.edges].map(({ node }: { node: Event }) => Number(node.sessionId));
      expect(ids).toEqual(Array.from({ length: 14 }, (_, i) => before - i));
    });

    test('have 20 by default, also when `first` is null', async () => {
      for (const variables of [{ first: undefined }, { first: null }]) {
        expect((await page({ ...variables, userId: USER })).edges).toHaveLength(20);
      }
    });

    test('of a user of whom nothing is known are empty', async () => {
      for (const userId of ['nobody', '', '%', "' or '1'='1"]) {
        expect(await page({ userId })).toEqual({ edges: [], pageInfo: { hasNextPage: false, endCursor: null } });
      }
    });

    test.each([0, -1, 101, 9000])('of %i are BAD_USER_INPUT', async (first) => {
      expectError(await ask({ first }), 'auditEvents', { code: 'BAD_USER_INPUT', field: 'first' });
    });

    test.each([
      ['a word', 'cursor'],
      ['SQL', Buffer.from("1 ' or 1=1 --").toString('base64url')],
      ['U+0000', Buffer.from('1 a\u0000').toString('base64url')],
    ])('after a cursor of %s are BAD_USER_INPUT', async (_what, after) => {
      expectError(await ask({ after }), 'auditEvents', { code: 'BAD_USER_INPUT', field: 'after' });
    });
  });

  describe('are for SUPPORT', () => {
    beforeEach(async () => {
      count += 1;
      ada = await server.register(`reader-${count}@example.com`);
      takeRequestQueries(server);
    });

    test('and whoever includes it', async () => {
      for (const { accessToken } of [support, admin]) {
        expectAnswer(await ask({ first: 1 }, accessToken), 'auditEvents');
      }
    });

    test('not for a USER, who may not even read of himself', async () => {
      for (const variables of [{}, { userId: ada.userId }]) {
        expectError(await ask(variables, ada.accessToken), 'auditEvents', { code: 'FORBIDDEN' });
      }
      expect(takeRequestQueries(server)).toEqual([]);
    });

    test('nor for nobody', async () => {
      expectError(await server.request(EVENTS), 'auditEvents', { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' });
      expect(takeRequestQueries(server)).toEqual([]);
    });
  });
});
