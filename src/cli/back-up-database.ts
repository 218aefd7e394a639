import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { backUp } from '../database/index.js';
import { StartupError } from '../errors.js';
import type { ServerConfig } from '../server/config/config.js';
import { type ProjectOptions, readProject } from './project.js';
import { withNotice } from './terminal.js';

export async function backUpDatabase(file: string, options: ProjectOptions & { force: boolean }): Promise<void> {
  const { readConfig } = await readProject(options);
  const dataDir = embeddedIn(readConfig());
  withNotice('Copying the database …', () => backUp({ dataDir, file, force: options.force }));
  process.stdout.write(
    `${resolve(file)} has the database, ${statSync(file).size} bytes. Keep MASTER_KEY too, elsewhere: the one is of no use without the other.\n`,
  );
}

/** The folder of the embedded database. Throws a `StartupError` if there is none. */
export function embeddedIn({ databaseUrl, dataDir }: ServerConfig): string {
  if (databaseUrl === undefined) return dataDir;
  throw new StartupError([
    'DATABASE_URL is set, and PostgreSQL has tools of its own: docs/operations.md shows how to use them.',
  ]);
}
