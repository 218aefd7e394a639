import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startServer, type TestServer } from '../support/server.js';

/** A user asks for what is the support's and the admin's. */
const asked = '{ users(first: 1) { edges { node { roles } } } }';

describe('a dry run', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ env: { ACCESS_DRY_RUN: 'on' } });
  });
  afterAll(() => server.close());

  test('refuses nothing, and logs what it would refuse, to whom', async () => {
    const { accessToken } = await server.register('dora@example.com');
    const viewer = { issuer: expect.any(String), subject: expect.stringMatching(/^[\w-]{22}$/) };
    const { data, errors } = await server.request(asked, { token: accessToken });
    expect(errors ?? []).toEqual([]);
    expect(data).toMatchObject({ users: { edges: [{ node: { roles: ['ADMIN'] } }] } });
    expect(server.logged.filter(({ msg }) => msg === 'would be refused')).toEqual([
      expect.objectContaining({ path: 'users', coordinate: 'Query.users', code: 'FORBIDDEN', viewer }),
      expect.objectContaining({ path: 'users.edges.node.roles', coordinate: 'User.roles', viewer }),
    ]);
    expect(JSON.stringify(server.logged)).not.toContain(accessToken);
  });

  test('answers somebody who is not signed in that there is nothing of theirs', async () => {
    const query = '{ me { id } session { id } sessions { id } }';
    expect(await server.request(query)).toMatchObject({
      data: { me: null, session: null, sessions: null },
      errors: [],
    });
    const { accessToken: token, userId, sessionId } = await server.register('ellen@example.com');
    expect((await server.request(query, { token })).data).toEqual({
      me: { id: userId },
      session: { id: sessionId },
      sessions: [{ id: sessionId }],
    });
  });

  test('lets a mutation run that would be held back, and tells why', async () => {
    const { data } = await server.request('mutation { setUserRoles(userId: "nobody", roles: [ADMIN]) { id } }');
    expect(data).toEqual({ setUserRoles: null });
    expect(server.logged).toContainEqual(
      expect.objectContaining({
        msg: 'would be refused',
        path: 'setUserRoles',
        code: 'UNAUTHENTICATED',
        reason: 'TOKEN_MISSING',
        viewer: null,
      }),
    );
  });

  test('is told at the start', () => {
    expect(server.logged.map(({ msg }) => msg)).toContain('ACCESS_DRY_RUN is on: @auth refuses nothing.');
  });
});

test('without it the same is refused, and nothing is said of a dry run', async () => {
  const server = await startServer();
  try {
    const { accessToken } = await server.register('dora@example.com');
    const { data, errors } = await server.request(asked, { token: accessToken });
    expect(data).toEqual({ users: null });
    expect(errors).toMatchObject([{ path: ['users'], extensions: { code: 'FORBIDDEN' } }]);
    expect(JSON.stringify(server.logged)).not.toMatch(/would be refused|DRY_RUN/);
  } finally {
    await server.close();
  }
});
