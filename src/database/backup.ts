import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { StartupError } from '../errors.js';
import { readError } from './faults.js';
import { DATABASE_FILE } from './sqlite-file.js';
import { openSqlite } from './sqlite-library.js';

/** File Format of SQLite §1.3.1. */
const SQLITE_HEADER = 'SQLite format 3\0';

export interface BackupOptions {
  /** The folder of the embedded database. */
  readonly dataDir: string;
  /** Where the copy goes. */
  readonly file: string;
  /** True if a backup that is there may be replaced. */
  readonly force: boolean;
}

/**
 * Copies the embedded database as it is at one moment, while servers write to it. The copy is one file, for its owner
 * alone, and is there as a whole or not at all. Throws a `StartupError` that says why it cannot be made.
 */
export function backUp({ dataDir, file, force }: BackupOptions): void {
  const source = join(resolve(dataDir), DATABASE_FILE);
  if (!existsSync(source)) throw new StartupError([`There is no database in ${resolve(dataDir)}. Set DATA_DIR.`]);
  const target = resolve(file);
  refuseLiveFile(source, target);
  const unfinished = `${target}.${randomBytes(6).toString('hex')}.unfinished`;
  try {
    // SQLite fills an empty file, and leaves its mode.
    closeSync(openSync(unfinished, 'wx', 0o600));
    copyInto(source, unfinished);
    putInPlace(unfinished, target, force);
  } catch (cause) {
    if (cause instanceof StartupError) throw cause;
    throw new StartupError([`The backup cannot be written (${readError(cause).message}).`], { cause });
  } finally {
    rmSync(unfinished, { force: true });
  }
}

function copyInto(source: string, target: string): void {
  const database = openSqlite(source);
  try {
    database.exec('pragma busy_timeout = 5000');
    database.prepare('vacuum into ?').run([target]);
  } finally {
    database.close();
  }
  sync(target);
}

/** A server goes on with the files that it has open, whatever gets their names: what it writes then is lost. */
function refuseLiveFile(source: string, target: string): void {
  const folder = dirname(target);
  if (!basename(target).startsWith(DATABASE_FILE) || !existsSync(folder)) return;
  if (realpathSync(folder) !== realpathSync(dirname(source))) return;
  throw new StartupError([`${target} is a file of the server itself. Name another file, preferably on another disk.`]);
}

/** With everything in it on the disk: a name that outlives a crash is that of a whole file. */
function putInPlace(from: string, to: string, force: boolean): void {
  if (force && existsSync(to)) replace(from, to);
  else link(from, to);
  sync(dirname(to));
}

/** A slip of the hand replaces no other file. */
function replace(from: string, to: string): void {
  if (!isSqlite(to)) throw new StartupError([`${to} is not a backup, so it is not replaced. Name another file.`]);
  renameSync(from, to);
}

function isSqlite(path: string): boolean {
  const descriptor = openSync(path, 'r');
  try {
    const start = Buffer.alloc(SQLITE_HEADER.length);
    readSync(descriptor, start, 0, start.length, 0);
    return start.toString('latin1') === SQLITE_HEADER;
  } finally {
    closeSync(descriptor);
  }
}

function link(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (cause) {
    if (readError(cause).code !== 'EEXIST') throw cause;
    throw new StartupError([`${to} already exists. Add --force to replace it.`], { cause });
  }
}

export function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
