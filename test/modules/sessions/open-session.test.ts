import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ModuleDeps } from '../../../src/module/index.js';
import type { User } from '../../../src/modules/accounts/index.js';
import { createTestClock } from '../../support/clock.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../../support/databases.js';
import {
  addUser,
  CLIENT,
  openFor,
  outcomeOf,
  refreshOf,
  startInstance,
  type TestInstance,
  withDeps,
} from '../../support/instance.js';
import type { Tokens } from '../../support/server.js';

const DAY = 86_400;

describeEachDatabase('the sessions of a user', (engine) => {
  const clock = createTestClock();
  let place: TestPlace;
  let instance: TestInstance;
  let deps: ModuleDeps;
  let user: User;

  beforeAll(async () => {
    place = await createTestPlace(engine);
    instance = await startInstance({ place, clock: clock.now, env: { SESSIONS_PER_USER: '3' } });
    ({ deps } = instance);
  });
  afterAll(async () => {
    await instance.close();
    await place.remove();
  });
  beforeEach(async () => {
    user = await addUser(deps);
  });

  const open = async (by = deps): Promise<Tokens> => {
    clock.advance(1);
    return openFor(by, user);
  };
  const active = async () => (await deps.services.sessions.findActiveOf([user.id])).map(({ id }) => id);
  const idsOf = (...all: Tokens[]) => all.map(({ sessionId }) => sessionId);

  describe('are as many as may be', () => {
    test('the least recently used makes room, and not the oldest', async () => {
      const [first, second, third] = [await open(), await open(), await open()];
      clock.advance(1);
      await refreshOf(deps, first.refreshToken);
      const fourth = await open();
      expect(await active()).toEqual(idsOf(fourth, first, third));
      expect(await outcomeOf(refreshOf(deps, second.refreshToken))).toBe('SESSION_EXPIRED');
    });

    test('those of others count for others', async () => {
      const mine = [await open(), await open(), await open()];
      const other = await addUser(deps);
      await openFor(deps, other);
      expect((await active()).sort()).toEqual(idsOf(...mine).sort());
    });

    test('one whose time is over takes no place', async () => {
      const first = await open();
      clock.advance(7 * DAY);
      const [second, third] = [await open(), await open()];
      clock.advance(7 * DAY);
      const fourth = await open();
      expect(await active()).toEqual(idsOf(fourth, third, second));
      expect(await outcomeOf(refreshOf(deps, first.refreshToken))).toBe('SESSION_EXPIRED');
    });

    test('if fewer may be than there are, all that are too many go', async () => {
      for (let i = 0; i < 3; i += 1) await open();
      const { sessions } = deps.config;
      const config = { ...deps.config, sessions: { ...sessions, perUser: 1 } };
      const last = await open(withDeps(deps, { config }));
      expect(await active()).toEqual(idsOf(last));
    });
  });

  describe('are not opened for whom the password is not right any more', () => {
    test.each<[string, Partial<{ password_hash: string; disabled: number }>]>([
      ['it was changed', { password_hash: 'another hash' }],
      ['the account was disabled', { disabled: 1 }],
    ])('%s after it was checked', async (_what, change) => {
      const own = withDeps(deps, {});
      const { accounts } = own.services;
      Object.assign(own.services, {
        // The user whose password was checked, and whom somebody changes before the session is opened.
        accounts: {
          ...accounts,
          authenticate: async () => {
            await deps.database.query.updateTable('users').set(change).where('id', '=', user.id).execute();
            return user;
          },
        } satisfies typeof accounts,
      });
      const attempt = own.services.sessions.login(user.email, 'password', CLIENT);
      expect(await outcomeOf(attempt)).toBe('INVALID_CREDENTIALS');
      expect(await active()).toEqual([]);
      const events = await deps.services.audit.list({ userId: user.id, before: undefined, limit: 10 });
      expect(events.map(({ type }) => type)).toEqual(['SIGN_IN_FAILED']);
    });

    test('and are opened if nothing changed', async () => {
      const own = withDeps(deps, {});
      const { accounts } = own.services;
      Object.assign(own.services, { accounts: { ...accounts, authenticate: async () => user } });
      const { sessionId } = await own.services.sessions.login(user.email, 'password', CLIENT);
      expect(await active()).toEqual([sessionId]);
    });
  });

  test('are forgotten 30 days after they were over, to the millisecond; the token is then unknown', async () => {
    const tokens = await open();
    const find = async () => (await deps.services.sessions.findAll([tokens.sessionId])).length;
    clock.advance(60 * DAY);
    await deps.services.sessions.removeOld();
    expect(await find()).toBe(1);
    expect(await outcomeOf(refreshOf(deps, tokens.refreshToken))).toBe('SESSION_EXPIRED');
    clock.advance(0.001);
    await deps.services.sessions.removeOld();
    expect(await find()).toBe(0);
    expect(await outcomeOf(refreshOf(deps, tokens.refreshToken))).toBe('UNAUTHENTICATED');
  });
});
