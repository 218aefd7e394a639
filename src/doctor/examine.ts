import type { ServerOptions } from '../server/create-server.js';
import { type ConfigurationOptions, readConfiguration } from './configuration.js';
import { prepare } from './prepare.js';
import { type NamedFinding, type RunOptions, runChecks } from './run-checks.js';

export interface ExamineOptions
  extends ConfigurationOptions,
    Pick<ServerOptions, 'modules' | 'roles' | 'clock'>,
    Partial<Pick<RunOptions, 'limitSeconds'>> {}

const LIMIT_SECONDS = 20;

/**
 * Tries out what a server of this configuration needs, and says what is well and what is not. Changes nothing. No check
 * stops another; without a configuration that can be read there are none.
 */
export async function examine(options: ExamineOptions): Promise<readonly NamedFinding[]> {
  const { modules, roles, clock = Date.now, isEmbedded, limitSeconds = LIMIT_SECONDS } = options;
  const { config, findings } = readConfiguration(options);
  const named = findings.map((finding) => ({ check: 'configuration', ...finding }));
  if (!config) return named;
  const subject = await prepare(config, { modules, roles, clock });
  try {
    return [...named, ...(await runChecks(subject, { isEmbedded, limitSeconds }))];
  } finally {
    await subject.found.database?.close();
  }
}
