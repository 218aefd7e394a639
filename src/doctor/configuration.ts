import { StartupError } from '../errors.js';
import type { Finding } from '../module/index.js';
import type { LoadConfigOptions, ServerConfig } from '../server/config/config.js';
import { transportProblems } from '../server/config/transport.js';
import { warningsOf } from '../server/config/warnings.js';
import { fromError, fromLine, ok } from '../toolkit/findings.js';

/** What is said of the configuration, and the configuration if it can be used. */
export interface ReadConfiguration {
  readonly config: ServerConfig | undefined;
  readonly findings: readonly Finding[];
}

export interface ConfigurationOptions {
  /** Throws a `StartupError` that lists what is wrong. */
  readonly readConfig: (options: Pick<LoadConfigOptions, 'listens'>) => ServerConfig;
  /** True for a server that gets its requests from another one. */
  readonly isEmbedded: boolean;
}

/** Reads what is set, as the start does. Throws what is no mistake of an operator. */
export function readConfiguration({ readConfig, isEmbedded }: ConfigurationOptions): ReadConfiguration {
  try {
    const config = readConfig({ listens: !isEmbedded });
    // One that a file gives was not read as that of a server that listens.
    const problems = isEmbedded ? [] : transportProblems(config);
    return {
      config,
      findings: [
        ...problems.map((line) => fromLine('error', line)),
        ...warningsOf(config).map((line) => fromLine('warning', line)),
        ...(problems.length === 0 ? [ok('The configuration is valid.')] : []),
      ],
    };
  } catch (cause) {
    if (!(cause instanceof StartupError)) throw cause;
    return { config: undefined, findings: fromError(cause) };
  }
}
