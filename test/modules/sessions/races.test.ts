import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ModuleDeps } from '../../../src/module/index.js';
import type { User } from '../../../src/modules/accounts/index.js';
import { updateRoles } from '../../../src/modules/accounts/store.js';
import { lockOf } from '../../../src/modules/sessions/index.js';
import { findActiveSessionsOf, findSessions } from '../../../src/modules/sessions/store.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../../support/databases.js';
import {
  addUser,
  NOBODY,
  openFor,
  outcomeOf,
  refreshOf,
  refusalOf,
  startInstance,
  type TestInstance,
} from '../../support/instance.js';
import { rounds } from '../../support/rounds.js';
import type { Tokens } from '../../support/server.js';

// Four kinds on two databases: 1,000 in all.
const RACES = rounds(125);
const AT_ONCE = 25;
// By design it is a second; a busy machine that runs many tests at once has more.
const PATIENCE_MILLISECONDS = 10_000;

/** Ends the session, by one of the ways there are. */
type End = (deps: ModuleDeps, user: User, tokens: Tokens) => Promise<unknown>;

const changePassword: End = ({ database, services }, { id, roles }, { sessionId }) =>
  database.transaction(
    async (tx) => {
      const user = await updateRoles(tx.query, id, roles);
      if (!user) throw new Error('There is the user.');
      const renewed = await services.sessions.renew(tx, sessionId, user, undefined);
      await services.sessions.endAll(tx, id, NOBODY, sessionId);
      await services.revocation.revokeUserBelow(tx, id, user.version);
      return renewed;
    },
    { lock: lockOf(id) },
  );

const ends: readonly (readonly [string, End])[] = [
  ['logout', ({ services }, _user, { refreshToken }) => services.sessions.logout(refreshToken, null, NOBODY)],
  ['revokeSession', ({ services }, { id }, { sessionId }) => services.sessions.revoke(id, sessionId, NOBODY)],
  ['logoutAll', ({ services }, { id }) => services.sessions.revokeAll(id, NOBODY)],
  ['theft', async (deps, _user, { refreshToken }) => outcomeOf(refreshOf(deps, refreshToken))],
];

describeEachDatabase('a refresh races', (engine) => {
  let place: TestPlace;
  let one: TestInstance;
  let other: TestInstance;
  /** Where others write. SQLite's lock is waited for in the one thread that there is here, so there it is the same. */
  let second: TestInstance;

  beforeAll(async () => {
    place = await createTestPlace(engine);
    const start = () => startInstance({ place, env: { REFRESH_GRACE_SECONDS: '0', REFRESH_LATE_RETRIES: '0' } });
    [one, other] = [await start(), await start()];
    second = engine === 'SQLite' ? one : other;
  });
  afterAll(async () => {
    await one.close();
    await other.close();
    await place.remove();
  });

  /** Refreshes again and again, until it is refused. Returns all tokens, and the code of the refusal. */
  const refreshUntilRefused = async ({ deps }: TestInstance, first: Tokens) => {
    const minted: Tokens[] = [];
    for (let last = first; ; ) {
      const answer = await outcomeOf(refreshOf(deps, last.refreshToken));
      if (typeof answer === 'string') return { minted, code: answer };
      minted.push(answer);
      last = answer;
    }
  };

  /** On another instance, within a second. */
  const expectRefusedSoon = async ({ deps }: TestInstance, all: readonly Tokens[]) => {
    const accepted = () => all.filter(({ accessToken }) => refusalOf(deps, accessToken) !== 'TOKEN_REVOKED');
    const deadline = performance.now() + PATIENCE_MILLISECONDS;
    while (performance.now() < deadline && accepted().length > 0) {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    expect(accepted()).toEqual([]);
  };

  const race = async (end: End) => {
    const user = await addUser(one.deps);
    const tokens = await openFor(one.deps, user);
    // So that a theft has something to be: the token before the newest, without a grace.
    const newest = await refreshOf(one.deps, tokens.refreshToken);
    // A turn later: on SQLite, where one waits for the other, the end would come first each time.
    const endNow = new Promise((resolve) => setImmediate(resolve)).then(() => end(one.deps, user, tokens));
    const [refreshes] = await Promise.all([refreshUntilRefused(one, newest), endNow]);
    // Nothing of the session is accepted from now on, where it was ended.
    const all = [tokens, newest, ...refreshes.minted];
    expect(all.map(({ accessToken }) => refusalOf(one.deps, accessToken))).toEqual(all.map(() => 'TOKEN_REVOKED'));
    expect(await outcomeOf(refreshOf(second.deps, all.at(-1)?.refreshToken ?? ''))).toBe('SESSION_EXPIRED');
    expect(refreshes.code).toBe('SESSION_EXPIRED');
    return all;
  };

  test.each(ends)('with %s: once that has answered, nothing minted from the session is accepted', async (_how, end) => {
    const all: Tokens[] = [];
    for (let done = 0; done < RACES; done += AT_ONCE) {
      const batch = await Promise.all(Array.from({ length: AT_ONCE }, () => race(end)));
      all.push(...batch.flat());
    }
    await expectRefusedSoon(other, all);
    // They were races: some refreshes came first.
    expect(all.length).toBeGreaterThan(2 * RACES);
  });

  test('with a change of password: what it answers is good, and nothing minted before', async () => {
    for (let done = 0; done < 50; done += 10) {
      await Promise.all(
        Array.from({ length: 10 }, async () => {
          const user = await addUser(one.deps);
          const [here, there] = [await openFor(one.deps, user), await openFor(second.deps, user)];
          const [mine, theirs, renewed] = await Promise.all([
            outcomeOf(refreshOf(one.deps, here.refreshToken)),
            refreshUntilRefused(one, there),
            changePassword(one.deps, user, here),
          ]);
          expect(renewed).toMatchObject({ sessionId: here.sessionId });
          const before = [here, there, ...theirs.minted, ...(typeof mine === 'string' ? [] : [mine])];
          expect(before.map(({ accessToken }) => refusalOf(one.deps, accessToken))).toEqual(
            before.map(() => 'TOKEN_REVOKED'),
          );
          for (const { refreshToken } of before) {
            expect(await outcomeOf(refreshOf(second.deps, refreshToken))).toMatch(
              /^(UNAUTHENTICATED|SESSION_EXPIRED)$/,
            );
          }
        }),
      );
    }
  });

  test('with a sign-in, under logoutAll: what was signed in before it is over, what came after lives', async () => {
    for (let round = 0; round < 10; round += 1) {
      const user = await addUser(one.deps);
      const signIns = Array.from({ length: 6 }, (_, index) => openFor(index % 2 ? one.deps : second.deps, user));
      const [count, ...opened] = await Promise.all([one.deps.services.sessions.revokeAll(user.id, NOBODY), ...signIns]);
      const live = await findActiveSessionsOf(one.deps.database.query, [user.id], Date.now());
      expect(live.length + count).toBe(opened.length);
      const ids = live.map(({ id }) => id);
      for (const { sessionId, accessToken } of opened) {
        expect(refusalOf(one.deps, accessToken)).toBe(ids.includes(sessionId) ? undefined : 'TOKEN_REVOKED');
      }
    }
  });
});

describeEachDatabase('endings at once', (engine) => {
  let place: TestPlace;
  let one: TestInstance;
  let other: TestInstance;

  let second: TestInstance;

  beforeAll(async () => {
    place = await createTestPlace(engine);
    const start = () => startInstance({ place, env: { REFRESH_GRACE_SECONDS: '0', REFRESH_LATE_RETRIES: '0' } });
    [one, other] = [await start(), await start()];
    second = engine === 'SQLite' ? one : other;
  });
  afterAll(async () => {
    await one.close();
    await other.close();
    await place.remove();
  });

  test('of the same sessions never wait for each other in a circle: thefts, logoutAll, sign-ins that evict', async () => {
    for (let round = 0; round < 15; round += 1) {
      const user = await addUser(one.deps);
      const sessions: Tokens[] = [];
      while (sessions.length < 10) sessions.push(await openFor(one.deps, user));
      for (const { refreshToken } of sessions) await refreshOf(one.deps, refreshToken);
      const outcomes = await Promise.all([
        outcomeOf(one.deps.services.sessions.revokeAll(user.id, NOBODY)),
        ...sessions.map(({ refreshToken }, index) =>
          outcomeOf(refreshOf(index % 2 ? one.deps : second.deps, refreshToken)),
        ),
        outcomeOf(second.deps.services.sessions.revokeAll(user.id, NOBODY)),
        ...Array.from({ length: 3 }, () => outcomeOf(openFor(second.deps, user))),
      ]);
      const codes = outcomes.filter((outcome) => typeof outcome === 'string');
      expect(codes.filter((code) => code !== 'TOKEN_REUSED' && code !== 'SESSION_EXPIRED')).toEqual([]);
      const ids = sessions.map(({ sessionId }) => sessionId);
      const rows = await findSessions(one.deps.database.query, ids);
      expect(rows.filter(({ endedAt }) => endedAt === null)).toEqual([]);
      // Each ended once, whoever it was.
      const events = await one.deps.services.audit.list({ userId: user.id, before: undefined, limit: 1000 });
      const ended = events.filter(({ type }) => !/^REFRESH(ED|_REFUSED)$/.test(type)).map(({ sessionId }) => sessionId);
      for (const id of ids) expect(ended.filter((other) => other === id)).toHaveLength(1);
    }
  });
});
