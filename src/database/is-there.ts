import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StartupError } from '../errors.js';
import { hasMigrations } from './compare-migrations.js';
import { type DatabaseOptions, openDatabase } from './open-database.js';
import { unreachable } from './postgres.js';
import { DATABASE_FILE } from './sqlite-file.js';

/**
 * True if there is a database of ours, with its tables or at least begun. Makes nothing. Throws a `StartupError` if that
 * cannot be known.
 */
export async function isDatabaseThere({ url, dataDir }: Pick<DatabaseOptions, 'url' | 'dataDir'>): Promise<boolean> {
  return url === undefined ? isFileThere(dataDir) : areTablesThere({ url, dataDir });
}

function isFileThere(dataDir: string): boolean {
  try {
    return (statSync(join(resolve(dataDir), DATABASE_FILE), { throwIfNoEntry: false })?.size ?? 0) > 0;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    // A file is where the folder would be: who makes the database tells of it.
    if (why.startsWith('ENOTDIR')) return false;
    throw new StartupError(
      [`The data directory ${dataDir} cannot be read (${why}). Make it readable, or set DATA_DIR.`],
      {
        cause,
      },
    );
  }
}

async function areTablesThere(options: DatabaseOptions): Promise<boolean> {
  const database = openDatabase(options);
  try {
    return await hasMigrations(database.query);
  } catch (cause) {
    throw new StartupError([unreachable(cause)], { cause });
  } finally {
    await database.close();
  }
}
