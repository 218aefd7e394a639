import { sql } from 'kysely';
import type { Migrations, Query } from './database.js';

/** In what the tables of a database differ from those that a server knows. */
export interface MigrationDifference {
  /** What the server knows, and the database does not have yet. */
  readonly pending: readonly string[];
  /** What the database has, and the server does not know: a newer one made it, or one with other modules. */
  readonly unknown: readonly string[];
}

/** By the names of the migrations. Rejects if the database has no table of them. */
export async function compareMigrations(query: Query, migrations: Migrations): Promise<MigrationDifference> {
  const { rows } = await sql<{ name: string }>`select name from migrations order by name`.execute(query);
  const done = rows.map(({ name }) => name);
  return {
    pending: Object.keys(migrations).filter((name) => !done.includes(name)),
    unknown: done.filter((name) => !Object.hasOwn(migrations, name)),
  };
}
