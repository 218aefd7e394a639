import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeEachDatabase } from '../support/databases.js';
import { ADMIN, startServer, type TestServer } from '../support/server.js';

describeEachDatabase('a session', (engine) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ engine });
  });
  afterAll(() => server.close());

  test('is opened by login, moved by refresh, ended by logout', async () => {
    const first = await server.login(ADMIN.email, ADMIN.password);
    const refreshed = await server.request(
      'mutation ($t: String!) { refresh(refreshToken: $t) { accessToken refreshToken } }',
      {
        variables: { t: first.refreshToken },
      },
    );
    expect(refreshed.errors).toEqual([]);
    const { accessToken, refreshToken } = refreshed.data.refresh;
    expect((await server.request('{ me { email } }', { token: accessToken })).data).toEqual({
      me: { email: ADMIN.email },
    });
    expect(
      (await server.request('mutation ($t: String) { logout(refreshToken: $t) }', { variables: { t: refreshToken } }))
        .data,
    ).toEqual({ logout: true });
    const after = await server.request('{ me { email } }', { token: accessToken });
    expect(after.data).toEqual({ me: null });
    expect(after.errors).toMatchObject([
      { path: ['me'], extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' } },
    ]);
  });
});
