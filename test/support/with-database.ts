import { type Database, openDatabase } from '../../src/database/index.js';
import type { TestPlace } from './databases.js';

/** Looks into, or changes, the database of a running server. */
export async function withDatabase<T>(
  { dataDir, url }: Pick<TestPlace, 'dataDir' | 'url'>,
  run: (database: Database) => Promise<T>,
): Promise<T> {
  const database = openDatabase({ dataDir, url });
  try {
    return await run(database);
  } finally {
    await database.close();
  }
}
