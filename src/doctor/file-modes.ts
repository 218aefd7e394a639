import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DATABASE_FILE } from '../database/index.js';
import type { Finding } from '../module/index.js';
import type { ServerConfig } from '../server/config/config.js';
import { masterKeyPath } from '../server/config/master-key-file.js';
import { error, ok, warning } from '../toolkit/findings.js';
import type { SubjectCheck } from './subject.js';

const GROUP = 0o070;
const OTHERS = 0o007;

interface SecretFile {
  readonly path: string;
  /** True where groups are a usual way to give it to the server. */
  readonly isForGroup?: true;
}

/** Whether files that hold secrets can be read by others on this machine. */
export const checkFileModes: SubjectCheck = async ({ config }) => {
  if (process.platform === 'win32') return [];
  const findings = await Promise.all(filesOf(config).map(tellFile));
  const told = findings.flat();
  return told.length > 0 ? told : [ok('Nobody else can read the files of the server.')];
};

function filesOf({ dataDir, databaseUrl, masterKeys, tls, accessLog }: ServerConfig): readonly SecretFile[] {
  const database = ['', '-wal', '-shm'].map((end) => join(resolve(dataDir), DATABASE_FILE + end));
  return [
    ...(databaseUrl === undefined ? [resolve(dataDir), ...database] : []).map((path) => ({ path })),
    ...(masterKeys === undefined ? [{ path: masterKeyPath(dataDir) }] : []),
    ...(accessLog?.file === undefined ? [] : [{ path: resolve(accessLog.file), isForGroup: true as const }]),
    ...(tls ? [{ path: tls.keyFile, isForGroup: true as const }] : []),
  ];
}

async function tellFile({ path, isForGroup }: SecretFile): Promise<readonly Finding[]> {
  const state = await stat(path).catch(() => undefined);
  if (!state) return [];
  const mend = `chmod ${isForGroup ? 'o=' : 'go='} ${path}`;
  const mode = (state.mode & 0o777).toString(8).padStart(4, '0');
  if (state.mode & OTHERS)
    return [error(`${path} has the mode ${mode}: everyone on this machine has access to it.`, mend)];
  if (isForGroup || !(state.mode & GROUP)) return [];
  return [warning(`${path} has the mode ${mode}: its group has access to it.`, mend)];
}
