import { Migrator } from 'kysely';
import { StartupError } from '../errors.js';
import type { Migrations, Query } from './database.js';

/** Brings the database up to date. Names need not arrive in order, so that a module can be added later. */
export async function runMigrations(connection: Query, migrations: Migrations): Promise<void> {
  const migrator = new Migrator({
    db: connection,
    provider: { getMigrations: async () => ({ ...migrations }) },
    allowUnorderedMigrations: true,
    migrationTableName: 'migrations',
    migrationLockTableName: 'migrations_lock',
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find(({ status }) => status === 'Error')?.migrationName;
  const message = error instanceof Error ? error.message : String(error);
  throw new StartupError(
    [failed ? `The migration ${failed} failed: ${message}` : `The migrations cannot run: ${message}`],
    {
      cause: error,
    },
  );
}
