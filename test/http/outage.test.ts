import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { engines, type TestPlace } from '../support/databases.js';
import type { GraphqlResponse } from '../support/graphql.js';
import {
  expectAlive,
  expectAnswer,
  expectRevokedSoon,
  login,
  logout,
  ME,
  refresh,
  register,
} from '../support/operations.js';
import { dropPostgresDatabase, postgresUrl } from '../support/postgres.js';
import { createPostgresProxy, type PostgresProxy } from '../support/postgres-proxy.js';
import { ADMIN, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';
import { createServerPlace } from '../support/server-place.js';
import { withDatabase } from '../support/with-database.js';

const readyz = async (server: TestServer) => (await fetch(new URL('/readyz', server.url))).status;

/** What it says of the database is up to a second old. */
async function becomes(server: TestServer, status: number): Promise<void> {
  while ((await readyz(server)) !== status) await new Promise((resolve) => setTimeout(resolve, 50));
}
const healthz = async (server: TestServer) => (await fetch(new URL('/healthz', server.url))).status;

function expectOutage({ status, headers, data, errors }: GraphqlResponse, field: string): void {
  expect({ status, data }).toEqual({ status: 503, data: { [field]: null } });
  expect(headers.get('retry-after')).toBe('1');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(errors).toEqual([
    expect.objectContaining({ path: [field], extensions: { code: 'SERVICE_UNAVAILABLE', retryAfter: 1 } }),
  ]);
}

(engines.includes('PostgreSQL') ? describe : describe.skip)('while PostgreSQL is out of reach', () => {
  let place: TestPlace;
  let proxy: PostgresProxy;
  let server: TestServer;
  let tokens: Tokens;

  beforeAll(async () => {
    place = await createServerPlace('PostgreSQL');
    proxy = await createPostgresProxy(place.url ?? '');
    server = await startServer({ place: { ...place, url: proxy.url } });
    tokens = await server.register('ada@example.com');
  });
  afterAll(async () => {
    await server.close();
    await proxy.close();
    await place.remove();
  });
  afterEach(async () => {
    proxy.mend();
    // What was revoked meanwhile has to be read before any token is taken for good.
    await becomes(server, 200);
  });

  const sessionOf = (id: string) =>
    withDatabase(place, ({ query }) =>
      query.selectFrom('sessions').select(['counter', 'ended_at']).where('id', '=', id).executeTakeFirst(),
    );
  const eventsOf = async (id: string) => {
    const rows = await withDatabase(place, ({ query }) =>
      query.selectFrom('audit_events').select('type').where('session_id', '=', id).execute(),
    );
    return rows.map(({ type }) => type).sort();
  };

  test('what needs it is 503 with retry-after, and works again afterwards', async () => {
    proxy.restart();
    expectOutage(await login(server, ADMIN.email, ADMIN.password), 'login');
    expectOutage(await register(server, { email: 'new@example.com', password: PASSWORD }), 'register');
    expectOutage(await refresh(server, tokens.refreshToken), 'refresh');
    expectOutage(await logout(server, tokens.refreshToken), 'logout');
    expectOutage(await server.request(ME, { token: tokens.accessToken }), 'me');
    proxy.mend();
    expectAnswer(await login(server, ADMIN.email, ADMIN.password), 'login');
    await expectAlive(server, tokens);
    // The outage was not taken for theft.
    tokens = expectAnswer(await refresh(server, tokens.refreshToken), 'refresh');
  });

  test('what does not need it answers, with 200', async () => {
    proxy.restart();
    const { status, data, errors } = await server.request('{ __typename me { id } }', { token: tokens.accessToken });
    expect({ status, data }).toEqual({ status: 200, data: { __typename: 'Query', me: null } });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['SERVICE_UNAVAILABLE']);
    expect((await server.request(ME)).errors[0]?.extensions).toEqual({
      code: 'UNAUTHENTICATED',
      reason: 'TOKEN_MISSING',
    });
  });

  test('/readyz is 503 and /healthz 200', async () => {
    expect([await readyz(server), await healthz(server)]).toEqual([200, 200]);
    proxy.restart();
    await becomes(server, 503);
    expect(await healthz(server)).toBe(200);
    proxy.mend();
    await becomes(server, 200);
    expect(await healthz(server)).toBe(200);
  });

  test('the log has no secret of a connection that broke', async () => {
    proxy.restart();
    await login(server, ADMIN.email, ADMIN.password);
    const broken = server.logged.filter(({ msg }) => msg === 'a database connection broke');
    expect(broken.length).toBeGreaterThan(0);
    // PostgreSQL's key to cancel a query of that connection.
    expect(JSON.stringify(broken)).not.toContain('secretKey');
  });

  test('no error names the database', async () => {
    proxy.restart();
    const { errors } = await login(server, ADMIN.email, ADMIN.password);
    expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|postgres|ECONN|connection/i);
  });

  test('the log has the cause, and of the poll only its first failure', async () => {
    const warnings = server.logged.filter(({ msg }) => msg === 'the database cannot be reached');
    expect(warnings.length).toBeGreaterThan(0);
    const polls = () => server.logged.filter(({ msg }) => String(msg).includes('revocations of other instances'));
    await new Promise((resolve) => setTimeout(resolve, 400));
    const before = polls().length;
    proxy.restart();
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect(polls().length - before).toBe(1);
  });

  test('one that does not answer is 503 within the limit of a statement; nobody waits for ever', async () => {
    // So that there is a connection in the pool: to open one has a limit of its own.
    await expectAlive(server, tokens);
    proxy.stall();
    const limit = new Promise<never>((_resolve, reject) =>
      setTimeout(reject, 8000, new Error('There is no answer after 8 s.')).unref(),
    );
    expectOutage(await Promise.race([refresh(server, tokens.refreshToken), limit]), 'refresh');
    proxy.mend();
    tokens = expectAnswer(await refresh(server, tokens.refreshToken), 'refresh');
  });

  // One after the other: the statements of a refresh.
  const statements = [
    'begin',
    'from "sessions"',
    'from "users"',
    'update "sessions"',
    'insert into "audit_events"',
    'commit',
  ] as const;
  test.each(statements.flatMap((text) => (['before', 'after'] as const).map((when) => [text, when] as const)))(
    'a refresh that is cut at %s, %s PostgreSQL did it, is 503, and the same token works again',
    async (text, when) => {
      const { sessionId, refreshToken } = await server.login('ada@example.com', PASSWORD);
      proxy.cut(text, when);
      expectOutage(await refresh(server, refreshToken), 'refresh');
      const wasDone = text === 'commit' && when === 'after';
      expect(await sessionOf(sessionId)).toMatchObject({ counter: Number(wasDone) });
      const next = expectAnswer(await refresh(server, refreshToken), 'refresh');
      await expectAlive(server, next);
      // It moved one step, and nobody was taken for a thief.
      expect(await sessionOf(sessionId)).toMatchObject({ counter: 1, ended_at: null });
      expectAnswer(await refresh(server, next.refreshToken), 'refresh');
      // One event a step, and none of a refusal or a theft.
      expect(await eventsOf(sessionId)).toEqual(['REFRESHED', 'SIGNED_IN']);
    },
  );

  test.each(['before', 'after'] as const)(
    'a logout that is cut %s its commit is 503, and works again',
    async (when) => {
      const own = await server.login('ada@example.com', PASSWORD);
      proxy.cut('commit', when);
      expectOutage(await logout(server, own.refreshToken), 'logout');
      expect((await logout(server, own.refreshToken)).data).toEqual({ logout: true });
      await expectRevokedSoon(server, own);
      expect(await eventsOf(own.sessionId)).toEqual(['SIGNED_IN', 'SIGNED_OUT']);
    },
  );

  test('a database that is gone for good is 503, too', async () => {
    const other = await createServerPlace('PostgreSQL');
    const lost = await startServer({ place: other });
    try {
      await dropPostgresDatabase(postgresUrl() ?? '', other.url ?? '');
      await becomes(lost, 503);
      expectOutage(await login(lost, ADMIN.email, ADMIN.password), 'login');
    } finally {
      await lost.close();
      await other.remove();
    }
  });
});

describe('when the tables of SQLite are gone', () => {
  test('the answer tells nothing, and the log the cause', async () => {
    const place = await createServerPlace('SQLite');
    const server = await startServer({ place });
    try {
      await withDatabase(place, ({ query }) => query.schema.dropTable('users').execute());
      const { status, data, errors } = await login(server, ADMIN.email, ADMIN.password);
      expect({ status, data }).toEqual({ status: 200, data: { login: null } });
      expect(errors[0]?.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', id: expect.any(String) });
      expect(JSON.stringify(errors)).not.toMatch(/users|sqlite|table/i);
      expect(JSON.stringify(server.logged)).toMatch(/no such table: users|SQLITE_ERROR/);
    } finally {
      await server.close();
      await place.remove();
    }
  });
});
