import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { ADMIN, startServer, type TestServer, type Tokens } from '../support/server.js';

// By design it is a second; a busy machine that runs many tests at once has more.
const PATIENCE_MILLISECONDS = 10_000;

describeEachDatabase('two instances on one database', (engine) => {
  let place: TestPlace;
  let one: TestServer;
  let other: TestServer;
  beforeEach(async () => {
    place = await createTestPlace(engine);
    one = await startServer({ place });
    other = await startServer({ place });
  });
  afterEach(async () => {
    await one.close();
    await other.close();
    await place.remove();
  });

  const me = async (server: TestServer, { accessToken }: Tokens) => {
    const { data, errors } = await server.request('{ me { id roles } }', { token: accessToken });
    return { me: data.me, errors: errors.map(({ path, extensions: { code, reason } }) => ({ path, code, reason })) };
  };
  const revoked = { me: null, errors: [{ path: ['me'], code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' }] };
  const allowed = ({ userId }: Tokens, ...roles: string[]) => ({ me: { id: userId, roles }, errors: [] });

  /** Asks until the answer is the expected one, or the time is over. */
  const soon = async (server: TestServer, tokens: Tokens) => {
    const until = Date.now() + PATIENCE_MILLISECONDS;
    for (;;) {
      const answer = await me(server, tokens);
      if (answer.me === null || Date.now() > until) return answer;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  test('each takes the tokens of the other', async () => {
    const ann = await one.register('ann@example.com');
    expect(await me(other, ann)).toEqual(allowed(ann, 'USER'));
    const refresh = 'mutation ($t: String!) { refresh(refreshToken: $t) { accessToken } }';
    const { data } = await other.request(refresh, { variables: { t: ann.refreshToken } });
    expect(await me(one, { ...ann, accessToken: data.refresh.accessToken })).toEqual(allowed(ann, 'USER'));
  });

  test('a logout on one is refused there at once, and on the other within a second', async () => {
    const ann = await one.register('ann@example.com');
    const again = await other.register('bob@example.com');
    expect(await me(other, ann)).toEqual(allowed(ann, 'USER'));
    const { data } = await one.request('mutation { logout }', { token: ann.accessToken });
    expect(data).toEqual({ logout: true });
    expect(await me(one, ann)).toEqual(revoked);
    expect(await soon(other, ann)).toEqual(revoked);
    expect(await me(one, again)).toEqual(allowed(again, 'USER'));
  });

  test('a change of roles on one revokes the old tokens on the other within a second, and a refresh there has the new', async () => {
    const admin = await one.login(ADMIN.email, ADMIN.password);
    const ann = await other.register('ann@example.com');
    const { errors } = await one.request(
      'mutation ($id: ID!) { setUserRoles(userId: $id, roles: [SUPPORT]) { roles } }',
      { variables: { id: ann.userId }, token: admin.accessToken },
    );
    expect(errors).toEqual([]);
    expect(await me(one, ann)).toEqual(revoked);
    expect(await soon(other, ann)).toEqual(revoked);
    const refresh = 'mutation ($t: String!) { refresh(refreshToken: $t) { accessToken } }';
    const { data } = await other.request(refresh, { variables: { t: ann.refreshToken } });
    const renewed = { ...ann, accessToken: data.refresh.accessToken };
    expect(await me(other, renewed)).toEqual(allowed(ann, 'SUPPORT'));
    expect(await me(one, renewed)).toEqual(allowed(ann, 'SUPPORT'));
  });

  test('an instance that starts later refuses what was revoked before', async () => {
    const ann = await one.register('ann@example.com');
    await one.request('mutation { logout }', { token: ann.accessToken });
    const third = await startServer({ place });
    expect(await me(third, ann)).toEqual(revoked);
    await third.close();
  });
});
