import type { Kysely, Migration } from 'kysely';
import type { Migrated } from './migrate.js';
import type { Tables } from './tables.js';

/** Runs statements: on the pool, or on the one connection of a transaction. Stores take it as their first argument. */
export type Query = Kysely<Tables>;

/** One write transaction. Nothing but the database may be awaited inside it: on SQLite every other query waits. */
export interface Transaction {
  readonly query: Query;
  /** Runs once the transaction has committed, before `transaction()` resolves. Never runs after a rollback. */
  afterCommit(run: () => void): void;
}

export interface TransactionOptions {
  /** Transactions of one lock name run one after the other, across every process on this database. */
  readonly lock?: string;
}

/**
 * Migrations by name; names sort in the order they run, and a module prefixes its own. A name that ends in `-expand` says
 * that a server which does not know the migration can live with what it does.
 */
export type Migrations = Readonly<Record<string, Migration>>;

/** An open database. Statements fail after 5 s rather than hang. */
export interface Database {
  readonly dialect: 'sqlite' | 'postgres';
  readonly query: Query;
  /** Commits what `run` wrote when it resolves, rolls everything back when it rejects. */
  transaction<T>(run: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /**
   * Runs the pending migrations, under a lock across processes. Rejects with a `StartupError` if the database is too
   * new for them.
   */
  migrate(migrations: Migrations): Promise<Migrated>;
  /** Resolves if the database answers. */
  ping(): Promise<void>;
  /**
   * Listens to what is notified on a channel, until the returned function is called. A hint and no more: whatever can come
   * may be lost, or be sent by whoever can use the database. Never calls back on the embedded database, where there is no
   * such thing.
   */
  listen(options: ListenOptions): () => void;
  /** The connections of the pool; undefined for the embedded database, which has one. */
  connections(): Connections | undefined;
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly channel: string;
  /** Called for each notification, but those of this pool, and whenever it begins to listen. */
  readonly onNotified: () => void;
  /** Called when it cannot listen any more, or not at all, once until it could for a while. It goes on trying. */
  readonly onLost: (error: unknown) => void;
}

/** How many connections a pool has, how many of them nobody uses, and how many wait for one. */
export interface Connections {
  readonly open: number;
  readonly idle: number;
  readonly waiting: number;
}

/** What an engine adds to Kysely. */
export interface Engine {
  readonly dialect: Database['dialect'];
  /** Opens the transaction's first statement, where the lock is not the transaction itself. */
  lock(query: Query, name: string): Promise<void>;
  listen: Database['listen'];
  /** Runs `migrate` while no other process does, on one connection. */
  exclusively<T>(query: Query, migrate: (connection: Query) => Promise<T>): Promise<T>;
}
