import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import SqliteFile from 'better-sqlite3';
import { CompiledQuery, type DatabaseConnection, type Dialect, SqliteDialect, SqliteDriver, sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import { StartupError } from '../errors.js';
import type { Engine } from './database.js';

const BUSY_TIMEOUT_MILLISECONDS = 5000;
const MAX_STATEMENTS = 200;

/** The embedded database: `portcullis.sqlite` in the data directory. */
export function sqliteDialect(dataDir: string): Dialect {
  const file = openFile(dataDir);
  const dialect = new SqliteDialect({ database: file });
  dialect.createDriver = () => new ImmediateDriver(file);
  return dialect;
}

class ImmediateDriver extends SqliteDriver {
  readonly #file: SqliteFile.Database;

  constructor(file: SqliteFile.Database) {
    super({ database: { prepare: createPrepare(file), close: () => void file.close() } });
    this.#file = file;
  }

  /**
   * `begin` takes SQLite's write lock only at the first write, and then fails at once if another process wrote
   * meanwhile. `begin immediate` takes it first, and waits for it.
   */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  /** A full disk rolls back by itself; to do it again would fail, and hide why. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#file.inTransaction) await super.rollbackTransaction(connection);
  }
}

/** Reading the text of a statement takes as long as running it. Few are asked, and those again and again. */
function createPrepare(file: SqliteFile.Database): (text: string) => SqliteFile.Statement {
  const statements = new LRUCache<string, SqliteFile.Statement>({ max: MAX_STATEMENTS });
  return (text) => {
    const statement = statements.get(text) ?? file.prepare(text);
    statements.set(text, statement);
    return statement;
  };
}

export const sqliteEngine: Engine = {
  dialect: 'sqlite',
  // A write transaction has the whole database to itself already.
  lock: async () => {},
  exclusively: (query, migrate) =>
    query
      .connection()
      .execute(async (connection) => {
        await sql`begin immediate`.execute(connection);
        try {
          await migrate(connection);
          await sql`commit`.execute(connection);
        } catch (error) {
          await sql`rollback`.execute(connection).catch(() => {});
          throw error;
        }
      })
      .catch((cause: unknown) => {
        if (cause instanceof StartupError) throw cause;
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new StartupError([`The embedded database cannot be brought up to date: ${why}.`], { cause });
      }),
};

function openFile(dataDir: string): SqliteFile.Database {
  const path = join(resolve(dataDir), 'portcullis.sqlite');
  try {
    mkdirSync(resolve(dataDir), { recursive: true, mode: 0o700 });
    // SQLite gives its journal files the mode of the database file.
    closeSync(openSync(path, 'a', 0o600));
    const file = new SqliteFile(path, { timeout: BUSY_TIMEOUT_MILLISECONDS });
    file.pragma('journal_mode = WAL');
    file.pragma('synchronous = FULL');
    file.pragma('foreign_keys = ON');
    return file;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StartupError(
      [`The data directory ${dataDir} cannot be used (${why}). Make it writable, or set DATA_DIR.`],
      {
        cause,
      },
    );
  }
}
