import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Transaction } from '../../../src/database/index.js';
import { updateRoles } from '../../../src/modules/accounts/store.js';
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

const NEW = 'another horse battery';

// On SQLite there is one write transaction at a time, so nothing can change while another looks.
(engines.includes('PostgreSQL') ? describe : describe.skip)('what changes between a read and its write', () => {
  let place: TestPlace;
  let instance: TestInstance;
  /** The same, whose access tokens say which roles their claims are of. */
  let deps: TestInstance['deps'];

  beforeAll(async () => {
    place = await createTestPlace('PostgreSQL');
    // Without a grace, a token of before that comes again is theft at once.
    instance = await startInstance({ place, env: { REFRESH_GRACE_SECONDS: '0' } });
    deps = withDeps(instance.deps, { hooks: { claimsFor: ({ user: { roles } }) => ({ rank: roles.join(' ') }) } });
  });
  afterAll(async () => {
    await instance.close();
    await place.remove();
  });

  const register = async (email: string) => {
    const { auth } = await deps.services.accounts.register({ email, password: PASSWORD }, CLIENT);
    if (!auth?.refreshToken) throw new TypeError('There is a session.');
    return { ...auth, refreshToken: auth.refreshToken };
  };
  const waiting = async () => {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(deps.database.query);
    return rows[0]?.count ?? 0;
  };
  /** Does one thing in a transaction that commits once the other waits for it. */
  const before = async <T>(first: (tx: Transaction) => Promise<unknown>, second: () => Promise<T>): Promise<T> => {
    let result: Promise<T> | undefined;
    await deps.database.transaction(async (tx) => {
      await first(tx);
      result = second();
      result.catch(() => {});
      while ((await waiting()) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    });
    if (!result) throw new TypeError('It was begun.');
    return result;
  };
  const claimsOf = (accessToken: string) =>
    JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());

  test('the roles of a user, by a writer who takes no lock: the claims of a new token are of the new roles', async () => {
    const { userId, sessionId } = await register('ada@example.com');
    const change = { userId, sessionId, currentPassword: PASSWORD, newPassword: NEW };
    const { accessToken } = await before(
      (tx) => updateRoles(tx.query, userId, ['SUPPORT']),
      () => deps.services.accounts.changePassword(change, CLIENT),
    );
    expect(refusalOf(deps, accessToken)).toBeUndefined();
    expect(claimsOf(accessToken)).toMatchObject({ roles: ['SUPPORT'], rank: 'SUPPORT', ver: 3 });
  });

  test('the password, while a token of before is found to be used twice: the session goes on', async () => {
    const { userId, sessionId, refreshToken } = await register('bob@example.com');
    const next = await refreshOf(deps, refreshToken);
    await refreshOf(deps, next.refreshToken);
    const [user] = await deps.services.accounts.findAll([userId]);
    if (!user) throw new TypeError('There is the user.');
    let renewed: Awaited<ReturnType<typeof deps.services.sessions.renew>>;
    const outcome = await before(
      async (tx) => {
        renewed = await deps.services.sessions.renew(tx, sessionId, user, { custom: {}, data: {} });
      },
      () => outcomeOf(refreshOf(deps, refreshToken)),
    );
    expect(outcome).toBe('UNAUTHENTICATED');
    expect(await refreshOf(deps, renewed?.refreshToken ?? '')).toMatchObject({ sessionId });
  });
});
