import { chmodSync, copyFileSync, existsSync, linkSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StartupError } from '../errors.js';
import { sync } from './backup.js';
import { readError } from './faults.js';
import { isBusy } from './sqlite-driver.js';
import { DATABASE_FILE, isDamaged } from './sqlite-file.js';
import { openSqlite, type SqliteFile } from './sqlite-library.js';

/** A backup beside the database that it is to replace. */
export interface Staged {
  /** A data directory with the backup alone, to be brought up to date there. */
  readonly dataDir: string;
  /**
   * Puts it in the place of the embedded database, of which `.old` is left; nothing may have it open. Throws a
   * `StartupError` if something has.
   */
  replace(): void;
  /** Removes what is left of it. */
  remove(): void;
}

export interface StageOptions {
  readonly dataDir: string;
  readonly file: string;
  /** True if a database that is there may be replaced. */
  readonly force: boolean;
}

/** Copies a backup to where it can be looked at. Throws a `StartupError` if it is none, or nothing may be replaced. */
export function stageBackup({ dataDir, file, force }: StageOptions): Staged {
  const folder = resolve(dataDir);
  const current = join(folder, DATABASE_FILE);
  if (existsSync(current) && !force) {
    throw new StartupError([`There is a database in ${folder}. Stop its servers, and add --force to replace it.`]);
  }
  const staging = orProblem(file, () => {
    refuseIfOpen(current);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return mkdtempSync(join(folder, 'restoring-'));
  });
  const staged = join(staging, DATABASE_FILE);
  const remove = () => rmSync(staging, { recursive: true, force: true });
  try {
    orProblem(file, () => copyChecked(file, staged));
  } catch (error) {
    remove();
    throw error;
  }
  const replace = () => {
    sync(staged);
    refuseIfOpen(current);
    setAside(current);
    renameSync(staged, current);
    sync(folder);
  };
  return { dataDir: staging, replace: () => orProblem(file, replace), remove };
}

function orProblem<T>(file: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof StartupError) throw cause;
    throw new StartupError([`${file} cannot be restored (${readError(cause).message}).`], { cause });
  }
}

function copyChecked(file: string, copy: string): void {
  copyFileSync(file, copy);
  chmodSync(copy, 0o600);
  if (isDatabaseOfOurs(copy)) return;
  throw new StartupError([`${file} is damaged, or is not a backup of this server. Use another file.`]);
}

function isDatabaseOfOurs(path: string): boolean {
  try {
    return withFile(path, (database) => {
      const [result] = database.prepare('pragma integrity_check').all([]) as { integrity_check?: string }[];
      const names = database.prepare("select name from migrations where name like 'sessions/%'").all([]);
      return result?.integrity_check === 'ok' && names.length > 0;
    });
  } catch (error) {
    // No database, a damaged one, or one without the table.
    if (isDamaged(error) || readError(error).code === 'SQLITE_ERROR') return false;
    throw error;
  }
}

/** Leaving the write-ahead log needs the file for oneself alone; a process that was killed has let go of it. */
function refuseIfOpen(path: string): void {
  if (!existsSync(path)) return;
  try {
    withFile(path, (database) => database.exec('pragma journal_mode = delete'));
  } catch (cause) {
    if (isDamaged(cause)) return;
    if (!isBusy(cause)) throw cause;
    throw new StartupError([`${path} is in use. Stop every server and command on it first.`], { cause });
  }
}

/** There is a database at its path all the time; a log beside it, as of a damaged one, would be taken for the new one's. */
function setAside(path: string): void {
  if (!existsSync(path)) return;
  for (const end of ['-wal', '-shm']) if (existsSync(path + end)) renameSync(path + end, `${path}.old${end}`);
  rmSync(`${path}.old`, { force: true });
  linkSync(path, `${path}.old`);
}

function withFile<T>(path: string, run: (file: SqliteFile) => T): T {
  const file = openSqlite(path);
  try {
    file.exec('pragma busy_timeout = 0');
    return run(file);
  } finally {
    file.close();
  }
}
