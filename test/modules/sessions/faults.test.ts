import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { KyselyPlugin } from 'kysely';
import type { Database } from '../../../src/database/index.js';
import type { ModuleDeps } from '../../../src/module/index.js';
import type { User } from '../../../src/modules/accounts/index.js';
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
  withDeps,
} from '../../support/instance.js';
import type { Tokens } from '../../support/server.js';

const FAULT = 'the database went away';

/** A database that breaks at the n-th statement, before it runs or when it has run. */
function breakingAt(database: Database, n: number, when: 'before' | 'after') {
  let asked = 0;
  let answered = 0;
  const fail = () => {
    throw Object.assign(new Error(FAULT), { code: FAULT });
  };
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      asked += 1;
      if (when === 'before' && asked === n) fail();
      return node;
    },
    transformResult: async ({ result }) => {
      answered += 1;
      if (when === 'after' && answered === n) fail();
      return result;
    },
  };
  const breaking: Database = {
    ...database,
    query: database.query.withPlugin(plugin),
    transaction: (run, options) =>
      database.transaction((tx) => run({ ...tx, query: tx.query.withPlugin(plugin) }), options),
  };
  return { database: breaking, hasBroken: () => asked >= n };
}

interface Story {
  readonly user: User;
  readonly tokens: Tokens;
  readonly previous: Tokens;
  readonly newest: Tokens;
}

const isTokens = expect.objectContaining({ refreshToken: expect.any(String) });

/** What is done, and what comes of it when nothing breaks. */
const deeds: readonly (readonly [string, (deps: ModuleDeps, story: Story) => Promise<unknown>, unknown])[] = [
  ['refresh', (deps, { newest }) => refreshOf(deps, newest.refreshToken), isTokens],
  ['a late retry', (deps, { previous }) => refreshOf(deps, previous.refreshToken), isTokens],
  ['a refresh that is theft', (deps, { tokens }) => outcomeOf(refreshOf(deps, tokens.refreshToken)), 'TOKEN_REUSED'],
  ['a sign-in that evicts', (deps, { user }) => openFor(deps, user), isTokens],
  ['logout', ({ services }, { newest }) => services.sessions.logout(newest.refreshToken, null, NOBODY), true],
  [
    'revokeSession',
    ({ services }, { user, tokens }) => services.sessions.revoke(user.id, tokens.sessionId, NOBODY),
    true,
  ],
  ['logoutAll', ({ services }, { user }) => services.sessions.revokeAll(user.id, NOBODY), 2],
  [
    'a change of roles',
    ({ services }, { user }) => services.accounts.setRoles(user.id, ['SUPPORT'], NOBODY),
    expect.objectContaining({ roles: ['SUPPORT'] }),
  ],
];

describeEachDatabase('when the database breaks', (engine) => {
  let place: TestPlace;
  let instance: TestInstance;
  let deps: ModuleDeps;

  beforeAll(async () => {
    place = await createTestPlace(engine);
    instance = await startInstance({ place, env: { REFRESH_GRACE_SECONDS: '0', SESSIONS_PER_USER: '2' } });
    ({ deps } = instance);
  });
  afterAll(async () => {
    await instance.close();
    await place.remove();
  });

  const begin = async (): Promise<Story> => {
    const user = await addUser(deps);
    const tokens = await openFor(deps, user);
    await openFor(deps, user);
    // Two behind the newest, so that the first is older than any grace.
    const previous = await refreshOf(deps, tokens.refreshToken);
    const newest = await refreshOf(deps, previous.refreshToken);
    return { user, tokens, previous, newest };
  };
  const everything = async () => {
    const { query } = deps.database;
    return {
      users: await query.selectFrom('users').selectAll().orderBy('id').execute(),
      sessions: await query.selectFrom('sessions').selectAll().orderBy('id').execute(),
      events: await query.selectFrom('audit_events').selectAll().orderBy('id').execute(),
      revocations: await query.selectFrom('revocations').selectAll().orderBy('position').execute(),
    };
  };

  describe.each(['before', 'after'] as const)('at any statement, %s it ran', (when) => {
    test.each(deeds)('%s has done nothing, and can be done again', async (_what, run, expected) => {
      let broken = 0;
      for (let n = 1; ; n += 1) {
        const story = await begin();
        const before = await everything();
        const told: unknown[] = [];
        const { database, hasBroken } = breakingAt(deps.database, n, when);
        const breaking = withDeps(deps, { database, hooks: { onEvent: (event) => void told.push(event) } });
        const outcome = await outcomeOf(run(breaking, story));
        if (!hasBroken()) {
          expect(outcome).toEqual(expected);
          break;
        }
        broken += 1;
        expect(outcome).toBe(FAULT);
        expect(await everything()).toEqual(before);
        expect(told).toEqual([]);
        const { newest } = story;
        expect(refusalOf(breaking, newest.accessToken)).toBeUndefined();
        expect(await run(deps, story)).toEqual(expected);
      }
      expect(broken).toBeGreaterThanOrEqual(3);
    });
  });

  test('at a sign-in that failed, it is a fault, and not a wrong password', async () => {
    const { database } = breakingAt(deps.database, 2, 'before');
    const signIn = ({ services }: ModuleDeps) =>
      outcomeOf(services.sessions.login('nobody@example.com', 'any password', NOBODY.client));
    expect(await signIn(withDeps(deps, { database }))).toBe(FAULT);
    expect(await signIn(deps)).toBe('INVALID_CREDENTIALS');
  });
});
