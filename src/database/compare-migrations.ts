import { sql } from 'kysely';
import type { Migrations, Query } from './database.js';
import { dialectOf } from './dialect-of.js';

/** In what the tables of a database differ from those that a server knows. */
export interface MigrationDifference {
  /** What the server knows, and the database does not have yet. */
  readonly pending: readonly string[];
  /** What a newer version of one of the server's modules did, with which this version cannot live. */
  readonly newer: readonly string[];
  /** What a newer version added, and this one can live with. */
  readonly expanded: readonly string[];
  /** What modules did that the server does not have. */
  readonly foreign: readonly string[];
}

/** The end of the name of a migration that only adds: servers that do not know it go on as before. */
const EXPANDS = /-expand$/;

/** False before the first start of a server on the database. */
export async function hasMigrations(query: Query): Promise<boolean> {
  const { rows } =
    dialectOf(query) === 'postgres'
      ? await sql`select where to_regclass('migrations') is not null`.execute(query)
      : await sql`select name from sqlite_master where name = 'migrations'`.execute(query);
  return rows.length > 0;
}

/** By the names of the migrations. Rejects if the database has no table of them. */
export async function compareMigrations(query: Query, migrations: Migrations): Promise<MigrationDifference> {
  const { rows } = await sql<{ name: string }>`select name from migrations order by name`.execute(query);
  const done = rows.map(({ name }) => name);
  const known = Object.keys(migrations);
  const modules = new Set(known.map(moduleOf));
  const unknown = done.filter((name) => !Object.hasOwn(migrations, name));
  const own = unknown.filter((name) => modules.has(moduleOf(name)));
  return {
    pending: known.filter((name) => !done.includes(name)),
    newer: own.filter((name) => !EXPANDS.test(name)),
    expanded: own.filter((name) => EXPANDS.test(name)),
    foreign: unknown.filter((name) => !modules.has(moduleOf(name))),
  };
}

function moduleOf(name: string): string {
  return name.slice(0, Math.max(0, name.indexOf('/')));
}
