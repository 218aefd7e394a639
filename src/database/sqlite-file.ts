import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StartupError } from '../errors.js';
import { readError } from './faults.js';
import { isNotBuilt, openSqlite, type SqliteFile } from './sqlite-library.js';

/** How long other processes that open it at the same time are waited for. */
const OPENING_MILLISECONDS = 5000;

export const DATABASE_FILE = 'portcullis.sqlite';

export const restoreIt =
  'Restore it from a backup, or move it away with its -wal and -shm files to start with an empty one.';

/** `portcullis.sqlite` in the data directory. Throws a `StartupError` that says what to do if it cannot be used. */
export function openSqliteFile(dataDir: string): SqliteFile {
  const path = join(resolve(dataDir), DATABASE_FILE);
  try {
    mkdirSync(resolve(dataDir), { recursive: true, mode: 0o700 });
    // SQLite gives its journal files the mode of the database file.
    closeSync(openSync(path, 'a', 0o600));
    const file = openSqlite(path);
    file.exec(`pragma busy_timeout = ${OPENING_MILLISECONDS}`);
    file.exec('pragma journal_mode = WAL');
    file.exec('pragma synchronous = FULL');
    file.exec('pragma foreign_keys = ON');
    // From now on nobody is waited for inside SQLite, which would hold up the whole process.
    file.exec('pragma busy_timeout = 0');
    return file;
  } catch (cause) {
    throw new StartupError([problemOf(cause, dataDir, path)], { cause });
  }
}

/** A line that names the thing and how to fix it. */
function problemOf(cause: unknown, dataDir: string, path: string): string {
  const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
  if (isNotBuilt(cause)) {
    return `The embedded database needs the package better-sqlite3, whose native part is missing for this version of Node (${why}). Run "npm rebuild better-sqlite3" (with pnpm, "pnpm approve-builds"), or use Node 22.16 or newer, which has its own SQLite, or set DATABASE_URL to use PostgreSQL.`;
  }
  if (isDamaged(cause)) {
    return `The embedded database ${path} is damaged, or is not a database (${why}). ${restoreIt}`;
  }
  return `The data directory ${dataDir} cannot be used (${why}). Make it writable, or set DATA_DIR.`;
}

export function isDamaged(error: unknown): boolean {
  return /^SQLITE_(NOTADB|CORRUPT)/.test(readError(error).code);
}
