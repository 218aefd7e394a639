import { StartupError } from '../errors.js';
import type { ServerConfig } from '../server/config/config.js';
import { inspectIssuer, type MasterKeys } from '../tokens/index.js';
import { findDatabase } from './find-database.js';
import { findMasterKeys } from './master-key.js';
import type { Subject } from './subject.js';

/** Finds what there is to examine. Its database is to be closed. */
export async function prepare(
  config: ServerConfig,
  { modules, roles, clock }: Pick<Subject, 'modules' | 'roles' | 'clock'>,
): Promise<Subject> {
  const found = await findDatabase(config, modules);
  const isUsable = found.database !== undefined && found.difference?.pending.length === 0;
  let inspections: ReturnType<Subject['inspectIssuers']> | undefined;
  return {
    config,
    modules,
    roles,
    clock,
    found,
    database: isUsable ? found.database : undefined,
    masterKeys: masterKeysOf(config),
    inspectIssuers: () => {
      inspections ??= Promise.all(config.trustedIssuers.map((issuer) => inspectIssuer(issuer, clock)));
      return inspections;
    },
  };
}

/** What is wrong with them, their own check says. */
function masterKeysOf(config: ServerConfig): MasterKeys | undefined {
  try {
    return findMasterKeys(config);
  } catch (cause) {
    if (cause instanceof StartupError) return undefined;
    throw cause;
  }
}
