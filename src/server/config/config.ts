import { StartupError } from '../../errors.js';
import type { Config, Environment, Module, Variable } from '../../module/index.js';
import type { OwnConfig } from './own-config.js';
import { serverVariables } from './server-variables.js';
import { transportOf, transportProblems } from './transport.js';
import { describeUnknownVariables } from './unknown-variables.js';

/** The checked configuration: what belongs to the server, and what the modules add. */
export interface ServerConfig extends OwnConfig, Config {
  /** Variables that are set and look as if they were for this server, but are unknown; one sentence each. */
  readonly unknownVariables: readonly string[];
}

export interface LoadConfigOptions {
  /** The modules of the server, whose variables are read too. */
  readonly modules: readonly Module[];
  /** By default the environment of the process. */
  readonly env?: Environment;
  /** True for a server that listens itself: what prevents it from listening is then a problem too. */
  readonly listens?: boolean;
}

/**
 * Reads the environment; an empty variable counts as unset. Throws a `StartupError` that lists all problems at once and
 * shows no secret, or a `TypeError` if two modules have the same variable.
 */
export function loadConfig({ modules, env = process.env, listens = false }: LoadConfigOptions): ServerConfig {
  const all = [serverVariables, ...modules.flatMap(({ config }) => config ?? [])];
  const known = listVariables(modules).map(({ name }) => name);
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value));
  const parts: object[] = [];
  const problems: string[] = [];
  for (const { read } of all) {
    const result = read(set);
    if ('value' in result) parts.push(result.value);
    else problems.push(...result.problems);
  }
  if (listens) problems.push(...transportProblems(transportOf(set)));
  if (problems.length > 0) throw new StartupError(problems);
  const prefixes = all.flatMap((variables) => variables.prefixes);
  const unknownVariables = Object.freeze(describeUnknownVariables(env, known, prefixes));
  return Object.freeze(Object.assign({}, ...parts, { unknownVariables }));
}

/** A variable, and the module that it belongs to; null for the server. */
export interface ListedVariable extends Variable {
  readonly module: string | null;
}

/** Every variable of a server of these modules, the server's own first. */
export function listVariables(modules: readonly Module[]): readonly ListedVariable[] {
  const listed = [{ name: null, config: serverVariables }, ...modules].flatMap(({ name, config }) =>
    (config?.variables ?? []).map((variable) => ({ ...variable, module: name })),
  );
  const twice = listed.find(({ name }, index) => listed.findIndex((other) => other.name === name) !== index);
  if (twice) throw new TypeError(`The variable ${twice.name} of the module "${twice.module}" is already defined.`);
  return listed;
}
