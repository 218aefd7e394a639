import { inspect } from 'node:util';
import { StartupError } from '../errors.js';
import { modules, roles } from '../modules.js';
import { checkOptions } from '../server/check-options.js';
import { type LoadConfigOptions, loadConfig, type ServerConfig } from '../server/config/config.js';
import type { ServerOptions } from '../server/create-server.js';
import { checkModules } from '../server/schema/check-modules.js';
import { findConfigFile, importConfigFile } from './config-file.js';

/** What every command that works on a server is told. */
export interface ProjectOptions {
  /** The configuration file; by default the one of this folder. */
  readonly config?: string | undefined;
}

/** The server that a command works on, as `createServer` takes it. */
export interface Project extends Omit<ServerOptions, 'config'> {
  /** The file that says what it is; undefined for the server that Portcullis is by itself. */
  readonly file: string | undefined;
  /** What is set from outside. Throws a `StartupError` for what is wrong with it. */
  readonly readConfig: (options?: Pick<LoadConfigOptions, 'listens'>) => ServerConfig;
}

/** Throws a `StartupError` that names the file, for one that does not export a server's options. */
export async function readProject(options: ProjectOptions): Promise<Project> {
  const file = findConfigFile(options.config);
  if (file === undefined) return { file, modules, roles, readConfig: (options) => loadConfig({ modules, ...options }) };
  const given = checkExport(await importConfigFile(file), file);
  // A command has a log of its own.
  const { config, log: _, ...others } = given;
  return { ...others, file, readConfig: (options) => config ?? loadConfig({ modules: given.modules, ...options }) };
}

function checkExport(given: unknown, file: string): ServerOptions {
  if (!isServerOptions(given)) {
    throw new StartupError([
      `${file} exports ${given === undefined ? 'nothing by default' : inspect(given, { depth: 0 })}. Write: export default { modules: [...modules, yours] } satisfies ServerOptions`,
    ]);
  }
  try {
    checkModules(given.modules);
    checkOptions(given, given.modules);
  } catch (error) {
    if (error instanceof StartupError) throw new StartupError(error.problems.map((problem) => `${file}: ${problem}`));
    if (error instanceof TypeError) throw new StartupError([`${file}: ${error.message}`], { cause: error });
    throw error;
  }
  return given;
}

function isServerOptions(given: unknown): given is ServerOptions {
  if (typeof given !== 'object' || given === null || !('modules' in given) || !Array.isArray(given.modules))
    return false;
  return given.modules.every((each: unknown) => typeof each === 'object' && each !== null && 'name' in each);
}
