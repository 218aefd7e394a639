import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { insertUser } from '../../src/modules/accounts/store.js';
import { NONE } from '../../src/modules/sessions/decide-refresh.js';
import { insertSession } from '../../src/modules/sessions/store.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { expectAnswer, logout, setUserRoles, takeRequestQueries } from '../support/operations.js';
import { ADMIN, startServer, type TestServer, type Tokens } from '../support/server.js';
import { withDatabase } from '../support/with-database.js';

interface Node {
  readonly id: string;
  readonly email: string;
  readonly sessions: readonly { readonly id: string }[];
}

const PAGE = '{ users(first: 50, search: "many-") { edges { node { id email sessions { id } } } } }';

describeEachDatabase('loaders', (engine) => {
  let place: TestPlace;
  let server: TestServer;
  let admin: Tokens;

  beforeAll(async () => {
    place = await createTestPlace(engine);
    server = await startServer({ place });
    admin = await server.login(ADMIN.email, ADMIN.password);
    await withDatabase(place, async ({ query }) => {
      for (let i = 0; i < 50; i += 1) {
        const rest = {
          name: null,
          passwordHash: '',
          roles: ['USER'] as const,
          disabled: false,
          emailVerified: false,
          version: 1,
        };
        await insertUser(query, { id: `user-${i}`, email: `many-${i}@example.com`, ...rest, createdAt: i });
        for (let number = 0; number < 1 + (i % 4); number += 1) {
          await insertSession(query, {
            id: `session-${i}-${number}`,
            userId: `user-${i}`,
            counter: 0,
            validFrom: 0,
            createdAt: number,
            lastUsedAt: number,
            usedCounter: NONE,
            recoveredAt: [],
            idleExpiresAt: 4e12,
            expiresAt: 4e12,
            endedAt: null,
            ipAddress: null,
            userAgent: null,
            data: {},
          });
        }
      }
    });
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });

  test('answer a page of 50 users with their sessions by two statements', async () => {
    server.takeQueries();
    const { edges } = expectAnswer(await server.request(PAGE, { token: admin.accessToken }), 'users');
    // A search looks into its index too.
    const queries = takeRequestQueries(server).filter((text) => /from "(users|sessions)"/.test(text));
    expect(queries).toHaveLength(2);
    expect(queries.join()).toMatch(/"users".*"sessions"/);
    expect(edges.map(({ node }: { node: Node }) => node)).toEqual(
      Array.from({ length: 50 }, (_, i) => ({
        id: `user-${i}`,
        email: `many-${i}@example.com`,
        sessions: Array.from({ length: 1 + (i % 4) }, (_, number) => ({ id: `session-${i}-${(i % 4) - number}` })),
      })),
    );
  });

  test('answer 30 single users and the sessions of each by two statements', async () => {
    const aliases = Array.from({ length: 30 }, (_, i) => `u${i}: user(id: "user-${i % 20}") { email sessions { id } }`);
    server.takeQueries();
    const { data, errors } = await server.request(`{ ${aliases.join(' ')} }`, { token: admin.accessToken });
    expect(errors).toEqual([]);
    expect(takeRequestQueries(server)).toHaveLength(2);
    expect(data.u3).toEqual({ email: 'many-3@example.com', sessions: expect.arrayContaining([{ id: 'session-3-0' }]) });
    expect(data.u23).toEqual(data.u3);
  });

  test('answer unknown and known ids, each in its place', async () => {
    const { data, errors } = await server.request(
      '{ a: user(id: "nobody") { id } b: user(id: "user-1") { id } c: user(id: "nobody") { id } d: user(id: "user-0") { id } }',
      { token: admin.accessToken },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({ a: null, b: { id: 'user-1' }, c: null, d: { id: 'user-0' } });
  });

  test('are not shared between requests: a change is seen by the next', async () => {
    const ada = await server.register('ada@example.com');
    const ask = async () => {
      const query = `{ user(id: "${ada.userId}") { roles sessions { id } } }`;
      return expectAnswer(await server.request(query, { token: admin.accessToken }), 'user');
    };
    expect(await ask()).toEqual({ roles: ['USER'], sessions: [{ id: ada.sessionId }] });
    await setUserRoles(server, admin.accessToken, ada.userId, ['SUPPORT']);
    await logout(server, ada.refreshToken);
    expect(await ask()).toEqual({ roles: ['SUPPORT'], sessions: [] });
  });

  test('are not shared between viewers that ask at once', async () => {
    const grace = await server.register('grace@example.com');
    const linus = await server.register('linus@example.com');
    const asked = await Promise.all(
      Array.from({ length: 40 }, (_, i) => {
        const { accessToken: token } = i % 2 ? grace : linus;
        return server.request('{ me { id email sessions { id current } } }', { token });
      }),
    );
    for (const [i, { data, errors }] of asked.entries()) {
      const { userId: id, sessionId } = i % 2 ? grace : linus;
      const email = i % 2 ? 'grace@example.com' : 'linus@example.com';
      expect({ data, errors }).toEqual({
        data: { me: { id, email, sessions: [{ id: sessionId, current: true }] } },
        errors: [],
      });
    }
  });

  test('show within one request what its mutation changed', async () => {
    const { userId } = await server.register('margaret@example.com');
    const { data, errors } = await server.request(
      `mutation {
        a: setUserRoles(userId: "${userId}", roles: [SUPPORT]) { roles sessions { id } }
        b: setUserRoles(userId: "${userId}", roles: [USER]) { roles sessions { id } }
      }`,
      { token: admin.accessToken },
    );
    expect(errors).toEqual([]);
    expect([data.a.roles, data.b.roles]).toEqual([['SUPPORT'], ['USER']]);
  });
});
