import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Readiness } from '../../src/server/readiness.js';
import { createTestClock } from '../support/clock.js';
import { describeEachDatabase, type TestPlace } from '../support/databases.js';
import { startServer, type TestServer } from '../support/server.js';
import { createServerPlace } from '../support/server-place.js';
import { withDatabase } from '../support/with-database.js';

const OK = { ok: true };
const ALL_WELL = { database: OK, migrations: OK, feed: OK, keys: OK, drain: OK };

describeEachDatabase('/readyz', (engine) => {
  let place: TestPlace;
  let server: TestServer;
  beforeAll(async () => {
    place = await createServerPlace(engine);
    // The clock stands still, so that no upkeep makes the keys that are missing.
    server = await startServer({ place, env: { REVOCATION_MAX_LAG_SECONDS: '1' }, clock: createTestClock().now });
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });

  const ask = async () => {
    const response = await fetch(new URL('/readyz', server.url));
    expect(response.headers.get('cache-control')).toBe('no-store');
    return { code: response.status, ...((await response.json()) as Readiness) };
  };
  const run = (...statements: readonly string[]) =>
    withDatabase(place, async ({ query }) => {
      for (const statement of statements) await sql.raw(statement).execute(query);
    });
  const becomes = async (checks: object) => {
    for (;;) {
      const answer = await ask();
      if (JSON.stringify(answer.checks) === JSON.stringify(checks)) return answer;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };

  let mend: readonly string[] = [];
  afterEach(async () => {
    await run(...mend);
    mend = [];
    await becomes(ALL_WELL);
  });

  test('is 200 while all is well, and says so of each', async () => {
    expect(await becomes(ALL_WELL)).toEqual({ code: 200, status: 'ready', checks: ALL_WELL });
  });

  test('is 200 on a database to which a newer server only added, or modules that are not there any more', async () => {
    const names = ['audit/999-later-expand', 'notes/001-notes'];
    mend = [...names, 'audit/999-later'].map((name) => `delete from migrations where name = '${name}'`);
    await run(
      ...[...names, 'audit/999-later'].map((name) => `insert into migrations (name, timestamp) values ('${name}', '')`),
    );
    await becomes({ ...ALL_WELL, migrations: { ok: false, reason: 'The database is newer than this server.' } });
    await run(...mend.slice(-1));
    expect(await becomes(ALL_WELL)).toMatchObject({ code: 200 });
  });

  const away = (table: string) =>
    [`alter table ${table} rename to away`, `alter table away rename to ${table}`] as const;
  test.each([
    ['no write is taken', 'database', 'The database accepts no writes.', ...away('instances')],
    [
      'there are no migrations to read',
      'migrations',
      'The migrations of the database cannot be read.',
      ...away('migrations'),
    ],
    [
      'a newer server has migrated the database',
      'migrations',
      'The database is newer than this server.',
      `insert into migrations (name, timestamp) values ('audit/999-later', '')`,
      `delete from migrations where name = 'audit/999-later'`,
    ],
    [
      'an older database was put in its place',
      'migrations',
      'The database is older than this server.',
      "delete from migrations where name = 'keys/002-rotation'",
      "insert into migrations (name, timestamp) values ('keys/002-rotation', '')",
    ],
    ['revocations cannot be read', 'feed', 'Cannot read what other instances revoked.', ...away('revocations')],
    ['keys cannot be read', 'keys', 'The signing keys cannot be read.', ...away('signing_key_changes')],
  ] as const)('is 503 when %s, and says no more of it', async (_what, part, reason, fault, repair) => {
    mend = [repair];
    await run(fault);
    const checks = { ...ALL_WELL, [part]: { ok: false, reason } };
    expect(await becomes(checks)).toEqual({ code: 503, status: 'not ready', checks });
  });

  test('is 503 when no key is left to sign with', async () => {
    const changed = 'update signing_key_changes set number = number + 1';
    mend = ['update signing_keys set retired_at = null', changed];
    await run('update signing_keys set retired_at = 1', changed);
    const checks = { ...ALL_WELL, keys: { ok: false, reason: 'There is no signing key.' } };
    expect(await becomes(checks)).toEqual({ code: 503, status: 'not ready', checks });
  });

  test('costs the database one write and one read a second at most, however many ask', async () => {
    const start = performance.now();
    server.takeQueries();
    await Promise.all(Array.from({ length: 200 }, ask));
    const most = Math.ceil((performance.now() - start) / 1000) + 1;
    const queries = server.takeQueries();
    for (const statement of ['insert into "instances"', 'select name from migrations']) {
      expect(queries.filter((query) => query.startsWith(statement)).length).toBeLessThanOrEqual(most);
    }
  });
});
