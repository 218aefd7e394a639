import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { findSessions } from '../../src/modules/sessions/store.js';
import { createTestClock } from '../support/clock.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { expectAlive, expectAnswer, expectError, expectRevoked, refresh } from '../support/operations.js';
import { PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';
import { withDatabase } from '../support/with-database.js';

const AT_ONCE = 50;
const GRACE_SECONDS = 30;
const EMAIL = 'ada@example.com';

describeEachDatabase('50 refreshes of one token at once', (engine) => {
  const clock = createTestClock();
  let place: TestPlace;
  let one: TestServer;
  let other: TestServer;
  let strict: TestServer;
  let otherStrict: TestServer;
  let tokens: Tokens;

  beforeAll(async () => {
    place = await createTestPlace(engine);
    const start = (env = {}) => startServer({ place, clock: clock.now, env });
    [one, other] = [await start(), await start()];
    const withoutGrace = { REFRESH_GRACE_SECONDS: '0', REFRESH_LATE_RETRIES: '0' };
    [strict, otherStrict] = [await start(withoutGrace), await start(withoutGrace)];
    await one.register(EMAIL);
  });
  afterAll(async () => {
    for (const server of [one, other, strict, otherStrict]) await server.close();
    await place.remove();
  });
  beforeEach(async () => {
    clock.advance(1);
    tokens = await one.login(EMAIL, PASSWORD);
  });

  const refreshAtOnce = (...servers: TestServer[]) =>
    Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) =>
        refresh(servers[index % servers.length] ?? one, tokens.refreshToken),
      ),
    );
  const row = async () => {
    const [session] = await withDatabase(place, ({ query }) => findSessions(query, [tokens.sessionId]));
    return session;
  };

  const events = async () => {
    const rows = await withDatabase(place, ({ query }) =>
      query.selectFrom('audit_events').selectAll().where('session_id', '=', tokens.sessionId).execute(),
    );
    return rows.map(({ type }) => type).sort();
  };

  describe.each([
    ['one instance', () => [one]],
    ['two instances', () => [one, other]],
  ])('on %s', (_which, servers) => {
    test('all succeed with the same successor, and the session moves one step', async () => {
      const responses = await refreshAtOnce(...servers());
      const answers: Tokens[] = responses.map((response) => expectAnswer(response, 'refresh'));
      const [first] = answers;
      if (!first) throw new Error('There is an answer.');
      expect(new Set(answers.map(({ refreshToken }) => refreshToken))).toEqual(new Set([first.refreshToken]));
      expect(first.refreshToken).not.toBe(tokens.refreshToken);
      expect(new Set(answers.map(({ accessToken }) => accessToken)).size).toBe(AT_ONCE);
      expect(await row()).toMatchObject({ counter: 1, endedAt: null });
      for (const server of servers()) await expectAlive(server, answers.at(-1) ?? first);
      expect(await events()).toEqual(['REFRESHED', 'SIGNED_IN']);
    });

    test('who comes with it after the grace ends the session, if its successor was used', async () => {
      const [first] = await refreshAtOnce(...servers());
      expectAnswer(await refresh(one, first?.data.refresh.refreshToken), 'refresh');
      clock.advance(GRACE_SECONDS);
      expectError(await refresh(one, tokens.refreshToken), 'refresh', { code: 'TOKEN_REUSED' });
      await expectRevoked(one, first?.data.refresh);
      expectError(await refresh(one, first?.data.refresh.refreshToken), 'refresh', { code: 'SESSION_EXPIRED' });
    });
  });

  describe.each([
    ['one instance', () => [strict]],
    ['two instances', () => [strict, otherStrict]],
  ])('without a grace, on %s', (_which, servers) => {
    test.each([1, 2, 3])('one succeeds, and then nothing of the session lives (round %i)', async () => {
      const responses = await refreshAtOnce(...servers());
      const won = responses.filter(({ errors }) => errors.length === 0);
      expect(won).toHaveLength(1);
      const codes = responses.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code));
      // Several may see the session before one of them ends it.
      expect(codes.filter((code) => code !== 'TOKEN_REUSED' && code !== 'SESSION_EXPIRED')).toEqual([]);
      expect(codes).toHaveLength(AT_ONCE - 1);
      expect(await events()).toEqual([
        'REFRESHED',
        ...Array(codes.filter((code) => code === 'SESSION_EXPIRED').length).fill('REFRESH_REFUSED'),
        'REFRESH_TOKEN_REUSED',
        'SIGNED_IN',
      ]);
      expect(await row()).toMatchObject({ counter: 1, endedAt: clock.now() });
      const successor = won[0]?.data.refresh.refreshToken;
      for (const server of servers()) {
        expectError(await refresh(server, successor), 'refresh', { code: 'SESSION_EXPIRED' });
      }
    });
  });

  test('without a grace, a clock that went back grants none', async () => {
    expectAnswer(await refresh(strict, tokens.refreshToken), 'refresh');
    clock.advance(-5);
    expectError(await refresh(strict, tokens.refreshToken), 'refresh', { code: 'TOKEN_REUSED' });
    clock.advance(5);
  });
});
