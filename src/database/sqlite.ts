import { type Dialect, SqliteDialect, sql } from 'kysely';
import { StartupError } from '../errors.js';
import type { Engine, Query } from './database.js';
import { createSqliteDriver, isBusy } from './sqlite-driver.js';
import { DATABASE_FILE, isDamaged, restoreIt } from './sqlite-file.js';
import type { SqliteFile } from './sqlite-library.js';

/** Added to what a statement waits: a start that gets nowhere stops within 15 s. */
const MIGRATION_LOCK_MILLISECONDS = 6000;

/** The embedded database in this file. */
export function sqliteDialect(file: SqliteFile): Dialect {
  const dialect = new SqliteDialect({ database: file });
  dialect.createDriver = () => createSqliteDriver(file);
  return dialect;
}

export const sqliteEngine: Engine = {
  dialect: 'sqlite',
  // A write transaction has the whole database to itself already.
  lock: async () => {},
  listen: () => () => {},
  exclusively: (query, migrate) =>
    query
      .connection()
      .execute(async (connection) => {
        await begin(connection);
        try {
          const result = await migrate(connection);
          await sql`commit`.execute(connection);
          return result;
        } catch (error) {
          await sql`rollback`.execute(connection).catch(() => {});
          throw error;
        }
      })
      .catch((cause: unknown) => {
        const why = cause instanceof Error ? cause.message : String(cause);
        if (isDamaged(cause instanceof StartupError ? cause.cause : cause)) {
          throw new StartupError([`The embedded database ${DATABASE_FILE} is damaged (${why}). ${restoreIt}`], {
            cause,
          });
        }
        if (cause instanceof StartupError) throw cause;
        throw new StartupError([`The embedded database cannot be migrated: ${why}.`], { cause });
      }),
};

async function begin(connection: Query): Promise<void> {
  const end = performance.now() + MIGRATION_LOCK_MILLISECONDS;
  for (;;) {
    try {
      await sql`begin immediate`.execute(connection);
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() >= end) throw error;
    }
  }
}
