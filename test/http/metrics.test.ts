import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeEachDatabase } from '../support/databases.js';
import { readMetrics } from '../support/read-metrics.js';
import { ADMIN, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';

const ADDRESS = 'ada@example.com';

const faulty = createTestModule({
  sdl: 'extend type Query { fault: String @public }',
  resolvers: {
    Query: {
      fault: () => {
        throw new Error('of a resolver');
      },
    },
  },
});

describeEachDatabase('metrics on a port of their own', (engine) => {
  let server: TestServer;
  let tokens: Tokens;
  let base: string;
  beforeAll(async () => {
    server = await startServer({
      engine,
      modules: [faulty],
      env: {
        ...{ METRICS_PORT: '0', METRICS_OPERATIONS: 'Mine', ACCESS_LOG: 'refused,file:/dev/null' },
        ...{ RATE_LIMITS: 'on', RATE_LIMIT_REGISTER: '1/1m', OPERATION_MAX_ALIASES: '3' },
      },
    });
    const told = server.logged.find(({ msg }) => msg === 'serving metrics');
    base = `http://127.0.0.1:${told?.port}`;
    tokens = await server.register(ADDRESS);
    await server.login(ADDRESS, PASSWORD);
  });
  afterAll(() => server.close());

  const scrape = async () => (await fetch(`${base}/metrics`)).text();
  const readSeries = async (series: string) => {
    const line = (await scrape()).split('\n').find((text) => text.startsWith(`${series} `));
    return line && Number(line.slice(series.length));
  };
  const signIn = (password: string) =>
    server.request(`mutation { login(email: "${ADDRESS}", password: "${password}") { userId } }`);

  test('are the text that Prometheus reads, and nothing else is there', async () => {
    const response = await fetch(`${base}/metrics?collect=all`);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    expect((await fetch(`${base}/graphql`)).status).toBe(404);
    expect((await fetch(`${base}/metrics`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(new URL('/metrics', server.url))).status).toBe(404);
  });

  test('count sign-ins by what came of them', async () => {
    const [good, bad] = ['OK', 'INVALID_CREDENTIALS'].map(
      (outcome) => `portcullis_sign_ins_total{outcome="${outcome}"}`,
    );
    const before = await readSeries(good ?? '');
    expect((await signIn('not the password of ada')).data).toEqual({ login: null });
    expect([await readSeries(good ?? ''), await readSeries(bad ?? '')]).toEqual([before, 1]);
    expect((await signIn(PASSWORD)).data).toEqual({ login: { userId: tokens.userId } });
    expect([await readSeries(good ?? ''), await readSeries(bad ?? '')]).toEqual([Number(before) + 1, 1]);
  });

  test('count refreshes by what came of them', async () => {
    const refresh = (token: string) =>
      server.request('mutation ($token: String) { refresh(refreshToken: $token) { userId } }', {
        variables: { token },
      });
    expect((await refresh(tokens.refreshToken)).data).toEqual({ refresh: { userId: tokens.userId } });
    expect((await refresh('no token at all')).data).toEqual({ refresh: null });
    expect(await readSeries('portcullis_refreshes_total{outcome="OK"}')).toBe(1);
    expect(await readSeries('portcullis_refreshes_total{outcome="UNAUTHENTICATED"}')).toBe(1);
  });

  test('count what a limit refused', async () => {
    const { errors } = await server.request(
      `mutation { register(input: { email: "bob@example.com", password: "${PASSWORD}" }) { status } }`,
    );
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['RATE_LIMITED']);
    expect(await readSeries('portcullis_rate_limited_total{limit="register"}')).toBe(1);
  });

  test('tell of revocations, keys, mails, hashes, statements, connections and caches', async () => {
    expect(await readSeries('portcullis_revocations{kind="session"}')).toBe(0);
    expect((await server.request('mutation { logout }', { token: tokens.accessToken })).data).toEqual({ logout: true });
    expect(await readSeries('portcullis_revocations{kind="session"}')).toBe(1);
    expect(await readSeries('portcullis_revocation_lag_seconds')).toBeGreaterThanOrEqual(0);
    expect(await readSeries('portcullis_keys{state="signing"}')).toBe(1);
    for (const check of ['database', 'migrations', 'feed', 'keys'])
      expect(await readSeries(`portcullis_ready{check="${check}"}`)).toBe(1);
    expect(await readSeries('portcullis_signing_key_age_seconds{algorithm="ES256"}')).toBeGreaterThanOrEqual(0);
    expect(await readSeries('portcullis_mails{state="waiting"}')).toBe(0);
    expect(await readSeries('portcullis_password_hashes{state="waiting"}')).toBe(0);
    expect(await readSeries('portcullis_password_hash_seconds_count')).toBeGreaterThan(2);
    expect(await readSeries('portcullis_http_connections')).toBeGreaterThan(0);
    expect(await readSeries('portcullis_database_statement_seconds_count{kind="insert",outcome="OK"}')).toBeGreaterThan(
      0,
    );
    expect(await readSeries('portcullis_cache_misses_total{cache="documents"}')).toBeGreaterThan(0);
    const isOpen = await readSeries('portcullis_database_connections{state="open"}');
    if (engine === 'SQLite') expect(isOpen).toBeUndefined();
    else expect(isOpen).toBeGreaterThan(0);
  });

  test('count requests by path and status, those of no path together', async () => {
    const series = (route: string, status: number) =>
      `portcullis_http_requests_total{route="${route}",status="${status}"}`;
    const before = Number((await readSeries(series('/healthz', 200))) ?? 0);
    await fetch(new URL('/healthz', server.url));
    expect(await readSeries(series('/healthz', 200))).toBe(before + 1);
    for (const path of ['/secret-a', '/secret-b']) await fetch(new URL(path, server.url));
    expect(await readSeries(series('other', 404))).toBeGreaterThanOrEqual(2);
    expect(await scrape()).not.toContain('secret');
    expect(await readSeries('portcullis_http_request_seconds_count{route="/healthz"}')).toBe(before + 1);
  });

  test('count operations by the names that are known, and what came of them', async () => {
    const series = (operation: string, outcome: string) =>
      `portcullis_operations_total{operation="${operation}",kind="query",outcome="${outcome}"}`;
    const ask = (name: string, token?: string) => server.request(`query ${name} { me { id } }`, token ? { token } : {});
    const { accessToken } = await server.login(ADDRESS, PASSWORD);
    for (const token of [accessToken, accessToken, undefined]) await ask('Mine', token);
    expect(await readSeries(series('Mine', 'OK'))).toBe(2);
    expect(await readSeries(series('Mine', 'UNAUTHENTICATED'))).toBe(1);
    const { status, errors } = await server.request('query Mine { me { id } fault }');
    expect([status, errors.map(({ extensions }) => extensions.code)]).toEqual([
      200,
      ['UNAUTHENTICATED', 'INTERNAL_SERVER_ERROR'],
    ]);
    expect(await readSeries(series('Mine', 'INTERNAL_SERVER_ERROR'))).toBe(1);
    expect(await readSeries(series('Mine', 'UNAUTHENTICATED'))).toBe(1);
    await ask('Unknown', accessToken);
    expect(await readSeries(series('other', 'OK'))).toBeGreaterThanOrEqual(1);
    expect(await scrape()).not.toContain('Unknown');
  });

  test('count what @auth refused, by the coordinate of the field, and not what it let through', async () => {
    const { accessToken } = await server.login(ADDRESS, PASSWORD);
    const { data, errors } = await server.request(
      'query { a: users(first: 1) { edges { cursor } } b: users(first: 1) { edges { cursor } } me { id } }',
      {
        token: accessToken,
      },
    );
    expect({ data, codes: errors.map(({ extensions }) => extensions.code) }).toEqual({
      data: { a: null, b: null, me: { id: expect.any(String) } },
      codes: ['FORBIDDEN', 'FORBIDDEN'],
    });
    expect(await readSeries('portcullis_refusals_total{coordinate="Query.users",reason="FORBIDDEN"}')).toBe(2);
    expect(await scrape()).not.toContain('coordinate="Query.me",reason="FORBIDDEN"');
  });

  test('tell what operations cost, and which limits they are above', async () => {
    const above = 'portcullis_operations_above_limit_total{limit="aliases"}';
    const costs = async () => Number((await readSeries('portcullis_operation_cost_count')) ?? 0);
    const [aboveBefore, before] = [Number((await readSeries(above)) ?? 0), await costs()];
    expect((await server.request('{ a: __typename b: __typename c: __typename }')).data).toBeDefined();
    const { data, errors } = await server.request('{ a: __typename b: __typename c: __typename d: __typename }');
    expect(data).toBeUndefined();
    expect(errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_COMPLEX' } }]);
    expect(await readSeries(above)).toBe(aboveBefore + 1);
    expect(await costs()).toBe(before + 1);
    expect(await readSeries('portcullis_access_log_dropped_total')).toBe(0);
    expect(await readSeries('portcullis_log_dropped_total')).toBe(0);
  });

  test('know a token that comes again', async () => {
    const { accessToken } = await server.login(ADDRESS, PASSWORD);
    const hits = () => readSeries('portcullis_cache_hits_total{cache="tokens"}');
    const before = Number(await hits());
    await server.request('{ me { id } }', { token: accessToken });
    expect(await hits()).toBe(before);
    await server.request('{ me { id } }', { token: accessToken });
    expect(await hits()).toBe(before + 1);
  });

  test('are those of docs/metrics.md', async () => {
    const row = /^\| `(\w+)` \| (\w+) \|/gm;
    const listed = [...readFileSync('docs/metrics.md', 'utf8').matchAll(row)].map(
      ([, name, type]) => `${name} ${type}`,
    );
    const told = [...(await scrape()).matchAll(/^# TYPE (portcullis_\w+ \w+)$/gm)].map(([, metric]) => metric);
    const ofPostgres = 'portcullis_database_connections gauge';
    expect(new Set(told)).toEqual(new Set(listed.filter((metric) => engine !== 'SQLite' || metric !== ofPostgres)));
  });

  test('name nobody, and have no secret', async () => {
    const text = await scrape();
    for (const secret of [ADDRESS, ADMIN.email, PASSWORD, ADMIN.password, ...Object.values(tokens).map(String)]) {
      if (secret.length > 8) expect(text).not.toContain(secret);
    }
  });
});

test('with TOKEN_SECRET no key is stored, and the server can sign', async () => {
  const secret = 'a secret of thirty-two characters';
  const server = await startServer({
    env: { METRICS_PORT: '0', TOKEN_ALGORITHM: 'HS256', TOKEN_SECRET: secret },
  });
  try {
    const metrics = await readMetrics(server);
    expect(
      ['portcullis_keys{state="signing"}', 'portcullis_ready{check="keys"}'].map((series) => metrics.get(series)),
    ).toEqual([0, 1]);
  } finally {
    await server.close();
  }
});

test('without METRICS_PORT there are none', async () => {
  const server = await startServer();
  try {
    expect(server.logged.filter(({ msg }) => msg === 'serving metrics')).toEqual([]);
    expect((await fetch(new URL('/metrics', server.url))).status).toBe(404);
  } finally {
    await server.close();
  }
});

test('a port that is in use is told, and stops the start', async () => {
  const server = await startServer();
  try {
    await expect(startServer({ env: { METRICS_PORT: String(server.port) } })).rejects.toMatchObject({
      problems: [`Port ${server.port} of METRICS_PORT is in use. Stop the process that uses it, or set another port.`],
    });
  } finally {
    await server.close();
  }
});
