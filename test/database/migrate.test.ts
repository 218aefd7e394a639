import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type Database, type Migrations, openDatabase, type Query } from '../../src/database/index.js';
import { StartupError } from '../../src/errors.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { runChild, SUCCESS } from './child-process.js';

/** Makes a table, which cannot be done twice. */
const table = (name: string, log: string[] = []): Migrations[string] => ({
  up: async (query) => {
    await query.schema.createTable(name).addColumn('id', 'text').execute();
    log.push(name);
  },
});

describeEachDatabase('migrate()', (engine) => {
  let place: TestPlace;
  let db: Database;
  beforeEach(async () => {
    place = await createTestPlace(engine);
    db = openDatabase(place);
  });
  afterEach(async () => {
    await db.close();
    await place.remove();
  });

  const tables = async (query: Query) => {
    const all = await query.introspection.getTables();
    return all.map(({ name }) => name).sort();
  };
  const done = async () => {
    const { rows } = await sql<{ name: string }>`select name from migrations order by name`.execute(db.query);
    return rows.map(({ name }) => name);
  };
  const problemsOf = async (migrating: Promise<unknown>) => {
    const error = await migrating.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof StartupError)) throw new TypeError(`Not a StartupError: ${String(error)}`);
    return error.problems;
  };

  test('runs each once, in the order of their names', async () => {
    const log: string[] = [];
    const migrations = { b_2: table('second', log), c_1: table('third', log), a_1: table('first', log) };
    await db.migrate(migrations);
    await db.migrate(migrations);
    expect(log).toEqual(['first', 'second', 'third']);
    expect(await done()).toEqual(['a_1', 'b_2', 'c_1']);
  });

  test('without migrations there is nothing to do', async () => {
    await db.migrate({});
    expect(await done()).toEqual([]);
  });

  test('a module added later runs its own, though their names come first', async () => {
    const log: string[] = [];
    const before = { b_1: table('b1', log), d_1: table('d1', log) };
    await db.migrate(before);
    await db.migrate({ ...before, a_1: table('a1', log), c_1: table('c1', log), d_2: table('d2', log) });
    expect(log).toEqual(['b1', 'd1', 'a1', 'c1', 'd2']);
  });

  describe('of what it does not know', () => {
    const known = { 'a/001': table('a1') };
    const unknown = async (...names: readonly string[]) => {
      await db.migrate({
        ...known,
        ...Object.fromEntries(names.map((name) => [name, table(name.replace(/\W/g, '_'))])),
      });
      return db.migrate(known);
    };

    test('it refuses what a newer version of a module did, and says what to do', async () => {
      expect(await problemsOf(unknown('a/002-other'))).toEqual([
        'The database is newer than this version of the server, which does not know a/002-other. Start the version that migrated it, or restore an earlier backup: see docs/upgrading.md.',
      ]);
    });

    test('it lives with what a newer version only added, and tells of it', async () => {
      expect(await unknown('a/002-more-expand', 'a/003-more-expand')).toEqual({
        expanded: ['a/002-more-expand', 'a/003-more-expand'],
        foreign: [],
      });
    });

    test('it lives with what modules did that are not there any more, and tells of it', async () => {
      expect(await unknown('b/001')).toEqual({ expanded: [], foreign: ['b/001'] });
    });

    test('it does nothing where it refuses', async () => {
      await problemsOf(unknown('a/002-other'));
      await problemsOf(db.migrate({ ...known, 'a/000': table('a0') }));
      expect(await done()).toEqual(['a/001', 'a/002-other']);
    });
  });

  test('four processes at once run them once', async () => {
    const script = `
      const table = (name) => ({ up: async (query) => {
        await query.schema.createTable(name).addColumn('id', 'text').execute();
        console.log(name);
      } });
      await db.migrate({ a: table('a'), b: table('b') })`;
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => runChild(script, place)));
    expect(outcomes).toEqual(outcomes.map(() => expect.objectContaining(SUCCESS)));
    expect(outcomes.map(({ stdout }) => stdout).join('')).toBe('a\nb\n');
    expect(await done()).toEqual(['a', 'b']);
  });

  test('a failing one is named, and leaves nothing half done', async () => {
    await db.migrate({ a: table('a') });
    const broken: Migrations[string] = {
      up: async (query) => {
        await table('half').up(query);
        await sql`insert into half values ('row')`.execute(query);
        await sql`select * from nowhere`.execute(query);
      },
    };
    const problems = await problemsOf(db.migrate({ a: table('a'), b: table('b'), c_broken: broken, d: table('d') }));
    expect(problems).toEqual([expect.stringMatching(/^The migration c_broken failed: [^\n]*nowhere[^\n]*$/)]);
    expect(await done()).toEqual(['a']);
    expect(await tables(db.query)).not.toEqual(expect.arrayContaining(['half']));
    expect(await tables(db.query)).not.toEqual(expect.arrayContaining(['b']));
    expect(await tables(db.query)).not.toEqual(expect.arrayContaining(['d']));

    const other = openDatabase(place);
    await other.migrate({ a: table('a'), b: table('b'), c_broken: table('half'), d: table('d') });
    await other.close();
    expect(await done()).toEqual(['a', 'b', 'c_broken', 'd']);
  });

  test('one that throws without a statement is rolled back too', async () => {
    const broken: Migrations[string] = {
      up: async (query) => {
        await table('half').up(query);
        throw new Error('changed my mind');
      },
    };
    expect(await problemsOf(db.migrate({ broken }))).toEqual(['The migration broken failed: changed my mind']);
    expect(await tables(db.query)).not.toContain('half');
    await db.transaction(({ query }) => table('half').up(query));
  });

  test('statements have their usual limit again afterwards, failed or not', async () => {
    const limit = async () => {
      if (engine === 'SQLite') return (await sql`pragma busy_timeout`.execute(db.query)).rows;
      return (await sql`select current_setting('statement_timeout') as timeout`.execute(db.query)).rows;
    };
    const expected = [{ timeout: engine === 'SQLite' ? 0 : '5s' }];
    expect(await limit()).toEqual(expected);
    await db.migrate({ a: table('a') });
    expect(await limit()).toEqual(expected);
    await expect(db.migrate({ a: table('a'), b: table('a') })).rejects.toThrow(StartupError);
    expect(await limit()).toEqual(expected);
  });

  if (engine === 'SQLite') {
    test('a disk that is full is a StartupError that says so', async () => {
      await db.migrate({});
      await sql`pragma max_page_count = 8`.execute(db.query);
      const big: Migrations[string] = {
        up: async (query) => {
          await table('big').up(query);
          await sql`insert into big values (${'x'.repeat(100_000)})`.execute(query);
        },
      };
      expect(await problemsOf(db.migrate({ big }))).toEqual([expect.stringContaining('disk is full')]);
      expect(await tables(db.query)).not.toContain('big');
    });
  }

  if (engine === 'PostgreSQL') {
    // On SQLite the second handle would block the thread that the first one needs: there it takes processes, as above.
    test('six handles at once run them once', async () => {
      const log: string[] = [];
      const migrations = { a: table('a', log), b: table('b', log) };
      const handles = Array.from({ length: 6 }, () => openDatabase(place));
      const outcomes = await Promise.allSettled(handles.map((handle) => handle.migrate(migrations)));
      await Promise.all(handles.map((handle) => handle.close()));
      expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => 'fulfilled'));
      expect(log).toEqual(['a', 'b']);
    });

    test('a connection that breaks meanwhile is a StartupError, and the next start finds no lock', async () => {
      const script = `
        const up = (query) => sql\`select pg_terminate_backend(pg_backend_pid())\`.execute(query);
        console.log(await db.migrate({ a: { up } }).then(() => 'done', ({ name }) => name))`;
      expect(await runChild(script, place)).toEqual({ ...SUCCESS, stdout: 'StartupError\n' });
      await db.migrate({ a: table('a') });
      expect(await done()).toEqual(['a']);
    });
  }
});
