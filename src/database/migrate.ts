import { Migrator } from 'kysely';
import { StartupError } from '../errors.js';
import { compareMigrations, hasMigrations, type MigrationDifference } from './compare-migrations.js';
import type { Migrations, Query } from './database.js';

/** What the database had already. */
export type Migrated = Pick<MigrationDifference, 'expanded' | 'foreign'>;

const TABLE = 'migrations';
const NOTHING: Migrated = { expanded: [], foreign: [] };

/** Brings the database up to date. Names need not arrive in order, so that a module can be added later. */
export async function runMigrations(connection: Query, migrations: Migrations): Promise<Migrated> {
  const before = (await hasMigrations(connection)) ? await compareMigrations(connection, migrations) : undefined;
  if (before && before.newer.length > 0) throw new StartupError([tooNew(before.newer)]);
  const { expanded, foreign } = before ?? NOTHING;
  // Kysely refuses what it is not told of.
  const done = Object.fromEntries([...expanded, ...foreign].map((name) => [name, { up: async () => {} }]));
  const migrator = new Migrator({
    db: connection,
    provider: { getMigrations: async () => ({ ...done, ...migrations }) },
    allowUnorderedMigrations: true,
    migrationTableName: TABLE,
    migrationLockTableName: 'migrations_lock',
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return { expanded, foreign };
  const failed = results?.find(({ status }) => status === 'Error')?.migrationName;
  const message = error instanceof Error ? error.message : String(error);
  throw new StartupError(
    [failed ? `The migration ${failed} failed: ${message}` : `The migrations cannot run: ${message}`],
    {
      cause: error,
    },
  );
}

/** Why a server does not start on a database with these migrations. */
export function tooNew(names: readonly string[]): string {
  return (
    `The database is newer than this version of the server, which does not know ${names.join(', ')}. ` +
    'Start the version that migrated it, or restore an earlier backup: see docs/upgrading.md.'
  );
}
