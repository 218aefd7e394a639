import { type Dialect, Kysely, sql } from 'kysely';
import type { Connections, Database, Engine, Query, Transaction, TransactionOptions } from './database.js';
import { measureStatements, type Statement } from './measure-statements.js';
import { runMigrations } from './migrate.js';
import { postgresDialect, postgresEngine } from './postgres.js';
import { sqliteDialect, sqliteEngine } from './sqlite.js';
import { openSqliteFile } from './sqlite-file.js';
import type { Tables } from './tables.js';

export interface DatabaseOptions {
  /** A `postgres://` address; without one the database is a file in `dataDir`. */
  readonly url?: string | undefined;
  /** The folder of the embedded database; made with mode 0700 if it is not there. */
  readonly dataDir: string;
  /** Called with the text of each statement, without its parameters. */
  readonly onQuery?: (sql: string) => void;
  /** Called after each statement, and each connection that could not be had. */
  readonly onStatement?: ((statement: Statement) => void) | undefined;
  /** Called when an idle connection breaks; the pool replaces it. */
  readonly onConnectionError?: (error: Error) => void;
}

/** Opens the database. Throws a `StartupError` if the data directory cannot be written. */
export function openDatabase(options: DatabaseOptions): Database {
  const { url, dataDir, onConnectionError } = options;
  if (url === undefined) {
    const file = openSqliteFile(dataDir);
    const own = { connections: () => undefined, end: () => void file.close() };
    return createDatabase(sqliteDialect(file), sqliteEngine, options, own);
  }
  let connections: () => Connections = () => ({ open: 0, idle: 0, waiting: 0 });
  const onOpen = (ofPool: () => Connections) => {
    connections = ofPool;
  };
  const processes = new Set<number>();
  const dialect = postgresDialect(url, { onConnectionError, onOpen, processes });
  const own = { connections: () => connections(), end: () => {} };
  return createDatabase(dialect, postgresEngine(url, processes), options, own);
}

interface Own extends Pick<Database, 'connections'> {
  /** Ends what is open before the first statement: Kysely leaves alone what it never used. */
  readonly end: () => void;
}

function createDatabase(
  dialect: Dialect,
  engine: Engine,
  { onQuery, onStatement }: DatabaseOptions,
  { connections, end }: Own,
): Database {
  const query: Query = new Kysely<Tables>({
    dialect: onStatement ? measureStatements(dialect, onStatement) : dialect,
    ...(onQuery && {
      log: ({ level, query: { sql } }) => {
        if (level === 'query') onQuery(sql);
      },
    }),
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
    listen: engine.listen,
    connections,
    close: async () => {
      await query.destroy();
      end();
    },
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
