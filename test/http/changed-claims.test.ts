import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { ModuleDeps } from '../../src/module/index.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { expectAlive, expectAnswer, expectRevoked, login, refresh } from '../support/operations.js';
import { ADMIN, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';

let deps: ModuleDeps;

/** A module that changes what claims are made of. */
const moves = createTestModule({
  sdl: 'extend type Query { org(id: ID!): ID @auth(claims: [{ name: "org", argument: "id" }]) }',
  resolvers: { Query: { org: (_root, { id }) => id } },
  services: (given) => {
    deps = given;
    return {};
  },
});

const by = { actorId: null, client: undefined };
const revoke = (...ids: readonly string[]) =>
  deps.database.transaction((tx) => deps.services.accounts.revokeAccessTokens(tx, ids, by));

describeEachDatabase('when what claimsFor says has changed', (engine) => {
  let place: TestPlace;
  let server: TestServer;
  /** What is done once, after the hook has looked. */
  let meanwhile: (() => Promise<unknown>) | undefined;
  const orgs = new Map<string, string>();
  let users = 0;
  let ann: Tokens;
  let email = '';

  beforeAll(async () => {
    place = await createTestPlace(engine);
    server = await startServer({
      place,
      modules: [moves],
      claimsFor: async ({ user: { id } }, { services }) => {
        expect(services.accounts).toBe(deps.services.accounts);
        const org = orgs.get(id) ?? 'old';
        const change = meanwhile;
        meanwhile = undefined;
        await change?.();
        return { org };
      },
    });
  });
  beforeEach(async () => {
    users += 1;
    email = `ann-${users}@example.com`;
    ann = await server.register(email);
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });

  const move = () => {
    orgs.set(ann.userId, 'new');
    return revoke(ann.userId);
  };
  const orgsOf = async ({ accessToken: token }: Pick<Tokens, 'accessToken'>) =>
    (await server.request('{ old: org(id: "old") new: org(id: "new") }', { token })).data;

  test('the access tokens of the user end, their sessions go on, and nobody else notices', async () => {
    const other = await server.login(email, PASSWORD);
    const admin = await server.login(ADMIN.email, ADMIN.password);
    expect(await orgsOf(ann)).toEqual({ old: 'old', new: null });
    await move();
    await expectRevoked(server, ann);
    await expectRevoked(server, other);
    await expectAlive(server, admin);
    for (const { refreshToken } of [ann, other]) {
      const next = expectAnswer(await refresh(server, refreshToken), 'refresh');
      expect(await orgsOf(next)).toEqual({ old: null, new: 'new' });
    }
  });

  test('without that the old token says what it said', async () => {
    orgs.set(ann.userId, 'new');
    expect(await orgsOf(ann)).toEqual({ old: 'old', new: null });
  });

  test('while somebody signs in, they get no token of before', async () => {
    meanwhile = move;
    expect(await orgsOf(expectAnswer(await login(server, email, PASSWORD), 'login'))).toEqual({
      old: null,
      new: 'new',
    });
  });

  test('while a session is refreshed, it gets no token of before', async () => {
    meanwhile = move;
    expect(await orgsOf(expectAnswer(await refresh(server, ann.refreshToken), 'refresh'))).toEqual({
      old: null,
      new: 'new',
    });
  });

  test('and the change is not kept, nothing ends', async () => {
    const failing = deps.database.transaction(async (tx) => {
      await deps.services.accounts.revokeAccessTokens(tx, [ann.userId], by);
      throw new Error('not kept');
    });
    await expect(failing).rejects.toThrow('not kept');
    await expectAlive(server, ann);
  });

  test('of many at once, in whatever order, it ends those of all; unknown ones are left out', async () => {
    const bob = await server.register(`bob-${users}@example.com`);
    await Promise.all([
      revoke(ann.userId, bob.userId, 'nobody'),
      revoke(bob.userId, ann.userId, bob.userId),
      revoke(ann.userId),
    ]);
    await expectRevoked(server, ann);
    await expectRevoked(server, bob);
    await expectAlive(server, expectAnswer(await refresh(server, bob.refreshToken), 'refresh'));
  });
});
