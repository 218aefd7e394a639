import { setTimeout as pause } from 'node:timers/promises';
import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult, SqliteDriver } from 'kysely';
import { LRUCache } from 'lru-cache';
import { refuseUnstorable } from './faults.js';
import type { SqliteFile, SqliteStatement } from './sqlite-library.js';
import { createTimeSlice } from './time-slice.js';

/** How long a statement waits for another process to write. */
const BUSY_MILLISECONDS = 5000;
const MAX_PAUSE_MILLISECONDS = 25;
/** So long statements may follow each other before the rest of the process has its turn. */
const SLICE_MILLISECONDS = 10;
const MAX_STATEMENTS = 200;

/** Kysely's, but that a transaction takes its lock first, and that neither many statements nor a lock block the process. */
export function createSqliteDriver(file: SqliteFile): Driver {
  return new PatientDriver(file);
}

/** True if another process held the lock all the time. */
export function isBusy(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && /^SQLITE_BUSY/.test(String(error.code));
}

class PatientDriver extends SqliteDriver {
  readonly #file: SqliteFile;
  readonly #slice = createTimeSlice(SLICE_MILLISECONDS);
  #connection: PatientConnection | undefined;

  constructor(file: SqliteFile) {
    super({ database: { prepare: createPrepare(file), close: () => void file.close() } });
    this.#file = file;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection();
    await this.#slice();
    this.#connection ??= new PatientConnection(connection, this.#file);
    return this.#connection;
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

/**
 * SQLite waits for a lock with the whole process. Here a statement that finds one is tried again, with a pause between.
 * Within a transaction, which has the lock, that does not happen.
 */
class PatientConnection implements DatabaseConnection {
  readonly #inner: DatabaseConnection;
  readonly #file: SqliteFile;

  constructor(inner: DatabaseConnection, file: SqliteFile) {
    this.#inner = inner;
    this.#file = file;
  }

  async executeQuery<R>(asked: CompiledQuery): Promise<QueryResult<R>> {
    refuseUnstorable(asked.parameters);
    const query = withoutBooleans(asked);
    const end = performance.now() + BUSY_MILLISECONDS;
    for (let milliseconds = 1; ; milliseconds = Math.min(2 * milliseconds, MAX_PAUSE_MILLISECONDS)) {
      try {
        return await this.#inner.executeQuery<R>(query);
      } catch (error) {
        if (!isBusy(error) || this.#file.inTransaction || performance.now() >= end) throw error;
      }
      await pause(milliseconds);
    }
  }

  streamQuery<R>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<R>> {
    return this.#inner.streamQuery<R>(withoutBooleans(query), chunkSize);
  }
}

/** SQLite has none: true is 1, and false 0. */
function withoutBooleans(query: CompiledQuery): CompiledQuery {
  if (!query.parameters.some((value) => typeof value === 'boolean')) return query;
  return {
    ...query,
    parameters: query.parameters.map((value) => (typeof value === 'boolean' ? Number(value) : value)),
  };
}

/** Reading the text of a statement takes as long as running it. Few are asked, and those again and again. */
function createPrepare(file: SqliteFile): (text: string) => SqliteStatement {
  const statements = new LRUCache<string, SqliteStatement>({ max: MAX_STATEMENTS });
  return (text) => {
    const statement = statements.get(text) ?? file.prepare(text);
    statements.set(text, statement);
    return statement;
  };
}
