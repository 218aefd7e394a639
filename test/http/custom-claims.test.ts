import { afterEach, describe, expect, test } from '@jest/globals';
import type { ClaimsFor } from '../../src/index.js';
import { createTestClock } from '../support/clock.js';
import { expectAnswer, expectError, login, refresh, setUserRoles } from '../support/operations.js';
import { ADMIN, startServer, type TestServer } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';

const invoices = createTestModule({
  sdl: `
  extend type Query {
    invoices(org: ID!): String @auth(claims: [{ name: "org", argument: "org" }])
    plan: String @auth(claims: [{ name: "plan", in: ["pro", "max"] }])
  }`,
  resolvers: { Query: { invoices: () => 'paid', plan: () => 'yours' } },
});

let server: TestServer | undefined;
afterEach(() => server?.close());

async function start(claimsFor: ClaimsFor): Promise<TestServer> {
  server = await startServer({ modules: [invoices], claimsFor });
  return server;
}

describe('the claims of a hook', () => {
  test('are in the tokens of a sign-in and of a refresh, as they are then, and @auth asks for them', async () => {
    const asked: unknown[] = [];
    let plan = 'free';
    const running = await start(async ({ user, ...more }) => {
      asked.push(Object.keys(user).sort(), more);
      return { org: user.email === ADMIN.email ? 'acme' : 'other', plan };
    });
    const { accessToken, refreshToken, sessionId } = await running.login(ADMIN.email, ADMIN.password);
    const query = '{ a: invoices(org: "acme") b: invoices(org: "other") plan }';
    const first = await running.request(query, { token: accessToken });
    expect(first.data).toEqual({ a: 'paid', b: null, plan: null });
    expect(first.errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['b'], 'FORBIDDEN'],
      [['plan'], 'FORBIDDEN'],
    ]);
    plan = 'pro';
    const { data } = await refresh(running, refreshToken);
    expect((await running.request(query, { token: data.refresh.accessToken })).data).toMatchObject({ plan: 'yours' });
    const stranger = await running.register('stranger@example.com');
    expect((await running.request(query, { token: stranger.accessToken })).data).toMatchObject({ a: null, b: 'paid' });
    // Neither a password nor its hash.
    expect(asked[0]).toEqual(['createdAt', 'email', 'id', 'name', 'roles']);
    // Of which session, and who asks: the same at the sign-in and at the refresh.
    const session = { id: sessionId, createdAt: expect.any(Number), data: {} };
    const client = { ipAddress: '127.0.0.1', userAgent: expect.any(String) };
    expect(asked[1]).toEqual({ session, client });
    expect(asked[3]).toEqual(asked[1]);
  });
});

describe('a hook that does otherwise fails the sign-in, and says why in the log:', () => {
  test.each<[string, ClaimsFor, RegExp]>([
    ['it throws', () => fail(), /the directory is down/],
    ['it rejects', async () => fail(), /the directory is down/],
    ['it never answers', () => new Promise(() => {}), /longer than 1000 ms/],
    ['it sets sub', () => ({ sub: 'somebody' }), /may not set sub/],
    ['it sets roles', async () => ({ roles: ['ADMIN'] }), /may not set roles/],
    ['it sets sub by way of toJSON', () => ({ toJSON: () => ({ sub: 'somebody' }) }), /may not set sub/],
    ['it gives too much', () => ({ text: 'x'.repeat(5000) }), /more than 4096 bytes/],
    ['it gives no object', () => 'claims' as never, /must return an object/],
    ['it gives nothing', () => undefined as never, /must return an object/],
    ['it gives what is no JSON', () => ({ n: 1n }) as never, /BigInt/],
  ])('%s', async (_what, claimsFor, reason) => {
    const running = await start(claimsFor);
    const { data, errors, status } = await login(running, ADMIN.email, ADMIN.password);
    expect({ data, status }).toEqual({ data: { login: null }, status: 503 });
    expect(errors).toMatchObject([{ path: ['login'], extensions: { code: 'SERVICE_UNAVAILABLE', retryAfter: 1 } }]);
    expect(errors[0]?.message).not.toMatch(reason);
    const told = running.logged.filter(({ msg }) => msg === 'claimsFor failed, so the sign-in failed');
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told[0])).toMatch(reason);
  });

  test('it fails once at a refresh, and the same refresh token works the next time', async () => {
    let isDown = false;
    const running = await start(() => (isDown ? fail() : { org: 'acme' }));
    const { refreshToken } = await running.login(ADMIN.email, ADMIN.password);
    isDown = true;
    const refused = await refresh(running, refreshToken);
    expect([refused.data, refused.errors[0]?.extensions.code]).toEqual([{ refresh: null }, 'SERVICE_UNAVAILABLE']);
    isDown = false;
    const { data } = await refresh(running, refreshToken);
    const { accessToken } = data.refresh;
    expect((await running.request('{ invoices(org: "acme") }', { token: accessToken })).data).toEqual({
      invoices: 'paid',
    });
  });

  test('it fails at a refresh for longer than the grace, and the session goes on once it is back', async () => {
    const clock = createTestClock();
    let isDown = false;
    const claimsFor = () => (isDown ? fail() : { org: 'acme' });
    const running = await startServer({ claimsFor, clock: clock.now });
    server = running;
    const { refreshToken } = await running.login(ADMIN.email, ADMIN.password);
    isDown = true;
    for (const seconds of [0, 20, 20, 600]) {
      clock.advance(seconds);
      expectError(await refresh(running, refreshToken), 'refresh', { code: 'SERVICE_UNAVAILABLE', retryAfter: 1 });
    }
    isDown = false;
    expectAnswer(await refresh(running, refreshToken), 'refresh');
  });

  test('a refresh that is refused anyway does not ask it', async () => {
    let asked = 0;
    const running = await start(() => {
      asked += 1;
      return {};
    });
    const { refreshToken, accessToken } = await running.login(ADMIN.email, ADMIN.password);
    await running.request('mutation { logout }', { token: accessToken });
    expect(asked).toBe(1);
    expectError(await refresh(running, refreshToken), 'refresh', { code: 'SESSION_EXPIRED' });
    expectError(await refresh(running, 'garbage'), 'refresh', { code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' });
    expect(asked).toBe(1);
  });

  test('the claims of a refresh are those of the rights that the user has by then', async () => {
    let changeRoles: (() => Promise<unknown>) | undefined;
    const running = await start(async ({ user: { roles } }) => {
      // Once, while the hook is asked for the user of before, the user changes.
      const change = changeRoles;
      changeRoles = undefined;
      await change?.();
      return { plan: roles.includes('SUPPORT') ? 'pro' : 'free' };
    });
    const admin = await running.login(ADMIN.email, ADMIN.password);
    const ann = await running.register('ann@example.com');
    changeRoles = () => setUserRoles(running, admin.accessToken, ann.userId, ['SUPPORT']);
    const { accessToken } = expectAnswer(await refresh(running, ann.refreshToken), 'refresh');
    expect((await running.request('{ plan }', { token: accessToken })).data).toEqual({ plan: 'yours' });
  });

  test('no session is opened by it, and no other ends', async () => {
    let isDown = false;
    server = await startServer({
      env: { SESSIONS_PER_USER: '1' },
      claimsFor: () => (isDown ? fail() : {}),
    });
    const { accessToken } = await server.login(ADMIN.email, ADMIN.password);
    isDown = true;
    await login(server, ADMIN.email, ADMIN.password);
    expect((await server.request('{ sessions { current } }', { token: accessToken })).data).toEqual({
      sessions: [{ current: true }],
    });
  });
});

function fail(): never {
  throw new Error('the directory is down');
}
