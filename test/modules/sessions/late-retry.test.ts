import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ModuleDeps } from '../../../src/module/index.js';
import type { User } from '../../../src/modules/accounts/index.js';
import { findSessions, type Session } from '../../../src/modules/sessions/store.js';
import { createTestClock } from '../../support/clock.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../../support/databases.js';
import {
  addUser,
  openFor,
  outcomeOf,
  refreshOf,
  refusalOf,
  startInstance,
  type TestInstance,
  withDeps,
  withSetting,
} from '../../support/instance.js';
import type { Tokens } from '../../support/server.js';

const GRACE = 30;
const HOUR = 3600;
const DAY = 24 * HOUR;
const MOMENT = 0.001;

describeEachDatabase('a session', (engine) => {
  const clock = createTestClock();
  let place: TestPlace;
  let instance: TestInstance;
  let other: TestInstance;
  let deps: ModuleDeps;
  let user: User;
  let tokens: Tokens;

  beforeAll(async () => {
    place = await createTestPlace(engine);
    instance = await startInstance({ place, clock: clock.now });
    other = await startInstance({ place, clock: clock.now });
    ({ deps } = instance);
  });
  afterAll(async () => {
    await instance.close();
    await other.close();
    await place.remove();
  });
  beforeEach(async () => {
    user = await addUser(deps);
    tokens = await openFor(deps, user);
    clock.advance(1);
  });

  const next = (from: Tokens, by = deps) => refreshOf(by, from.refreshToken);
  const codeOf = (from: Tokens, by = deps) => outcomeOf(next(from, by));
  const row = async (): Promise<Session> => {
    const [session] = await findSessions(deps.database.query, [tokens.sessionId]);
    if (!session) throw new Error('There is the session.');
    return session;
  };
  const events = async () => {
    const page = { userId: user.id, before: undefined, limit: 100 };
    return (await deps.services.audit.list(page)).map(({ type }) => type).sort();
  };
  const expectTheft = async (from: Tokens, by = deps) => {
    expect(await codeOf(from, by)).toBe('TOKEN_REUSED');
    expect(await row()).toMatchObject({ endedAt: clock.now() });
    expect(await events()).toContain('REFRESH_TOKEN_REUSED');
  };

  describe('within the grace of its last move', () => {
    test('stays as it is for its newest token, which gets itself and a new access token', async () => {
      const first = await next(tokens);
      const before = await row();
      const idleEndsIn = first.refreshExpiresIn;
      for (const seconds of [0, 10, GRACE - 10 - MOMENT]) {
        clock.advance(seconds);
        const again = await next(first);
        expect(again.refreshToken).toBe(first.refreshToken);
        expect(again.accessToken).not.toBe(first.accessToken);
        expect(refusalOf(deps, again.accessToken)).toBeUndefined();
        // Its time goes on: it was not used anew.
        expect(again.refreshExpiresIn).toBeLessThanOrEqual(idleEndsIn);
        expect(await row()).toEqual({ ...before, usedCounter: 1 });
      }
      expect(await events()).toEqual(['REFRESHED']);
      clock.advance(MOMENT);
      expect((await next(first)).refreshToken).not.toBe(first.refreshToken);
    });

    test('takes a slow tab for no thief', async () => {
      const fast = await next(tokens);
      const faster = await next(fast);
      const slow = await next(tokens);
      expect([faster, slow].map(({ refreshToken }) => refreshToken)).toEqual(Array(2).fill(fast.refreshToken));
      expect(await row()).toMatchObject({ counter: 1, endedAt: null });
    });

    test('takes a token that was two behind before it for a thief still', async () => {
      const first = await next(tokens);
      clock.advance(GRACE);
      await next(first);
      await expectTheft(tokens);
    });
  });

  test('moves at once after a sign-in, and after a change of the password', async () => {
    expect((await next(tokens)).refreshToken).not.toBe(tokens.refreshToken);
    const renewed = await deps.database.transaction((tx) =>
      deps.services.sessions.renew(tx, tokens.sessionId, user, undefined),
    );
    expect((await refreshOf(deps, renewed?.refreshToken ?? '')).refreshToken).not.toBe(renewed?.refreshToken);
    expect(await row()).toMatchObject({ counter: 3 });
  });

  describe('whose last reply was lost for longer than the grace', () => {
    test.each([GRACE, HOUR, 5 * HOUR])('%d s ago, gives it again, as if it moved now', async (seconds) => {
      const first = await next(tokens);
      clock.advance(seconds);
      const again = await next(tokens);
      expect(again).toMatchObject({ refreshToken: first.refreshToken, refreshExpiresIn: first.refreshExpiresIn });
      expect(refusalOf(deps, again.accessToken)).toBeUndefined();
      expect(await row()).toMatchObject({
        ...{ counter: 1, lastUsedAt: clock.now(), idleExpiresAt: clock.now() + 14 * DAY * 1000 },
        ...{ recoveredAt: [clock.now()], endedAt: null },
      });
      expect(await events()).toEqual(['REFRESHED', 'REFRESH_RECOVERED']);
      // The grace begins anew, for both.
      clock.advance(GRACE - MOMENT);
      for (const from of [tokens, again]) expect((await next(from)).refreshToken).toBe(first.refreshToken);
      clock.advance(MOMENT);
      expect((await next(again)).refreshToken).not.toBe(first.refreshToken);
    });

    test('is stolen if the successor was used within the grace', async () => {
      await next(await next(tokens));
      clock.advance(HOUR);
      await expectTheft(tokens);
    });

    test('is not stolen if the token that was used is an older one: an instance that knows no such notes moved on', async () => {
      const first = await next(tokens);
      await next(first);
      const { query } = deps.database;
      clock.advance(HOUR);
      const moved = { counter: 2, last_used_at: clock.now() };
      await query.updateTable('sessions').set(moved).where('id', '=', tokens.sessionId).execute();
      expect(await row()).toMatchObject({ counter: 2, usedCounter: 1 });
      clock.advance(HOUR);
      expect(await codeOf(first)).toMatchObject({ sessionId: tokens.sessionId });
      expect(await row()).toMatchObject({ counter: 2, recoveredAt: [clock.now()] });
    });

    test('is stolen if the successor moved it, however long ago', async () => {
      const first = await next(tokens);
      clock.advance(HOUR);
      await next(first);
      clock.advance(HOUR);
      await expectTheft(tokens);
    });

    test.each([
      [DAY - MOMENT, 'TOKEN_REUSED'],
      [DAY, 'goes on'],
    ])('for the second time, %d s after the first', async (seconds, expected) => {
      await next(tokens);
      clock.advance(HOUR);
      await next(tokens);
      clock.advance(seconds);
      const outcome = await codeOf(tokens);
      expect(typeof outcome === 'string' ? outcome : 'goes on').toBe(expected);
    });

    test.each([0, 2, 5])('with %d late retries, gives it so often in 24 hours', async (lateRetries) => {
      const at = withSetting(deps, clock, { graceSeconds: GRACE, lateRetries });
      await next(tokens);
      for (let i = 0; i < lateRetries; i += 1) {
        clock.advance(HOUR);
        expect(await codeOf(tokens, at)).toMatchObject({ sessionId: tokens.sessionId });
      }
      expect((await row()).recoveredAt).toHaveLength(lateRetries);
      clock.advance(HOUR);
      await expectTheft(tokens, at);
    });

    test('counts a retry by a clock that was ahead, until that was a day ago', async () => {
      await next(tokens);
      clock.advance(HOUR);
      await next(tokens);
      clock.advance(-HOUR / 2);
      await expectTheft(tokens);
      clock.advance(HOUR / 2);
    });

    test('of many at once on two instances, all get the same, and it counts once', async () => {
      const first = await next(tokens);
      clock.advance(HOUR);
      const all = await Promise.all(
        Array.from({ length: 20 }, (_, index) => next(tokens, index % 2 ? deps : other.deps)),
      );
      expect(new Set(all.map(({ refreshToken }) => refreshToken))).toEqual(new Set([first.refreshToken]));
      expect(await row()).toMatchObject({ counter: 1, recoveredAt: [clock.now()] });
      expect(await events()).toEqual(['REFRESHED', 'REFRESH_RECOVERED']);
    });

    test('asks for claims before that, and only if it gives it', async () => {
      let asked = 0;
      let isDown = false;
      const hooked = withDeps(deps, {
        hooks: {
          claimsFor: () => {
            asked += 1;
            if (isDown) throw new Error('down');
            return {};
          },
        },
      });
      const first = await next(tokens);
      clock.advance(HOUR);
      isDown = true;
      const before = await row();
      expect(await codeOf(tokens, hooked)).toBe('SERVICE_UNAVAILABLE');
      expect(await row()).toEqual(before);
      isDown = false;
      expect(await next(tokens, hooked)).toMatchObject({ refreshToken: first.refreshToken });
      expect(asked).toBe(2);
      clock.advance(HOUR);
      await expectTheft(tokens, hooked);
      expect(asked).toBe(2);
    });
  });
});
