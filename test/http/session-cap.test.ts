import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { findActiveSessionsOf } from '../../src/modules/sessions/store.js';
import { createTestClock } from '../support/clock.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import {
  expectAlive,
  expectAnswer,
  expectError,
  expectRevoked,
  expectRevokedSoon,
  login,
  refresh,
} from '../support/operations.js';
import { PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';
import { withDatabase } from '../support/with-database.js';

const CAP = 10;

describeEachDatabase('a user has at most 10 sessions', (engine) => {
  const clock = createTestClock();
  let place: TestPlace;
  let server: TestServer;
  let other: TestServer;
  let email: string;
  let first: Tokens;
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
    email = `user-${count}@example.com`;
    first = await server.register(email);
  });

  const signIn = async () => {
    clock.advance(1);
    return server.login(email, PASSWORD);
  };
  const liveIds = async () => {
    const active = await withDatabase(place, ({ query }) => findActiveSessionsOf(query, [first.userId], clock.now()));
    return active.map(({ id }) => id);
  };

  test('the 11th sign-in ends the one that was least recently used, and no other', async () => {
    const sessions = [first];
    while (sessions.length < CAP) sessions.push(await signIn());
    for (const tokens of sessions) await expectAlive(server, tokens);
    clock.advance(1);
    // The oldest is used now, so it is the second oldest that goes.
    const renewed = expectAnswer(await refresh(server, first.refreshToken), 'refresh');
    const eleventh = await signIn();
    const [, evicted, ...kept] = sessions;
    if (!evicted) throw new Error('There are ten.');
    await expectRevoked(server, evicted);
    await expectRevokedSoon(other, evicted);
    expectError(await refresh(server, evicted.refreshToken), 'refresh', { code: 'SESSION_EXPIRED' });
    for (const tokens of [renewed, eleventh, ...kept]) await expectAlive(server, tokens);
    expect(await liveIds()).toHaveLength(CAP);
  });

  test('one that has ended makes room', async () => {
    const sessions = [first];
    while (sessions.length < CAP) sessions.push(await signIn());
    await server.request('mutation { logout }', { token: sessions[4]?.accessToken ?? '' });
    await signIn();
    await expectAlive(server, first);
    expect(await liveIds()).toHaveLength(CAP);
  });

  test('under 30 sign-ins at once there are never more, and those that answered last are in', async () => {
    let most = 0;
    let done = false;
    const watch = async () => {
      while (!done) {
        most = Math.max(most, (await liveIds()).length);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    const signIns = Promise.all(
      Array.from({ length: 30 }, (_, index) => login(index % 2 ? server : other, email, PASSWORD)),
    ).finally(() => {
      done = true;
    });
    const [responses] = await Promise.all([signIns, watch()]);
    const opened: Tokens[] = responses.map((response) => expectAnswer(response, 'login'));
    expect(most).toBe(CAP);
    const live = await liveIds();
    expect(live).toHaveLength(CAP);
    const known = new Set([first, ...opened].map(({ sessionId }) => sessionId));
    expect(known.size).toBe(31);
    expect(live.filter((id) => !known.has(id))).toEqual([]);
    // What the rows say is what the tokens say.
    for (const tokens of opened) {
      if (live.includes(tokens.sessionId)) await expectAlive(server, tokens);
      else await expectRevokedSoon(server, tokens);
    }
  });
});
