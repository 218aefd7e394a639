import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type Database, openDatabase, type Query } from '../../src/database/index.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { runChild, SUCCESS } from './child-process.js';

describeEachDatabase('transaction()', (engine) => {
  let place: TestPlace;
  let db: Database;
  beforeEach(async () => {
    place = await createTestPlace(engine);
    db = openDatabase(place);
    await sql`create table counters (name text primary key, value bigint not null)`.execute(db.query);
    await sql`insert into counters values ('a', 0)`.execute(db.query);
  });
  afterEach(async () => {
    await db.close();
    await place.remove();
  });

  const read = async (query: Query) => {
    const { rows } = await sql<{ value: number }>`select value from counters where name = 'a'`.execute(query);
    return rows[0]?.value;
  };
  const write = (query: Query, value: number) =>
    sql`update counters set value = ${value} where name = 'a'`.execute(query);
  const increment = (on: Database, lock?: string) =>
    on.transaction(
      async ({ query }) => {
        const value = (await read(query)) ?? Number.NaN;
        await sql`select 1`.execute(query);
        await write(query, value + 1);
      },
      lock === undefined ? {} : { lock },
    );

  test('commits what was written, and gives what run gave', async () => {
    const result = await db.transaction(async ({ query }) => {
      await write(query, 1);
      expect(await read(query)).toBe(1);
      return 'result';
    });
    expect(result).toBe('result');
    expect(await read(db.query)).toBe(1);
  });

  test('rolls everything back when run rejects, with the same error', async () => {
    const failure = new Error('changed my mind');
    const attempt = db.transaction(async ({ query }) => {
      await write(query, 1);
      await sql`insert into counters values ('b', 1)`.execute(query);
      throw failure;
    });
    await expect(attempt).rejects.toBe(failure);
    expect((await sql`select name, value from counters`.execute(db.query)).rows).toEqual([{ name: 'a', value: 0 }]);
  });

  test('rolls back when a statement fails, and the next transaction works', async () => {
    const attempt = db.transaction(async ({ query }) => {
      await write(query, 1);
      await sql`insert into counters values ('a', 1)`.execute(query);
    });
    await expect(attempt).rejects.toHaveProperty('message', expect.stringMatching(/unique/i));
    expect(await read(db.query)).toBe(0);
    await increment(db);
    expect(await read(db.query)).toBe(1);
  });

  test('others see nothing of it before it commits', async () => {
    const other = openDatabase(place);
    await db.transaction(async ({ query }) => {
      await write(query, 1);
      expect(await read(other.query)).toBe(0);
    });
    expect(await read(other.query)).toBe(1);
    await other.close();
  });

  test('afterCommit runs in order, after run and before the promise resolves', async () => {
    const events: string[] = [];
    await db.transaction(async ({ query, afterCommit }) => {
      afterCommit(() => events.push('first'));
      await write(query, 1);
      afterCommit(() => events.push('second'));
      events.push('run');
    });
    events.push('resolved');
    expect(events).toEqual(['run', 'first', 'second', 'resolved']);
  });

  test('afterCommit runs once it is committed', async () => {
    const other = openDatabase(place);
    const seen: Promise<number | undefined>[] = [];
    await db.transaction(async ({ query, afterCommit }) => {
      afterCommit(() => seen.push(read(other.query)));
      await write(query, 7);
    });
    expect(await Promise.all(seen)).toEqual([7]);
    await other.close();
  });

  test('afterCommit never runs after a rollback', async () => {
    const events: string[] = [];
    const attempt = db.transaction(async ({ query, afterCommit }) => {
      afterCommit(() => events.push('ran'));
      await write(query, 1);
      throw new Error('no');
    });
    await expect(attempt).rejects.toThrow('no');
    await increment(db);
    expect(events).toEqual([]);
  });

  test('nor when the commit itself fails', async () => {
    await sql`create table notes (counter text references counters (name) deferrable initially deferred)`.execute(
      db.query,
    );
    const events: string[] = [];
    const attempt = db.transaction(async ({ query, afterCommit }) => {
      afterCommit(() => events.push('ran'));
      await sql`insert into notes values ('nobody')`.execute(query);
      events.push('written');
    });
    await expect(attempt).rejects.toHaveProperty('message', expect.stringMatching(/foreign key/i));
    expect(events).toEqual(['written']);
    expect((await sql`select * from notes`.execute(db.query)).rows).toEqual([]);
    await increment(db);
    expect(await read(db.query)).toBe(1);
  });

  test('many at once with one lock lose no update', async () => {
    await Promise.all(Array.from({ length: 40 }, () => increment(db, 'counter')));
    expect(await read(db.query)).toBe(40);
  });

  test('nor do those of three processes', async () => {
    const script = `
      for (let i = 0; i < 30; i++) {
        await db.transaction(async ({ query }) => {
          const { rows: [row] } = await sql\`select value from counters\`.execute(query);
          await sql\`update counters set value = \${row.value + 1}\`.execute(query);
        }, { lock: 'counter' });
      }`;
    const outcomes = await Promise.all([1, 2, 3].map(() => runChild(script, place)));
    expect(outcomes).toEqual(outcomes.map(() => expect.objectContaining(SUCCESS)));
    expect(await read(db.query)).toBe(90);
  });

  test.each(['', "'; drop table counters; --", 'é 🗝', 'x'.repeat(1000)])('a lock can be called %j', async (lock) => {
    await Promise.all([increment(db, lock), increment(db, lock)]);
    expect(await read(db.query)).toBe(2);
  });

  if (engine === 'PostgreSQL') {
    // On SQLite the second handle would block the thread that the first one needs: there it takes two processes.
    test('nor do those of two handles in one process', async () => {
      const other = openDatabase(place);
      await Promise.all(Array.from({ length: 40 }, (_, index) => increment(index % 2 ? db : other, 'counter')));
      expect(await read(db.query)).toBe(40);
      await other.close();
    });

    test('transactions of one lock wait for each other, those of another do not', async () => {
      const events: string[] = [];
      const run = (name: string, lock: string) => db.transaction(async () => events.push(name) > 0, { lock });
      await db
        .transaction(
          async () => {
            const waiting = run('same', 'one');
            await run('other', 'two');
            events.push('first');
            return { waiting };
          },
          { lock: 'one' },
        )
        .then(({ waiting }) => waiting);
      expect(events).toEqual(['other', 'first', 'same']);
    });

    test('the lock is given back after a rollback', async () => {
      const attempt = db.transaction(() => Promise.reject(new Error('no')), { lock: 'counter' });
      await expect(attempt).rejects.toThrow('no');
      await increment(db, 'counter');
      expect(await read(db.query)).toBe(1);
    });
  }
});
