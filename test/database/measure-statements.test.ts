import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type Database, openDatabase, type Statement } from '../../src/database/index.js';
import { createTestPlace, describeEachDatabase, engines, type TestPlace } from '../support/databases.js';
import { createPostgresProxy, type PostgresProxy } from '../support/postgres-proxy.js';

const WAIT_MILLISECONDS = 200;
const CONNECTIONS = { SQLite: 1, PostgreSQL: 10 } as const;

let told: Statement[];
const onStatement = (statement: Statement) => {
  told.push(statement);
};
beforeEach(() => {
  told = [];
});

describeEachDatabase('onStatement', (engine) => {
  let place: TestPlace;
  let db: Database;
  beforeEach(async () => {
    place = await createTestPlace(engine);
    db = openDatabase({ ...place, onStatement });
    await sql`create table notes (text text not null)`.execute(db.query);
    told = [];
  });
  afterEach(async () => {
    await db.close();
    await place.remove();
  });

  test('hears of each statement once, by its kind, and whether it failed', async () => {
    await sql`select ${'a secret'} as value`.execute(db.query);
    await db.transaction(({ query }) => sql`insert into notes values ('kept')`.execute(query));
    await expect(sql`insert into notes values (null)`.execute(db.query)).rejects.toBeDefined();
    expect(told.map(({ sql: text, failed }) => [text.split(' ')[0], failed])).toEqual([
      ['select', false],
      ['begin', false],
      ['insert', false],
      ['commit', false],
      ['insert', true],
    ]);
    expect(JSON.stringify(told)).not.toContain('secret');
  });

  test('hears how long it waited for its connection, and only the first on a connection did', async () => {
    let release: () => void = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const holders = Array.from({ length: CONNECTIONS[engine] }, () =>
      db.query.connection().execute(async (query) => {
        await sql`select 1 as holder`.execute(query);
        await released;
      }),
    );
    setTimeout(release, WAIT_MILLISECONDS);
    await db.query.connection().execute(async (query) => {
      await sql`select 1 as waiter`.execute(query);
      await sql`select 1 as second`.execute(query);
    });
    await Promise.all(holders);
    const secondsOf = (name: string) => told.find(({ sql: text }) => text.endsWith(name))?.seconds;
    expect(secondsOf('waiter')).toBeGreaterThan(0.8 * (WAIT_MILLISECONDS / 1000));
    expect(secondsOf('second')).toBeLessThan(0.8 * (WAIT_MILLISECONDS / 1000));
  });
});

(engines.includes('PostgreSQL') ? describe : describe.skip)('of a PostgreSQL that is away', () => {
  let place: TestPlace;
  let proxy: PostgresProxy;
  let db: Database;
  beforeEach(async () => {
    place = await createTestPlace('PostgreSQL');
    proxy = await createPostgresProxy(place.url ?? '');
    db = openDatabase({ ...place, url: proxy.url, onStatement });
  });
  afterEach(async () => {
    await db.close();
    await proxy.close();
    await place.remove();
  });

  test('onStatement hears of each connection that was not to be had', async () => {
    await db.ping();
    proxy.restart();
    // The pool has to see that its idle connection broke.
    for (let tries = 0; tries < 20 && told.at(-1)?.kind !== 'connect'; tries += 1) await db.ping().catch(() => {});
    told = [];
    for (const attempt of [db.ping(), db.transaction(async () => {})]) await expect(attempt).rejects.toBeDefined();
    expect(told).toEqual([
      { kind: 'connect', sql: '', seconds: expect.any(Number), failed: true },
      { kind: 'connect', sql: '', seconds: expect.any(Number), failed: true },
    ]);
    proxy.mend();
    await db.ping();
    expect(told.at(-1)).toMatchObject({ sql: 'select 1', failed: false });
  });
});
