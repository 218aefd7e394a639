import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Kysely, sql } from 'kysely';
import { type Database, openDatabase } from '../../src/database/index.js';
import { StartupError } from '../../src/errors.js';
import { createTestPlace, type TestPlace } from '../support/databases.js';

let place: TestPlace;
beforeEach(async () => {
  place = await createTestPlace('SQLite');
});
afterEach(() => place.remove());

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
const pragma = async (db: Database, name: string) =>
  Object.values((await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(db.query)).rows[0] ?? {})[0];

async function use<T>(dataDir: string, run: (db: Database) => Promise<T>): Promise<T> {
  const db = openDatabase({ dataDir });
  try {
    return await run(db);
  } finally {
    await db.close();
  }
}

describe('the data directory', () => {
  test('is made with mode 0700, and all that is in it has 0600, whatever the umask', async () => {
    const umask = process.umask(0);
    try {
      const dataDir = join(place.dataDir, 'deep', 'data');
      await use(dataDir, async (db) => {
        await sql`create table notes (text text)`.execute(db.query);
        expect(modeOf(dataDir)).toBe('700');
        const files = readdirSync(dataDir).sort();
        expect(files).toEqual(['portcullis.sqlite', 'portcullis.sqlite-shm', 'portcullis.sqlite-wal']);
        expect(files.map((file) => modeOf(join(dataDir, file)))).toEqual(['600', '600', '600']);
      });
    } finally {
      process.umask(umask);
    }
  });

  test('that is there already keeps its mode', async () => {
    const dataDir = join(place.dataDir, 'shared');
    mkdirSync(dataDir);
    chmodSync(dataDir, 0o750);
    await use(dataDir, (db) => db.ping());
    expect(modeOf(dataDir)).toBe('750');
  });
});

test.each([
  ['journal_mode', 'wal'],
  ['synchronous', 2],
  ['foreign_keys', 1],
  ['busy_timeout', 0],
])('%s is %s', async (name, value) => {
  await use(place.dataDir, async (db) => {
    // With WAL, SQLite chooses its own `synchronous` at the first statement that reads the file.
    await sql`create table notes (text text)`.execute(db.query);
    expect(await pragma(db, name)).toBe(value);
  });
});

test('what was written is there after it was closed', async () => {
  await use(place.dataDir, (db) => sql`create table notes (text text)`.execute(db.query));
  await use(place.dataDir, (db) => sql`insert into notes values ('kept')`.execute(db.query));
  const { rows } = await use(place.dataDir, (db) => sql`select text from notes`.execute(db.query));
  expect(rows).toEqual([{ text: 'kept' }]);
});

describe('whichever library there is,', () => {
  test('a boolean is stored as 1 or 0, and read in a condition', async () => {
    await use(place.dataDir, async (db) => {
      await sql`create table flags (flag integer)`.execute(db.query);
      await sql`insert into flags values (${true}), (${false}), (${null})`.execute(db.query);
      expect((await sql`select flag from flags`.execute(db.query)).rows).toEqual([
        { flag: 1 },
        { flag: 0 },
        { flag: null },
      ]);
      expect((await sql`select flag from flags where flag = ${true}`.execute(db.query)).rows).toEqual([{ flag: 1 }]);
    });
  });

  test('undefined is stored as null', async () => {
    await use(place.dataDir, async (db) => {
      await sql`create table flags (flag integer)`.execute(db.query);
      await sql`insert into flags values (${undefined})`.execute(db.query);
      expect((await sql`select flag from flags`.execute(db.query)).rows).toEqual([{ flag: null }]);
    });
  });

  test('rows are plain objects, and changes are counted', async () => {
    await use(place.dataDir, async (db) => {
      await sql`create table notes (text text unique)`.execute(db.query);
      const { numAffectedRows } = await sql`insert into notes values ('a'), ('b')`.execute(db.query);
      expect(numAffectedRows).toBe(2n);
      const { rows } = await sql<object>`update notes set text = 'c' where text = 'a' returning text`.execute(db.query);
      expect(rows).toEqual([{ text: 'c' }]);
      expect(rows.map((row) => 'hasOwnProperty' in row)).toEqual([true]);
    });
  });

  test.each([
    ['SQLITE_CONSTRAINT_UNIQUE', "insert into notes values ('a', 1), ('a', 1)"],
    ['SQLITE_CONSTRAINT_NOTNULL', "insert into notes values ('a', null)"],
    ['SQLITE_ERROR', 'select nothing from notes'],
  ])('an error has the code %s', async (code, statement) => {
    await use(place.dataDir, async (db) => {
      await sql`create table notes (text text unique, size integer not null)`.execute(db.query);
      await expect(sql.raw(statement).execute(db.query)).rejects.toHaveProperty('code', code);
      expect((await sql`select * from notes`.execute(db.query)).rows).toEqual([]);
    });
  });
});

describe('a StartupError names the directory', () => {
  const problemsOf = (dataDir: string) => {
    try {
      openDatabase({ dataDir });
    } catch (error) {
      if (error instanceof StartupError) return error.problems;
      throw error;
    }
    throw new TypeError('It opened.');
  };
  const oneLineWith = (dataDir: string) => {
    const problems = problemsOf(dataDir);
    expect(problems).toEqual([expect.stringMatching(/^[^\n]+\.$/)]);
    return expect(problems[0]).toContain(dataDir);
  };

  test('below a regular file', () => {
    const file = join(place.dataDir, 'file');
    writeFileSync(file, 'content');
    oneLineWith(join(file, 'data'));
    oneLineWith(file);
    expect(readFileSync(file, 'utf8')).toBe('content');
  });

  test('where the database would be a directory', () => {
    mkdirSync(join(place.dataDir, 'portcullis.sqlite'));
    oneLineWith(place.dataDir);
  });

  test('where the file is no database, which is left as it is', () => {
    const file = join(place.dataDir, 'portcullis.sqlite');
    writeFileSync(file, 'no database '.repeat(100));
    oneLineWith(place.dataDir);
    expect(problemsOf(place.dataDir)[0]).toMatch(
      /is damaged, or is not a database .*Restore it from a backup, or move/,
    );
    expect(readFileSync(file, 'utf8')).toBe('no database '.repeat(100));
  });

  test('where the file is damaged further on, which a migration finds', async () => {
    const file = join(place.dataDir, 'portcullis.sqlite');
    const fill = async (db: Database) => {
      await sql`create table notes (text text)`.execute(db.query);
      for (let i = 0; i < 20; i += 1) await sql`insert into notes values (${'x'.repeat(4000)})`.execute(db.query);
    };
    await use(place.dataDir, fill);
    const bytes = readFileSync(file);
    writeFileSync(file, Buffer.concat([bytes.subarray(0, 4096), bytes.subarray(4096).fill(0x5a)]));
    const touch = (db: Kysely<unknown>) => sql`update notes set text = text || 'y'`.execute(db).then(() => {});
    const error: unknown = await use(place.dataDir, (db) => db.migrate({ touch: { up: touch } })).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(StartupError);
    expect(String(error)).toMatch(/portcullis\.sqlite is damaged \(.*malformed\).* Restore it from a backup/);
  });

  test('of a name that no file can have', () => {
    const dataDir = join(place.dataDir, 'x'.repeat(300));
    oneLineWith(dataDir);
    expect(existsSync(dataDir)).toBe(false);
  });
});
