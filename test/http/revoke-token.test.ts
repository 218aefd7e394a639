import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeToken } from '../../src/tokens/index.js';
import { createTestPlace, describeEachDatabase, engines, type TestPlace } from '../support/databases.js';
import { createPostgresProxy, type PostgresProxy } from '../support/postgres-proxy.js';
import { ADMIN, startServer, type TestServer, type Tokens } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';

const REVOKE = 'mutation ($jti: ID!) { revokeToken(jti: $jti) }';
const ME = '{ me { id } }';

function jtiOf(token: string): string {
  const decoded = decodeToken(token);
  return 'payload' in decoded ? String(decoded.payload.jti) : '';
}

const outcomeOf = ({ data, errors }: Awaited<ReturnType<TestServer['request']>>) => ({
  data,
  errors: errors.map(({ extensions: { code, reason } }) => [code, reason]),
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
}

describeEachDatabase('revokeToken', (engine) => {
  let place: TestPlace;
  let server: TestServer;
  let other: TestServer;
  beforeAll(async () => {
    place = await createTestPlace(engine);
    server = await startServer({ engine, place });
    other = await startServer({ engine, place });
  });
  afterAll(async () => {
    await other.close();
    await server.close();
    await place.remove();
  });

  test('takes back that token, here at once and elsewhere soon, and no other of its session', async () => {
    const { accessToken, refreshToken } = await server.register('a@example.com');
    const { data } = await server.request(`mutation { refresh(refreshToken: "${refreshToken}") { accessToken } }`);
    const admin = await server.login(ADMIN.email, ADMIN.password);
    const variables = { jti: jtiOf(accessToken) };
    expect(outcomeOf(await server.request(REVOKE, { token: admin.accessToken, variables }))).toEqual({
      data: { revokeToken: true },
      errors: [],
    });
    const refused = { data: { me: null }, errors: [['UNAUTHENTICATED', 'TOKEN_REVOKED']] };
    expect(outcomeOf(await server.request(ME, { token: accessToken }))).toEqual(refused);
    expect((await server.request(ME, { token: data.refresh.accessToken })).errors).toEqual([]);
    await until(async () => (await other.request(ME, { token: accessToken })).errors.length > 0);
    expect(outcomeOf(await other.request(ME, { token: accessToken }))).toEqual(refused);
  });

  test('is for administrators', async () => {
    const { accessToken } = await server.register('b@example.com');
    const variables = { jti: jtiOf(accessToken) };
    expect(outcomeOf(await server.request(REVOKE, { token: accessToken, variables }))).toEqual({
      data: { revokeToken: null },
      errors: [['FORBIDDEN', undefined]],
    });
    expect((await server.request(ME, { token: accessToken })).errors).toEqual([]);
  });

  test.each(['', 'x', 'A'.repeat(32), `${'a'.repeat(32)}\n`, 'a'.repeat(10_000)])(
    'takes no jti like %j',
    async (jti) => {
      const { accessToken } = await server.login(ADMIN.email, ADMIN.password);
      const { data, errors } = await server.request(REVOKE, { token: accessToken, variables: { jti } });
      expect(data).toEqual({ revokeToken: null });
      expect(errors[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'jti' });
    },
  );
});

const quiet = createTestModule({
  sdl: 'extend type Query { quiet: Int @auth  open: Int @public }',
  resolvers: { Query: { quiet: () => 1, open: () => 1 } },
});

(engines.includes('PostgreSQL') ? describe : describe.skip)('an instance that cannot reach the feed', () => {
  let place: TestPlace;
  let proxy: PostgresProxy;
  let server: TestServer;
  let cut: TestServer;
  let tokens: Tokens;
  beforeAll(async () => {
    place = await createTestPlace('PostgreSQL');
    proxy = await createPostgresProxy(place.url ?? '');
    server = await startServer({ place });
    cut = await startServer({
      place: { ...place, url: proxy.url },
      modules: [quiet],
      env: { REVOCATION_MAX_LAG_SECONDS: '1' },
    });
    tokens = await server.register('c@example.com');
  });
  afterAll(async () => {
    proxy.mend();
    await cut.close();
    await server.close();
    await proxy.close();
    await place.remove();
  });

  test('takes no token for good until it has caught up, and then knows what was revoked meanwhile', async () => {
    const token = tokens.accessToken;
    expect(outcomeOf(await cut.request('{ quiet open }', { token }))).toEqual({
      data: { quiet: 1, open: 1 },
      errors: [],
    });

    proxy.stall();
    await until(async () => (await cut.request('{ quiet }', { token })).errors.length > 0);
    const { status, data, errors } = await cut.request('{ quiet }', { token });
    expect({ status, data }).toEqual({ status: 503, data: { quiet: null } });
    expect(errors[0]?.extensions).toEqual({ code: 'SERVICE_UNAVAILABLE', retryAfter: 1 });
    // What needs no token answers, and a token that is wrong anyway is wrong.
    expect(outcomeOf(await cut.request('{ open quiet }', { token: `${token}A` }))).toEqual({
      data: { open: 1, quiet: null },
      errors: [['UNAUTHENTICATED', 'TOKEN_INVALID']],
    });
    expect((await fetch(new URL('/readyz', cut.url))).status).toBe(503);

    expect((await server.request('mutation { logout }', { token })).data).toEqual({ logout: true });
    proxy.mend();
    await until(async () => (await fetch(new URL('/readyz', cut.url))).status === 200);
    expect(outcomeOf(await cut.request('{ quiet }', { token }))).toEqual({
      data: { quiet: null },
      errors: [['UNAUTHENTICATED', 'TOKEN_REVOKED']],
    });
  }, 30_000);
});
