import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ModuleDeps } from '../../../src/module/index.js';
import type { User } from '../../../src/modules/accounts/index.js';
import { updateRoles } from '../../../src/modules/accounts/store.js';
import { endSession, findSessions, type Session } from '../../../src/modules/sessions/store.js';
import { createTestClock } from '../../support/clock.js';
import { describeEachDatabase, type TestPlace } from '../../support/databases.js';
import {
  addUser,
  CLIENT,
  openFor,
  outcomeOf,
  refreshOf,
  refusalOf,
  startInstance,
  type TestInstance,
  withSetting,
} from '../../support/instance.js';
import type { Tokens } from '../../support/server.js';
import { createServerPlace } from '../../support/server-place.js';

const GRACE = 30;
const IDLE = 1000;
const ABSOLUTE = 2500;
const MOMENT = 0.001;

describeEachDatabase('a refresh token', (engine) => {
  const clock = createTestClock();
  let place: TestPlace;
  let instance: TestInstance;
  let deps: ModuleDeps;
  let user: User;
  let tokens: Tokens;

  beforeAll(async () => {
    place = await createServerPlace(engine);
    instance = await startInstance({
      place,
      clock: clock.now,
      env: { REFRESH_IDLE_SECONDS: `${IDLE}`, REFRESH_ABSOLUTE_SECONDS: `${ABSOLUTE}` },
    });
    ({ deps } = instance);
  });
  afterAll(async () => {
    await instance.close();
    await place.remove();
  });
  beforeEach(async () => {
    user = await addUser(deps);
    tokens = await openFor(deps, user);
  });

  const next = (from: Tokens) => refreshOf(deps, from.refreshToken);
  const codeOf = (from: Tokens) => outcomeOf(next(from));
  const row = async (): Promise<Session> => {
    const [session] = await findSessions(deps.database.query, [tokens.sessionId]);
    if (!session) throw new Error('There is the session.');
    return session;
  };
  const events = async () => {
    const page = { userId: user.id, before: undefined, limit: 100 };
    return (await deps.services.audit.list(page)).map(({ type }) => type);
  };

  describe('that was used gets its successor once more', () => {
    test.each([0, MOMENT, GRACE - MOMENT])('%d s later, and nothing is written', async (seconds) => {
      const first = await next(tokens);
      const before = await row();
      clock.advance(seconds);
      const again = await next(tokens);
      expect(again.refreshToken).toBe(first.refreshToken);
      expect(again.accessToken).not.toBe(first.accessToken);
      expect([first, again].map(({ accessToken }) => refusalOf(deps, accessToken))).toEqual([undefined, undefined]);
      expect(await row()).toEqual(before);
      expect(await events()).toEqual(['REFRESHED']);
    });

    test('again and again, and the grace does not move with it', async () => {
      const first = await next(tokens);
      for (const seconds of [10, 10, 9.999]) {
        clock.advance(seconds);
        for (const each of [tokens, first]) expect((await next(each)).refreshToken).toBe(first.refreshToken);
      }
      clock.advance(MOMENT);
      expect(await codeOf(tokens)).toBe('TOKEN_REUSED');
    });

    test('by a clock that is behind by less than the grace', async () => {
      const first = await next(tokens);
      clock.advance(-GRACE + MOMENT);
      expect((await next(tokens)).refreshToken).toBe(first.refreshToken);
      clock.advance(GRACE);
    });

    test('with the rights that its user has by now', async () => {
      await next(tokens);
      const changed = await deps.services.accounts.setRoles(user.id, ['SUPPORT'], {
        actorId: null,
        client: undefined,
      });
      const again = await next(tokens);
      expect(refusalOf(deps, again.accessToken)).toBeUndefined();
      expect(JSON.parse(Buffer.from(again.accessToken.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({
        roles: ['SUPPORT'],
        ver: changed.version,
      });
    });
  });

  describe('that was used ends the session', () => {
    const expectEnded = async (...all: Tokens[]) => {
      expect(await row()).toMatchObject({ endedAt: clock.now() });
      expect(all.map(({ accessToken }) => refusalOf(deps, accessToken))).toEqual(all.map(() => 'TOKEN_REVOKED'));
      expect((await events()).filter((type) => type !== 'REFRESHED')).toEqual(['REFRESH_TOKEN_REUSED']);
      for (const { refreshToken } of all) {
        expect(await outcomeOf(refreshOf(deps, refreshToken))).toBe('SESSION_EXPIRED');
      }
    };

    test.each([GRACE, GRACE + MOMENT, 500])(
      '%d s after its successor was made, without late retries',
      async (seconds) => {
        const first = await next(tokens);
        clock.advance(seconds);
        const strict = withSetting(deps, clock, { graceSeconds: GRACE, lateRetries: 0 });
        expect(await outcomeOf(refreshOf(strict, tokens.refreshToken))).toBe('TOKEN_REUSED');
        await deps.services.revocation.catchUp();
        await expectEnded(tokens, first);
      },
    );

    test('at once, if its successor has moved the session, too', async () => {
      const first = await next(tokens);
      clock.advance(GRACE);
      const second = await next(first);
      expect(await codeOf(tokens)).toBe('TOKEN_REUSED');
      await expectEnded(tokens, first, second);
    });

    test.each([GRACE, 3600])('by a clock that went back by %d s', async (seconds) => {
      const first = await next(tokens);
      clock.advance(-seconds);
      expect(await codeOf(tokens)).toBe('TOKEN_REUSED');
      expect(await row()).toMatchObject({ endedAt: clock.now() });
      clock.advance(seconds);
      expect(refusalOf(deps, first.accessToken)).toBe('TOKEN_REVOKED');
    });
  });

  describe('of a session whose time is over is SESSION_EXPIRED, also within the grace', () => {
    test.each([
      [-MOMENT, 'goes on'],
      [0, 'SESSION_EXPIRED'],
      [MOMENT, 'SESSION_EXPIRED'],
    ])('%d s from the end of the idle time', async (seconds, expected) => {
      clock.advance(IDLE + seconds);
      const answer = await codeOf(tokens);
      expect(typeof answer === 'string' ? answer : 'goes on').toBe(expected);
    });

    test.each([
      [-MOMENT, 'goes on'],
      [0, 'SESSION_EXPIRED'],
      [MOMENT, 'SESSION_EXPIRED'],
    ])('%d s from the end of the absolute time', async (seconds, expected) => {
      let last = tokens;
      for (const step of [900, 900, ABSOLUTE - 1800 - 10]) {
        clock.advance(step);
        last = await next(last);
      }
      expect(last).toMatchObject({ expiresIn: 10, refreshExpiresIn: 10 });
      clock.advance(10 + seconds);
      const answer = await codeOf(last);
      expect(typeof answer === 'string' ? answer : 'goes on').toBe(expected);
      // The one before was used 10 s ago, which is within the grace, if anything lives.
      if (seconds >= 0) expect(await events()).toEqual(['REFRESH_REFUSED', 'REFRESHED', 'REFRESHED', 'REFRESHED']);
    });

    test('and a clock that is set right again brings it back, since nothing ended it', async () => {
      clock.advance(IDLE);
      expect(await codeOf(tokens)).toBe('SESSION_EXPIRED');
      clock.advance(-IDLE);
      expect(await codeOf(tokens)).toMatchObject({ sessionId: tokens.sessionId });
    });
  });

  test('that is ahead of its session, as after a restore, is taken, and the session catches up', async () => {
    let last = tokens;
    for (let i = 0; i < 5; i += 1) {
      last = await next(last);
      clock.advance(GRACE);
    }
    const { query } = deps.database;
    await query.updateTable('sessions').set({ counter: 2 }).where('id', '=', tokens.sessionId).execute();
    const after = await next(last);
    expect(await row()).toMatchObject({ counter: 6, endedAt: null });
    expect((await events()).toSorted()).toEqual([...Array(5).fill('REFRESHED'), 'REFRESH_TOKEN_AHEAD']);
    expect(refusalOf(deps, after.accessToken)).toBeUndefined();
    // Sent twice, it is one step; and what was used long before is still theft.
    expect((await next(last)).refreshToken).toBe(after.refreshToken);
    expect(await codeOf(tokens)).toBe('TOKEN_REUSED');
  });

  test.each(['of an ended session', 'of a disabled user'])('%s is refused, and no family ends', async (which) => {
    const first = await next(tokens);
    const { query } = deps.database;
    if (which === 'of an ended session') await endSession(query, tokens.sessionId, clock.now());
    else await query.updateTable('users').set({ disabled: 1 }).where('id', '=', user.id).execute();
    const before = await row();
    for (const from of [first, tokens]) expect(await codeOf(from)).toBe('SESSION_EXPIRED');
    expect(await row()).toEqual(before);
    expect((await events()).toSorted()).toEqual(['REFRESHED', 'REFRESH_REFUSED', 'REFRESH_REFUSED']);
  });

  test('of a session that is not there is not valid, and the audit has it without a user', async () => {
    await deps.database.query.deleteFrom('sessions').where('id', '=', tokens.sessionId).execute();
    expect(await codeOf(tokens)).toBe('UNAUTHENTICATED');
    expect(await events()).toEqual([]);
    const all = await deps.services.audit.list({ userId: undefined, before: undefined, limit: 1000 });
    expect(all.filter(({ sessionId }) => sessionId === tokens.sessionId)).toEqual([
      expect.objectContaining({ type: 'REFRESH_REFUSED', userId: null, ...CLIENT }),
    ]);
  });

  describe('after renew', () => {
    const renew = (sessionId = tokens.sessionId, by = user) =>
      deps.database.transaction((tx) => deps.services.sessions.renew(tx, sessionId, by, undefined));

    test('is the new one, and none of before is good, within the grace neither', async () => {
      const first = await next(tokens);
      const renewed = await renew();
      expect(renewed).toMatchObject({ sessionId: tokens.sessionId, userId: user.id });
      const last = await refreshOf(deps, renewed?.refreshToken ?? '');
      expect(last.sessionId).toBe(tokens.sessionId);
      clock.advance(GRACE);
      for (const before of [tokens, first]) expect(await codeOf(before)).toBe('UNAUTHENTICATED');
      expect((await events()).toSorted()).toEqual([
        ...['REFRESHED', 'REFRESHED', 'REFRESH_REFUSED', 'REFRESH_REFUSED'],
      ]);
      // It is no theft, so the session goes on; a token of after it that is used again is.
      expect((await next(last)).sessionId).toBe(tokens.sessionId);
      clock.advance(GRACE);
      expect(await outcomeOf(refreshOf(deps, renewed?.refreshToken ?? ''))).toBe('TOKEN_REUSED');
    });

    test('is the same within the grace, sent twice', async () => {
      const renewed = await renew();
      const once = await refreshOf(deps, renewed?.refreshToken ?? '');
      expect((await refreshOf(deps, renewed?.refreshToken ?? '')).refreshToken).toBe(once.refreshToken);
    });

    test('is nothing for a session that is over, of another user, or unknown', async () => {
      const before = await row();
      const other = await addUser(deps);
      expect(await renew(tokens.sessionId, other)).toBeUndefined();
      expect(await renew('unknown')).toBeUndefined();
      clock.advance(IDLE);
      expect(await renew()).toBeUndefined();
      clock.advance(-IDLE);
      expect(await row()).toEqual(before);
      await endSession(deps.database.query, tokens.sessionId, clock.now());
      expect(await renew()).toBeUndefined();
    });

    test('of many refreshes at once, is the only one that is good', async () => {
      const refreshes = Array.from({ length: 10 }, () => codeOf(tokens));
      const [renewed, ...answers] = await Promise.all([renew(), ...refreshes]);
      expect(answers.filter((each) => typeof each === 'string' && each !== 'UNAUTHENTICATED')).toEqual([]);
      const answer = await outcomeOf(refreshOf(deps, renewed?.refreshToken ?? ''));
      expect(answer).toMatchObject({ sessionId: tokens.sessionId });
      const before = answers.filter((each) => typeof each !== 'string');
      for (const from of before) expect(await codeOf(from)).toBe('UNAUTHENTICATED');
    });
  });

  test('and access tokens carry no right that its user has lost', async () => {
    const changed = await updateRoles(deps.database.query, user.id, ['SUPPORT']);
    expect(changed?.version).toBe(2);
    const after = await next(tokens);
    expect(JSON.parse(Buffer.from(after.accessToken.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({
      roles: ['SUPPORT'],
      ver: 2,
    });
  });
});
