import { statfs } from 'node:fs/promises';
import type { Finding } from '../module/index.js';
import { error, ok, warning } from '../toolkit/findings.js';
import type { SubjectCheck } from './subject.js';

const MEGABYTE = 1_000_000;
const LEAST_BYTES = 100 * MEGABYTE;
const FEW_BYTES = 1000 * MEGABYTE;

/** How much room there is for the embedded database. */
export const checkDiskSpace: SubjectCheck = async ({ config: { databaseUrl, dataDir }, found }) => {
  if (databaseUrl !== undefined || !found.database) return [];
  const { bavail, bsize } = await statfs(dataDir);
  return [tellSpace(bavail * bsize)];
};

/** What is to be said of so many free bytes. */
export function tellSpace(bytes: number): Finding {
  const message = `${Math.floor(bytes / MEGABYTE)} MB are free for the embedded database.`;
  if (bytes >= FEW_BYTES) return ok(message);
  const mend = 'Free up the disk of DATA_DIR, or move DATA_DIR to a larger one.';
  return bytes < LEAST_BYTES ? error(message, mend) : warning(message, mend);
}
