import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StartupError } from '../../errors.js';
import { MASTER_KEY_BYTES } from '../../tokens/index.js';
import { isGuessable } from './guessable.js';

/** The master key in the data directory, for development: made at the first start, readable by its owner alone. */
export function readOrCreateMasterKey(dataDir: string, randomBytes: (size: number) => Buffer): Buffer {
  const path = masterKeyPath(dataDir);
  const key = Buffer.from(readOrCreate(path, randomBytes), 'base64');
  if (key.length !== MASTER_KEY_BYTES) {
    throw new StartupError([
      `${path} does not contain a base64 master key of ${MASTER_KEY_BYTES} bytes. Restore the original file.`,
    ]);
  }
  if (!isGuessable(key)) return key;
  throw new StartupError([
    `The master key in ${path} is not random, so it can be guessed. Set MASTER_KEY=new,old, and generate the new one with: openssl rand -base64 ${MASTER_KEY_BYTES}`,
  ]);
}

/** True if there is one. */
export function hasMasterKey(dataDir: string): boolean {
  return existsSync(masterKeyPath(dataDir));
}

/** Why nothing is to be done with a database whose master key is gone. */
export function missingMasterKey(dataDir: string): StartupError {
  return new StartupError([
    `MASTER_KEY is not set, and ${resolve(dataDir)} has a database but no master.key, and the database is unusable without it. Set MASTER_KEY, or restore the file.`,
  ]);
}

/** Where it is kept. */
export function masterKeyPath(dataDir: string): string {
  return join(resolve(dataDir), 'master.key');
}

function readOrCreate(path: string, randomBytes: (size: number) => Buffer): string {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return readIfThere(path) ?? createOnce(path, randomBytes);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const mend = 'Make the directory writable, set DATA_DIR, or set MASTER_KEY.';
    throw new StartupError([`The master key cannot be saved (${why}). ${mend}`], { cause });
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Writes the file whole or not at all, and never over that of another process; returns what is there then. */
function createOnce(path: string, randomBytes: (size: number) => Buffer): string {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, randomBytes(MASTER_KEY_BYTES).toString('base64'), { mode: 0o600, flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(path, 'utf8');
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
