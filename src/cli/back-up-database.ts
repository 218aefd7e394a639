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
    `${resolve(file)} contains the database, ${statSync(file).size} bytes. Also keep MASTER_KEY, in a different place: neither is usable without the other.\n`,
  );
}

/** The folder of the embedded database. Throws a `StartupError` if there is none. */
export function embeddedIn({ databaseUrl, dataDir }: ServerConfig): string {
  if (databaseUrl === undefined) return dataDir;
  throw new StartupError(['DATABASE_URL is set. Back up PostgreSQL with its own tools: docs/operations.md shows how.']);
}
