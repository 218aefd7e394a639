import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestPlace, engines, type TestPlace } from '../../support/databases.js';
import {
  CLIENT,
  outcomeOf,
  refreshOf,
  refusalOf,
  startInstance,
  type TestInstance,
  withDeps,
} from '../../support/instance.js';
import { PASSWORD } from '../../support/server.js';

// On SQLite there is one write transaction at a time, so nothing can change while a refresh looks.
(engines.includes('PostgreSQL') ? describe : describe.skip)('a refresh within the grace', () => {
  let place: TestPlace;
  let instance: TestInstance;

  beforeAll(async () => {
    place = await createTestPlace('PostgreSQL');
    instance = await startInstance({ place });
  });
  afterAll(async () => {
    await instance.close();
    await place.remove();
  });

  const register = async (email: string) => {
    const { auth } = await instance.deps.services.accounts.register({ email, password: PASSWORD }, CLIENT);
    if (!auth?.refreshToken) throw new TypeError('There is a session.');
    return { ...auth, refreshToken: auth.refreshToken };
  };
  /** The same instance, of which something else is done once, while a refresh has read the session and not the user. */
  const interrupted = (meanwhile: () => Promise<unknown>) => {
    const racing = withDeps(instance.deps, {});
    const { accounts } = racing.services;
    let isArmed = true;
    const find: typeof accounts.find = async (...args) => {
      if (isArmed) {
        isArmed = false;
        await meanwhile();
      }
      return accounts.find(...args);
    };
    Object.assign(racing.services, { accounts: { ...accounts, find } });
    return racing;
  };

  test('during which the password changes gives a thief nothing, and the session goes on', async () => {
    const { deps } = instance;
    const { userId, sessionId, refreshToken: stolen } = await register('ada@example.com');
    await refreshOf(deps, stolen);
    let renewed = '';
    const racing = interrupted(async () => {
      const change = { userId, sessionId, currentPassword: PASSWORD, newPassword: 'another horse battery' };
      renewed = (await deps.services.accounts.changePassword(change, CLIENT)).accessToken;
      expect(refusalOf(deps, renewed)).toBeUndefined();
    });
    expect(await outcomeOf(refreshOf(racing, stolen))).toBe('UNAUTHENTICATED');
    await deps.services.revocation.catchUp();
    expect(refusalOf(deps, renewed)).toBeUndefined();
  });

  test('during which the session ends gives nothing', async () => {
    const { deps } = instance;
    const { refreshToken } = await register('bob@example.com');
    await refreshOf(deps, refreshToken);
    const racing = interrupted(() =>
      deps.services.sessions.logout(refreshToken, null, { actorId: null, client: CLIENT }),
    );
    expect(await outcomeOf(refreshOf(racing, refreshToken))).toBe('SESSION_EXPIRED');
  });

  test('during which nothing happens gives the same successor', async () => {
    const { deps } = instance;
    const { refreshToken } = await register('cyd@example.com');
    const first = await refreshOf(deps, refreshToken);
    const racing = interrupted(async () => {});
    expect((await refreshOf(racing, refreshToken)).refreshToken).toBe(first.refreshToken);
  });
});
