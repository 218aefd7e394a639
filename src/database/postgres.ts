import { type Dialect, Kysely, PostgresDialect, type PostgresPoolClient, sql } from 'kysely';
import type { Pool, PoolClient, PoolConfig } from 'pg';
import { StartupError } from '../errors.js';
import type { Connections, Engine } from './database.js';
import { isConnectionBroken, refuseUnstorable } from './faults.js';
import { listenToPostgres } from './listen.js';
import type { Tables } from './tables.js';

const POOL_SIZE = 10;
/** How many connections an instance opens at most: those of its pool, and one to listen. */
export const MAX_CONNECTIONS = POOL_SIZE + 1;

const STATEMENT_TIMEOUT_MILLISECONDS = 5000;
// The server's own limit comes first, as long as the server is there to keep it.
const STALL_TIMEOUT_MILLISECONDS = STATEMENT_TIMEOUT_MILLISECONDS + 1000;
const MIGRATION_LOCK_TIMEOUT_MILLISECONDS = 60_000;
const MIGRATION_LOCK = 'portcullis.migrations';
const INT8 = 20;

export interface PostgresDialectOptions {
  /** Called when an idle connection breaks; the pool replaces it. */
  readonly onConnectionError?: ((error: Error) => void) | undefined;
  /** Holds the processes of PostgreSQL that its connections are served by. */
  readonly processes: Set<number>;
  /** Given what tells how the pool is, once there is one: it is made by the first statement. */
  readonly onOpen?: (connections: () => Connections) => void;
}

/** PostgreSQL at `url`. Connecting, waiting for a free connection and a statement each take 6 s at most. */
export function postgresDialect(
  url: string,
  { onConnectionError = () => {}, onOpen, processes }: PostgresDialectOptions,
): Dialect {
  const open = async () => {
    const pool = await createPool(url, {
      max: POOL_SIZE,
      statement_timeout: STATEMENT_TIMEOUT_MILLISECONDS,
      query_timeout: STALL_TIMEOUT_MILLISECONDS,
      idle_in_transaction_session_timeout: 2 * STATEMENT_TIMEOUT_MILLISECONDS,
    });
    pool.on('error', onConnectionError);
    pool.on('connect', (client) => processes.add(processOf(client)));
    pool.on('remove', (client) => processes.delete(processOf(client)));
    onOpen?.(() => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }));
    return { connect: async () => discardBroken(await pool.connect()), end: () => pool.end() };
  };
  return new PostgresDialect({ pool: open });
}

/** The engine of PostgreSQL at `url`; what one of these processes notifies is its own. */
export function postgresEngine(url: string, processes: ReadonlySet<number>): Engine {
  return {
    dialect: 'postgres',
    lock: async (query, name) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(query);
    },
    listen: (options) => listenToPostgres(url, { ...options, processes }),
    // On a connection of its own: a migration may take longer than a request ever should.
    exclusively: async (query, migrate) => {
      const own = new Kysely<Tables>({
        dialect: new PostgresDialect({
          pool: () => createPool(url, { max: 1, lock_timeout: MIGRATION_LOCK_TIMEOUT_MILLISECONDS }),
        }),
      });
      try {
        // Whoever accepts connections and then says nothing is found out before anything waits without limit.
        await sql`select 1`.execute(query);
        return await own.connection().execute(async (connection) => {
          await sql`select pg_advisory_lock(hashtextextended(${MIGRATION_LOCK}, 0))`.execute(connection);
          return migrate(connection);
        });
      } catch (cause) {
        if (cause instanceof StartupError) throw cause;
        throw new StartupError([unreachable(cause)], { cause });
      } finally {
        // Closing the connection gives the lock back.
        await own.destroy();
      }
    },
  };
}

/** The driver is loaded by the first connection: whoever has the embedded database does without it. */
async function createPool(url: string, config: PoolConfig): Promise<Pool> {
  const { Pool, types } = (await import('pg')).default;
  // pg gives int8 as text, for fear of 2^53; ours are counts and milliseconds.
  const typeParser = (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : types.getTypeParser(oid, format as 'text');
  const pool = new Pool({
    connectionString: url,
    application_name: 'portcullis',
    connectionTimeoutMillis: STATEMENT_TIMEOUT_MILLISECONDS,
    types: { getTypeParser: typeParser },
    ...config,
  });
  // pg-pool listens to idle clients alone. One that breaks in use rejects its query, and must not end the process too.
  pool.on('connect', (client) => client.on('error', () => {}));
  // What it hears of idle ones it tells, and ends the process if nobody listens; of those too that are being closed, which
  // it does not wait for.
  pool.on('error', () => {});
  return pool;
}

/** Of PostgreSQL; 0, which none has, before it is connected. The types of pg leave it out. */
function processOf(client: PoolClient & { readonly processID?: number | null }): number {
  return client.processID ?? 0;
}

/** A connection that broke, or whose server does not answer any more, is not used again; what broke it stays the cause. */
function discardBroken(client: PoolClient): PostgresPoolClient {
  let cause: unknown;
  const query = async (text: string, parameters: readonly unknown[]) => {
    if (cause !== undefined) throw cause;
    refuseUnstorable(parameters);
    try {
      return await client.query(text, [...parameters]);
    } catch (error) {
      if (isConnectionBroken(error)) cause = error;
      throw error;
    }
  };
  return {
    // Kysely's other overload takes cursors, for streams, which nothing here asks for.
    query: query as unknown as PostgresPoolClient['query'],
    release: () => client.release(cause !== undefined),
  };
}

/** pg's messages name the host, the role and the database, never the password. */
export function unreachable(cause: unknown): string {
  const why = cause instanceof AggregateError ? cause.errors[0] : cause;
  const message = why instanceof Error && why.message !== '' ? why.message : String(why);
  return `The database of DATABASE_URL cannot be used: ${message}. Check its host, port, name, user and password.`;
}
