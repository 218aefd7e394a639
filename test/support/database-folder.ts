import { accessSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const IN_MEMORY = '/dev/shm';
const ROOM_BYTES = 512 * 1024 ** 2;

/** Where the files of databases are in this run, as `global-setup.ts` made it. */
export function databaseFolder(): string {
  return process.env.PORTCULLIS_TEST_FOLDER ?? tmpdir();
}

/** For this run alone. In memory if there is room: a commit waits for a disk, and no test cuts the power. */
export function makeDatabaseFolder(): string {
  return mkdtempSync(join(findRoom(), 'portcullis-test-'));
}

/** With what a test that was killed left behind. */
export function removeDatabaseFolder(): void {
  const folder = process.env.PORTCULLIS_TEST_FOLDER;
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

function findRoom(): string {
  try {
    accessSync(IN_MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    if (bavail * bsize >= ROOM_BYTES) return IN_MEMORY;
  } catch {
    // Not every system has it.
  }
  return tmpdir();
}
