import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StartupError } from '../errors.js';
import { readError } from './faults.js';
import { DATABASE_FILE } from './sqlite-file.js';
import { openSqlite } from './sqlite-library.js';

export interface BackupOptions {
  /** The folder of the embedded database. */
  readonly dataDir: string;
  /** Where the copy goes. */
  readonly file: string;
  /** True if a file that is there may be replaced. */
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
  const unfinished = `${target}.${process.pid}.unfinished`;
  try {
    // SQLite fills an empty file, and leaves its mode.
    closeSync(openSync(unfinished, 'wx', 0o600));
    copyInto(source, unfinished);
    putInPlace(unfinished, target, force);
  } catch (cause) {
    const { code, message } = readError(cause);
    if (code === 'EEXIST')
      throw new StartupError([`${target} is there already. Add --force to replace it.`], { cause });
    throw new StartupError([`The backup cannot be made (${message}).`], { cause });
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

/** With everything in it on the disk: a name that outlives a crash is that of a whole file. */
function putInPlace(from: string, to: string, force: boolean): void {
  if (force) renameSync(from, to);
  else linkSync(from, to);
  sync(dirname(to));
}

export function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
