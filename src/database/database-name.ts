import { join, resolve } from 'node:path';
import type { DatabaseOptions } from './open-database.js';
import { DATABASE_FILE } from './sqlite-file.js';

/** Which database it is, for people to read: a file, or the host and the name of one on PostgreSQL. No password. */
export function databaseName({ url, dataDir }: Pick<DatabaseOptions, 'url' | 'dataDir'>): string {
  if (url === undefined) return join(resolve(dataDir), DATABASE_FILE);
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
