import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StartupError } from '../errors.js';
import { MASTER_KEY_BYTES } from '../tokens/index.js';

/** The master key in the data directory, for development: made at the first start, readable by its owner alone. */
export function readOrCreateMasterKey(dataDir: string, randomBytes: (size: number) => Buffer): Buffer {
  const path = join(resolve(dataDir), 'master.key');
  const key = Buffer.from(
    readOrCreate(path, () => randomBytes(MASTER_KEY_BYTES).toString('base64')),
    'base64',
  );
  if (key.length === MASTER_KEY_BYTES) return key;
  throw new StartupError([
    `${path} holds no master key of ${MASTER_KEY_BYTES} bytes in base64. Put the right one back.`,
  ]);
}

function readOrCreate(path: string, create: () => string): string {
  const draft = `${path}.${process.pid}`;
  try {
    mkdirSync(resolve(path, '..'), { recursive: true, mode: 0o700 });
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
    }
    writeFileSync(draft, create(), { mode: 0o600, flush: true });
    try {
      // Whole or not at all, and never over the key of another process.
      linkSync(draft, path);
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StartupError(
      [`The master key cannot be kept (${why}). Make the directory writable, set DATA_DIR, or set MASTER_KEY.`],
      { cause },
    );
  } finally {
    rmSync(draft, { force: true });
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
