import { type Dialect, PostgresDialect, sql } from 'kysely';
import { Pool, types } from 'pg';
import { StartupError } from '../errors.js';
import type { Engine } from './database.js';

const STATEMENT_TIMEOUT_MILLISECONDS = 5000;
const MIGRATION_TIMEOUT_MILLISECONDS = 60_000;
const MIGRATION_LOCK = 'portcullis.migrations';
const INT8 = 20;

/** PostgreSQL at `url`. Connecting, waiting for a free connection and a statement each take 5 s at most. */
export function postgresDialect(url: string, onConnectionError: (error: Error) => void = () => {}): Dialect {
  const pool = new Pool({
    connectionString: url,
    application_name: 'portcullis',
    max: 10,
    connectionTimeoutMillis: STATEMENT_TIMEOUT_MILLISECONDS,
    statement_timeout: STATEMENT_TIMEOUT_MILLISECONDS,
    idle_in_transaction_session_timeout: 2 * STATEMENT_TIMEOUT_MILLISECONDS,
    types: { getTypeParser: (oid: number, format?: 'text' | 'binary') => typeParser(oid, format) },
  });
  pool.on('error', onConnectionError);
  // pg-pool listens to idle clients alone. One that breaks in use rejects its query, and must not end the process too.
  pool.on('connect', (client) => client.on('error', () => {}));
  return new PostgresDialect({ pool });
}

// pg gives int8 as text, for fear of 2^53; ours are counts and milliseconds.
function typeParser(oid: number, format?: 'text' | 'binary') {
  return oid === INT8 ? Number : types.getTypeParser(oid, format as 'text');
}

export const postgresEngine: Engine = {
  dialect: 'postgres',
  lock: async (query, name) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(query);
  },
  exclusively: (query, migrate) =>
    query
      .connection()
      .execute(async (connection) => {
        await sql`select set_config('statement_timeout', ${String(MIGRATION_TIMEOUT_MILLISECONDS)}, false)`.execute(
          connection,
        );
        await sql`select pg_advisory_lock(hashtextextended(${MIGRATION_LOCK}, 0))`.execute(connection);
        try {
          await migrate(connection);
        } finally {
          await sql`select pg_advisory_unlock(hashtextextended(${MIGRATION_LOCK}, 0))`.execute(connection);
          await sql`select set_config('statement_timeout', ${String(STATEMENT_TIMEOUT_MILLISECONDS)}, false)`.execute(
            connection,
          );
        }
      })
      .catch((cause: unknown) => {
        if (cause instanceof StartupError) throw cause;
        throw new StartupError([unreachable(cause)], { cause });
      }),
};

/** pg's messages name the host, the role and the database, never the password. */
function unreachable(cause: unknown): string {
  const why = cause instanceof AggregateError ? cause.errors[0] : cause;
  const message = why instanceof Error && why.message !== '' ? why.message : String(why);
  return `The database of DATABASE_URL cannot be used: ${message}. Check its host, port, name, user and password.`;
}
