import { randomBytes } from 'node:crypto';
import type { ServerConfig } from '../server/config/config.js';
import { hasMasterKey, missingMasterKey, readOrCreateMasterKey } from '../server/config/master-key-file.js';
import { createMasterKeys, type MasterKeys } from '../tokens/index.js';
import { ok } from '../toolkit/findings.js';
import type { SubjectCheck } from './subject.js';

/** The master keys that there are; makes none. Throws a `StartupError` for a file that holds none. */
export function findMasterKeys({ masterKeys, dataDir }: ServerConfig): MasterKeys | undefined {
  const keys = masterKeys ?? (hasMasterKey(dataDir) ? [readOrCreateMasterKey(dataDir, randomBytes)] : undefined);
  return keys && createMasterKeys(keys, randomBytes);
}

/** Whether there is a master key. Throws a `StartupError` if it is gone. */
export const checkMasterKey: SubjectCheck = async ({ config, found }) => {
  if (findMasterKeys(config)) return [ok('There is a master key.')];
  if (found.database) throw missingMasterKey(config.dataDir);
  return [ok('There is no master key yet. The first start generates one in DATA_DIR.')];
};
