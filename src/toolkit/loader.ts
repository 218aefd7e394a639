import DataLoader from 'dataloader';

/** SQLite takes 32,766 parameters in a statement, PostgreSQL 65,535. */
const MAX_BATCH_SIZE = 1000;

/** What `createLoader` makes, for `interface Loaders`. */
export type Loader<V> = DataLoader<string, V>;

/**
 * A loader for one request: what is asked for in one turn is read together, up to 1,000 at a time, so that no statement
 * has more parameters than a database takes. `read` gives a value for each key, in the order of the keys.
 */
export function createLoader<V>(read: (keys: readonly string[]) => Promise<readonly V[]>): Loader<V> {
  return new DataLoader(read, { maxBatchSize: MAX_BATCH_SIZE });
}
