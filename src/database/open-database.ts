import { type Dialect, Kysely, sql } from 'kysely';
import type { Database, Engine, Query, Transaction, TransactionOptions } from './database.js';
import { runMigrations } from './migrate.js';
import { postgresDialect, postgresEngine } from './postgres.js';
import { sqliteDialect, sqliteEngine } from './sqlite.js';
import type { Tables } from './tables.js';

export interface DatabaseOptions {
  /** A `postgres://` address; without one the database is a file in `dataDir`. */
  readonly url?: string | undefined;
  /** The folder of the embedded database; made with mode 0700 if it is not there. */
  readonly dataDir: string;
  /** Called with the text of each statement, without its parameters. */
  readonly onQuery?: (sql: string) => void;
  /** Called when an idle connection breaks; the pool replaces it. */
  readonly onConnectionError?: (error: Error) => void;
}

/** Opens the database. Throws a `StartupError` if the data directory cannot be written. */
export function openDatabase(options: DatabaseOptions): Database {
  return options.url === undefined
    ? createDatabase(sqliteDialect(options.dataDir), sqliteEngine, options)
    : createDatabase(postgresDialect(options.url, options.onConnectionError), postgresEngine(options.url), options);
}

function createDatabase(dialect: Dialect, engine: Engine, { onQuery }: DatabaseOptions): Database {
  const query: Query = new Kysely<Tables>({
    dialect,
    log: ({ level, query: { sql } }) => {
      if (level === 'query') onQuery?.(sql);
    },
  });
  return Object.freeze({
    dialect: engine.dialect,
    query,
    transaction: <T>(run: (tx: Transaction) => Promise<T>, { lock }: TransactionOptions = {}) =>
      runTransaction(query, engine, lock, run),
    migrate: (migrations) => engine.exclusively(query, (connection) => runMigrations(connection, migrations)),
    ping: async () => {
      await sql`select 1`.execute(query);
    },
    close: () => query.destroy(),
  } satisfies Database);
}

async function runTransaction<T>(
  query: Query,
  engine: Engine,
  lock: string | undefined,
  run: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const committed: (() => void)[] = [];
  const result = await query.transaction().execute(async (trx) => {
    if (lock !== undefined) await engine.lock(trx, lock);
    return run({ query: trx, afterCommit: (callback) => committed.push(callback) });
  });
  for (const callback of committed) callback();
  return result;
}
