import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { describeEachDatabase } from '../support/databases.js';
import { ADMIN, startServer, type TestServer, type Tokens } from '../support/server.js';

const SECRET = 'a-value-that-nobody-may-log';

describeEachDatabase('a refused operation', (engine) => {
  let server: TestServer;
  let user: Tokens;
  beforeEach(async () => {
    server = await startServer({ engine });
    user = await server.register('refused@example.com');
  });
  afterEach(() => server.close());

  const refusedLines = () => server.logged.filter(({ msg }) => msg === 'refused');
  const send = (query: string, token?: string) => server.request(query, token === undefined ? {} : { token });

  /** The newest first. */
  const audited = async () => {
    const { accessToken: token } = await server.login(ADMIN.email, ADMIN.password);
    const query = '{ auditEvents(first: 100) { edges { node { type userId actorId sessionId ipAddress detail } } } }';
    const { data } = await server.request(query, { token });
    const events = data.auditEvents.edges.map(({ node }: { node: { type: string } }) => node);
    return events.filter(({ type }: { type: string }) => type === 'OPERATION_REFUSED');
  };

  test('is a line of the log, at info, and a mutation is an audit event', async () => {
    const mutation = `mutation { ${'token_alias'}: setUserRoles(userId: "${SECRET}", roles: [ADMIN]) { id } me: updateProfile(input: { name: "${SECRET}" }) { id } }`;
    const { data, errors } = await send(mutation, user.accessToken);
    expect(data).toEqual({ token_alias: null, me: null });
    expect(errors.map(({ path, extensions: { code } }) => [path, code])).toEqual([
      [['token_alias'], 'FORBIDDEN'],
      [['me'], 'FORBIDDEN'],
    ]);
    expect(refusedLines()).toEqual([
      expect.objectContaining({
        level: 30,
        operation: 'mutation',
        fields: ['Mutation.setUserRoles'],
        refusals: 1,
        code: 'FORBIDDEN',
        viewer: { issuer: expect.any(String), subject: expect.stringMatching(/^[\w-]{22}$/) },
        ipAddress: '127.0.0.1',
      }),
    ]);
    expect(await audited()).toEqual([
      {
        type: 'OPERATION_REFUSED',
        userId: user.userId,
        actorId: user.userId,
        sessionId: user.sessionId,
        ipAddress: '127.0.0.1',
        detail: 'FORBIDDEN: Mutation.setUserRoles',
      },
    ]);
    const told = JSON.stringify([server.logged.filter(({ level }) => Number(level) >= 30), await audited()]);
    for (const text of [SECRET, 'token_alias', user.accessToken]) expect(told).not.toContain(text);
  });

  test('of nobody tells why, and a query is no audit event', async () => {
    await send('{ a: me { id } b: users(first: 1) { edges { cursor } } __typename }');
    await send(`mutation { logoutAll }`, 'not.a.token');
    expect(refusedLines()).toEqual([
      expect.objectContaining({
        operation: 'query',
        fields: ['Query.me', 'Query.users'],
        refusals: 2,
        code: 'UNAUTHENTICATED',
        reason: 'TOKEN_MISSING',
        viewer: null,
      }),
      expect.objectContaining({ operation: 'mutation', fields: ['Mutation.logoutAll'], reason: 'TOKEN_INVALID' }),
    ]);
    expect(await audited()).toEqual([
      expect.objectContaining({
        userId: null,
        actorId: null,
        detail: 'UNAUTHENTICATED TOKEN_INVALID: Mutation.logoutAll',
      }),
    ]);
  });

  test('that is seen for the second time is told again, and one line holds not more than 5 fields', async () => {
    const query =
      '{ me { id } session { id } sessions { id } user(id: 1) { id } users { edges { cursor } } auditEvents { edges { cursor } } }';
    await send(query);
    await send(query);
    expect(refusedLines()).toHaveLength(2);
    expect(refusedLines()[1]).toMatchObject({ refusals: 6, fields: { length: 5 } });
  });

  test('is told of in full for 5 times in 10 s, and then counted', async () => {
    const { accessToken: token } = user;
    for (let time = 0; time < 12; time += 1) await send('mutation { revokeToken(jti: "x") }', token);
    await send('{ users { edges { cursor } } }', token);
    // Others are told of meanwhile.
    await send('mutation { logoutAll }');
    const ofUser = refusedLines().filter(({ viewer }) => viewer !== null);
    expect([ofUser.length, refusedLines().length]).toEqual([5, 6]);
    expect(await audited()).toHaveLength(6);
    await server.close();
    const left = server.logged.filter(({ msg }) => msg === 'more operations were refused than were logged');
    expect(left).toEqual([expect.objectContaining({ level: 30, operations: 8, mutations: 7 })]);
    server = await startServer({ engine });
  });

  test('is not what a resolver refuses, nor what is granted', async () => {
    await send('mutation { refresh(refreshToken: "x") { userId } }');
    await send('mutation { login(email: "refused@example.com", password: "wrong") { userId } }');
    await send('{ me { id } }', user.accessToken);
    await send('{ nothing }');
    expect(refusedLines()).toEqual([]);
    expect(await audited()).toEqual([]);
  });
});
