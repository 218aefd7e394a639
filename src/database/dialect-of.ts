import { type Kysely, SqliteAdapter } from 'kysely';
import type { Database } from './database.js';

/** For the few statements that have to differ. */
export function dialectOf(query: Pick<Kysely<unknown>, 'getExecutor'>): Database['dialect'] {
  return query.getExecutor().adapter instanceof SqliteAdapter ? 'sqlite' : 'postgres';
}
