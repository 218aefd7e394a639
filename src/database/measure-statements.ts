import type { CompiledQuery, DatabaseConnection, Dialect } from 'kysely';

/** What a statement did, how long it took, with its wait for a connection, and whether it failed. */
export interface Statement {
  /** `connect` where no connection was to be had, so that no statement ran. */
  readonly kind: 'select' | 'insert' | 'update' | 'delete' | 'other' | 'connect';
  /** Its text, without parameters; none of `connect`. */
  readonly sql: string;
  /** In a transaction the first statement, which begins it, is the one that waits. */
  readonly seconds: number;
  readonly failed: boolean;
}

const KINDS: Readonly<Record<string, Statement['kind']>> = {
  SelectQueryNode: 'select',
  InsertQueryNode: 'insert',
  UpdateQueryNode: 'update',
  DeleteQueryNode: 'delete',
};

/**
 * The same dialect; `onStatement` is told of each statement, and of each connection that could not be had. Kysely's own log
 * knows no statement before it has its connection: of a database that is away it tells nothing.
 */
export function measureStatements(dialect: Dialect, onStatement: (statement: Statement) => void): Dialect {
  return {
    createDriver: () => {
      const driver = dialect.createDriver();
      const acquire = driver.acquireConnection.bind(driver);
      const measured = new WeakMap<DatabaseConnection, Waited>();
      driver.acquireConnection = async () => {
        const start = performance.now();
        const connection = await acquire().catch((error: unknown) => {
          onStatement({ kind: 'connect', sql: '', seconds: secondsSince(start), failed: true });
          throw error;
        });
        const waited = measured.get(connection) ?? measureConnection(connection, onStatement);
        measured.set(connection, waited);
        waited.since = start;
        return connection;
      };
      return driver;
    },
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (query) => dialect.createIntrospector(query),
  };
}

/** Since when the next statement has waited, if it is the first on its connection. */
interface Waited {
  since: number | undefined;
}

/** Puts itself in the place of its `executeQuery`, as Kysely's log does. Streams, which nothing here asks for, are not told. */
function measureConnection(connection: DatabaseConnection, onStatement: (statement: Statement) => void): Waited {
  const execute = connection.executeQuery.bind(connection);
  const waited: Waited = { since: undefined };
  connection.executeQuery = async <R>(query: CompiledQuery) => {
    const start = waited.since ?? performance.now();
    waited.since = undefined;
    const kind = KINDS[query.query.kind] ?? 'other';
    const tell = (failed: boolean) => onStatement({ kind, sql: query.sql, seconds: secondsSince(start), failed });
    try {
      const result = await execute<R>(query);
      tell(false);
      return result;
    } catch (error) {
      tell(true);
      throw error;
    }
  };
  return waited;
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}
