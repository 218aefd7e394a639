import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type Database, openDatabase } from '../../src/database/index.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';

describeEachDatabase('openDatabase()', (engine) => {
  let place: TestPlace;
  let db: Database;
  let queries: string[];
  beforeEach(async () => {
    place = await createTestPlace(engine);
    queries = [];
    db = openDatabase({ ...place, onQuery: (text) => queries.push(text) });
  });
  afterEach(async () => {
    await db.close();
    await place.remove();
  });

  test('opens the engine that it was asked for', async () => {
    expect(db.dialect).toBe(engine === 'SQLite' ? 'sqlite' : 'postgres');
    await expect(db.ping()).resolves.toBeUndefined();
    expect(Object.isFrozen(db)).toBe(true);
  });

  test('onQuery hears each statement, and none of its parameters', async () => {
    await sql`select ${'a secret'} as value`.execute(db.query);
    await db.transaction(({ query }) => sql`select ${'another secret'} as value`.execute(query));
    expect(queries.filter((text) => text.includes('as value'))).toHaveLength(2);
    expect(queries.join('\n')).not.toContain('secret');
  });

  test('counts and milliseconds are numbers', async () => {
    const { rows } = await sql`select count(*) as n, cast(1800000000123 as bigint) as ms`.execute(db.query);
    expect(rows).toEqual([{ n: 1, ms: 1_800_000_000_123 }]);
  });

  test('foreign keys hold', async () => {
    await sql`create table parents (id text primary key)`.execute(db.query);
    await sql`create table children (parent text not null references parents (id))`.execute(db.query);
    const attempt = sql`insert into children values ('nobody')`.execute(db.query);
    // better-sqlite3's errors are none by Jest's own `toThrow`: they are of another realm.
    await expect(attempt).rejects.toHaveProperty('message', expect.stringMatching(/foreign key/i));
  });

  test('what one handle wrote is there for the next', async () => {
    await sql`create table notes (text text)`.execute(db.query);
    await sql`insert into notes values ('kept')`.execute(db.query);
    const other = openDatabase(place);
    expect((await sql`select text from notes`.execute(other.query)).rows).toEqual([{ text: 'kept' }]);
    await other.close();
    await expect(other.ping()).rejects.toThrow();
  });
});
