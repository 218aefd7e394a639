import DataLoader from 'dataloader';

/** SQLite takes 32,766 parameters in a statement, PostgreSQL 65,535. */
const MAX_BATCH_SIZE = 1000;

/** What `createLoader` makes, for `interface Loaders`. */
export type Loader<V> = DataLoader<string, V>;

/**
 * Creates a loader for one request: keys that are requested in the same turn are read together, up to 1,000 at a time,
 * so that no statement has more parameters than a database accepts. `read` returns a value for each key, in the order
 * of the keys.
 */
export function createLoader<V>(read: (keys: readonly string[]) => Promise<readonly V[]>): Loader<V> {
  return new DataLoader(read, { maxBatchSize: MAX_BATCH_SIZE });
}
