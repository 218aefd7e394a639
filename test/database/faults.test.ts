import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type Database, isOutage, isUnstorableText, openDatabase } from '../../src/database/index.js';
import { createTestPlace, describeEachDatabase, type Engine, type TestPlace } from '../support/databases.js';
import { administer, postgresUrl } from '../support/postgres.js';
import { runChild, SUCCESS } from './child-process.js';

let place: TestPlace;
let db: Database;

function onOwnDatabase(engine: Engine): void {
  beforeEach(async () => {
    place = await createTestPlace(engine);
    db = openDatabase(place);
    await sql`create table notes (id text primary key, size integer not null check (size > 0))`.execute(db.query);
    await sql`insert into notes values ('a', 1)`.execute(db.query);
  });
  afterEach(async () => {
    await db.close();
    await place.remove();
  });
}

const failureOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => {
      throw new TypeError('It did not fail.');
    },
    (reason: unknown) => reason,
  );

describeEachDatabase('no outage', (engine) => {
  onOwnDatabase(engine);

  test.each([
    ['a unique key is violated', "insert into notes values ('a', 1)"],
    ['a check is violated', "insert into notes values ('b', 0)"],
    ['a value is missing', "insert into notes values ('b', null)"],
    ['the syntax is wrong', 'selec 1'],
    ['there is no such table', 'select * from nowhere'],
  ])('when %s, alone or in a transaction', async (_, statement) => {
    const alone = await failureOf(sql.raw(statement).execute(db.query));
    const inside = await failureOf(db.transaction(({ query }) => sql.raw(statement).execute(query)));
    expect([alone, inside].map(isOutage)).toEqual([false, false]);
    await db.ping();
  });
});

// In processes of their own: better-sqlite3 keeps the error class of the first test file that a Jest worker runs.
describe('on SQLite', () => {
  onOwnDatabase('SQLite');
  const expectTrue = async (script: string, count: number) =>
    expect(await runChild(script, place)).toEqual({ ...SUCCESS, stdout: 'true\n'.repeat(count) });

  test('it is one when another process writes for too long, and none when it has done', () =>
    expectTrue(
      `const other = openSqlite(dataDir + '/portcullis.sqlite');
       other.exec('begin immediate');
       let runs = 0;
       const transaction = () => db.transaction(async () => runs++);
       const write = () => sql\`insert into notes values ('b', 1)\`.execute(db.query);
       console.log((await Promise.all([transaction(), write()].map(failureOf))).every(isOutage));
       await db.ping();
       other.exec('rollback');
       other.close();
       await transaction();
       console.log(runs === 1)`,
      2,
    ));

  test('the process goes on while a statement waits for another to write, and the statement is done then', () =>
    expectTrue(
      `const other = openSqlite(dataDir + '/portcullis.sqlite');
       other.exec('begin immediate');
       let turns = 0;
       const timer = setInterval(() => (turns += 1), 5);
       setTimeout(() => other.exec('commit'), 500);
       await db.transaction(({ query }) => sql\`insert into notes values ('waited', 1)\`.execute(query));
       clearInterval(timer);
       console.log(turns > 10);
       const { rows } = await sql\`select * from notes\`.execute(db.query);
       console.log(JSON.stringify(rows).includes('waited'));
       other.close()`,
      2,
    ));

  test('the process goes on while many statements follow each other', () =>
    expectTrue(
      `let turns = 0;
       const turn = () => { turns += 1; next = setImmediate(turn); };
       let next = setImmediate(turn);
       const start = process.cpuUsage();
       await Promise.all(Array.from({ length: 3000 }, () =>
         sql\`with recursive n(i) as (select 1 union all select i + 1 from n where i < 500) select sum(i) from n\`.execute(db.query)));
       clearImmediate(next);
       const { user, system } = process.cpuUsage(start);
       console.log(turns > (user + system) / 50_000)`,
      1,
    ));

  test('it is one when the disk is full, alone or in a transaction', () =>
    expectTrue(
      `await sql\`pragma max_page_count = 4\`.execute(db.query);
       const fill = (query) => sql\`insert into notes values (\${'x'.repeat(100_000)}, 1)\`.execute(query);
       console.log(isOutage(await failureOf(fill(db.query))));
       console.log(isOutage(await failureOf(db.transaction(({ query }) => fill(query)))));
       await db.ping()`,
      2,
    ));

  test('it is one when the file can only be read', () =>
    expectTrue(
      `await sql\`pragma query_only = on\`.execute(db.query);
       console.log(isOutage(await failureOf(sql\`insert into notes values ('b', 1)\`.execute(db.query))))`,
      1,
    ));

  test('it is none when a constraint is violated', () =>
    expectTrue(
      `const insert = (query) => sql\`insert into notes values ('a', 1)\`.execute(query);
       console.log(!isOutage(await failureOf(insert(db.query))));
       console.log(!isOutage(await failureOf(db.transaction(({ query }) => insert(query)))))`,
      2,
    ));
});

(postgresUrl() ? describe : describe.skip)('on PostgreSQL', () => {
  onOwnDatabase('PostgreSQL');

  test('it is one when a statement takes too long, and the connection lives on', async () => {
    const attempt = db.transaction(async ({ query }) => {
      await sql`set local statement_timeout = 50`.execute(query);
      await sql`select pg_sleep(5)`.execute(query);
    });
    expect(isOutage(await failureOf(attempt))).toBe(true);
    await db.ping();
  });

  test('it is one for the loser of a deadlock', async () => {
    await sql`insert into notes values ('b', 1)`.execute(db.query);
    const gate = createGate(2);
    const lockBoth = (first: string, second: string) =>
      db.transaction(async ({ query }) => {
        await sql`set local deadlock_timeout = 50`.execute(query);
        await sql`update notes set size = 2 where id = ${first}`.execute(query);
        await gate();
        await sql`update notes set size = 2 where id = ${second}`.execute(query);
      });
    const outcomes = await Promise.allSettled([lockBoth('a', 'b'), lockBoth('b', 'a')]);
    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(failures.map(isOutage)).toEqual([true]);
  });

  test('it is one when ten connections are busy for 5 s', async () => {
    const gate = createGate(11);
    const holders = Array.from({ length: 10 }, () => db.transaction(() => gate()));
    expect(isOutage(await failureOf(db.ping()))).toBe(true);
    await gate();
    await Promise.all(holders);
    await db.ping();
  });

  test('an idle connection that breaks is heard of and replaced', async () => {
    const errors: Error[] = [];
    const other = openDatabase({ ...place, onConnectionError: (error) => errors.push(error) });
    await other.ping();
    await terminateAll();
    while (errors.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(errors.map(isOutage)).toEqual(errors.map(() => true));
    await other.ping();
    await other.close();
  });

  /** A connection that breaks in use ends the whole process if nobody listens; this must not be Jest's. */
  const script = (body: string) => `
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    const terminate = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'portcullis' and datname = current_database()";
    const attempt = db.transaction(async ({ query }) => { await sql\`select 1\`.execute(query); ${body} });
    console.log(await attempt.then(() => 'done', isOutage));
    await db.ping();
    await admin.end()`;

  test.each([
    ['between two statements', `await admin.query(terminate); await sql\`select 1\`.execute(query);`],
    [
      'between two statements, unnoticed for a while',
      `await admin.query(terminate); await new Promise((wake) => setTimeout(wake, 200)); await sql\`select 1\`.execute(query);`,
    ],
    ['during one', `setTimeout(() => admin.query(terminate), 100); await sql\`select pg_sleep(4)\`.execute(query);`],
  ])('it is one when the connection breaks %s, and the process lives on', async (_, body) => {
    expect(await runChild(script(body), place)).toEqual({ ...SUCCESS, stdout: 'true\n' });
  });

  async function terminateAll(): Promise<void> {
    await administer(
      place.url ?? '',
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'portcullis' and datname = current_database() and state = 'idle'`,
    );
  }
});

describeEachDatabase('a text that the engines store in their own ways', (engine) => {
  onOwnDatabase(engine);
  const insert = (id: string) => sql`insert into notes values (${id}, 1)`.execute(db.query);

  test.each(['a\0b', '\0', 'a\ud800', '\udc00\ud800'])('is not stored, nor looked for: %j', async (text) => {
    const looked = sql`select id from notes where id in (${'a'}, ${text})`.execute(db.query);
    for (const error of await Promise.all([insert(text), looked].map(failureOf)))
      expect([isUnstorableText(error), isOutage(error)]).toEqual([true, false]);
    await expect(db.transaction(({ query }) => sql`select ${text}`.execute(query))).rejects.toThrow('cannot be stored');
  });

  test('is told from what both store', async () => {
    const text = '\u0001 \ufffd \ufffe 🙂';
    await insert(text);
    const { rows } = await sql`select id from notes where id = ${text}`.execute(db.query);
    expect(rows).toEqual([{ id: text }]);
  });

  test('is told from other faults', async () => {
    expect(isUnstorableText(await failureOf(insert('a')))).toBe(false);
    for (const value of [undefined, null, 'ERR_UNSTORABLE_TEXT', new Error('ERR_UNSTORABLE_TEXT')]) {
      expect(isUnstorableText(value)).toBe(false);
    }
  });
});

test('it is one when nobody listens', async () => {
  const script = `console.log(await db.ping().then(() => 'done', isOutage))`;
  for (const host of ['127.0.0.1', 'localhost']) {
    const url = `postgres://app@${host}:1/app`;
    expect(await runChild(script, { url, dataDir: '' })).toEqual({ ...SUCCESS, stdout: 'true\n' });
  }
});

describe('by its code alone', () => {
  const coded = (code: unknown) => Object.assign(new Error('message'), { code });

  test.each([
    '08006',
    '08P01',
    '53100',
    '53300',
    '57P01',
    '57014',
    '40001',
    '40P01',
    '25P03',
    '28P01',
    '3D000',
    'SQLITE_BUSY_SNAPSHOT',
  ])('%s is one', (code) => {
    expect(isOutage(coded(code))).toBe(true);
    expect(isOutage(new AggregateError([new Error('other'), coded(code)]))).toBe(true);
  });

  test.each(['23505', '42P01', '22P02', '25P02', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_ERROR', '', 8, null])(
    '%j is none',
    (code) => expect(isOutage(coded(code))).toBe(false),
  );

  test.each([undefined, null, '08006', 8006, [], {}, new Error('message'), new TypeError('x')])('%p is none', (value) =>
    expect(isOutage(value)).toBe(false),
  );
});

/** Opens when `count` have come to it. */
function createGate(count: number): () => Promise<void> {
  let come = 0;
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    come += 1;
    if (come === count) open();
    return opened;
  };
}
