import { resolve } from 'node:path';
import { StartupError } from '../errors.js';
import type { ServerConfig } from '../server/config/config.js';
import { DEFAULT_DATA_DIR } from '../server/config/variables.js';
import { hasDatabase, type Runtime } from '../server/runtime.js';
import { openQuietly, type QuietOptions } from './open-quietly.js';
import type { Project } from './project.js';

export interface CommandOptions extends Pick<QuietOptions, 'logLevel'> {
  /**
   * True for what may be the first thing that is ever done with a database. Then one is made where DATA_DIR or
   * DATABASE_URL says, and nowhere else: by itself nobody is in the right folder.
   */
  readonly mayBeFirst: boolean;
}

/** Opens what the server works on. Throws a `StartupError` if nothing is there; then nothing is made. */
export async function openForCommand(project: Project, { logLevel, mayBeFirst }: CommandOptions): Promise<Runtime> {
  const config = project.readConfig();
  for (const unknown of config.unknownVariables) process.stderr.write(`${unknown}\n`);
  const isThere = await hasDatabase(config);
  const isNamed = config.databaseUrl !== undefined || config.dataDir !== DEFAULT_DATA_DIR;
  if (!isThere && !(mayBeFirst && isNamed)) throw new StartupError([tellMissing(config, mayBeFirst)]);
  const runtime = await openQuietly(project, { config, logLevel });
  if (!isThere) process.stderr.write(`${tellNew(config)}\n`);
  return runtime;
}

function tellMissing({ databaseUrl, dataDir }: ServerConfig, mayBeFirst: boolean): string {
  if (databaseUrl !== undefined) {
    return 'The database of DATABASE_URL has no tables of this server. Set the same DATABASE_URL as the server; its first start creates the tables.';
  }
  const how =
    'Run the command in the folder in which the server was started, or set the same DATA_DIR or DATABASE_URL as the server.';
  const orNew = mayBeFirst ? `; to create one there, set DATA_DIR=${resolve(dataDir)}` : '';
  return `There is no database in ${resolve(dataDir)}. ${how} The first start of the server creates one${orNew}.`;
}

function tellNew({ databaseUrl, dataDir }: ServerConfig): string {
  if (databaseUrl !== undefined) return 'The database of DATABASE_URL was empty; it now has the tables of this server.';
  return `There was no database in ${resolve(dataDir)}; one has been created.`;
}
