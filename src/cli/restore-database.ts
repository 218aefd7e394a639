import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { stageBackup } from '../database/index.js';
import { StartupError } from '../errors.js';
import type { ServerConfig } from '../server/config/config.js';
import { hasMasterKey, readOrCreateMasterKey } from '../server/config/master-key-file.js';
import { embeddedIn } from './back-up-database.js';
import { endAll } from './end-all-sessions.js';
import { openQuietly } from './open-quietly.js';
import { type Project, readProject } from './project.js';
import type { RestoreOptions } from './restore.js';
import { withNotice, withProgress } from './terminal.js';

export async function restoreDatabase(
  file: string,
  { force, keepSessions, ...options }: RestoreOptions,
): Promise<void> {
  const project = await readProject(options);
  const config = project.readConfig();
  const dataDir = embeddedIn(config);
  const masterKeys = masterKeysOf(config);
  const staged = withNotice('Copying the database …', () => stageBackup({ dataDir, file, force }));
  try {
    // All that can be wrong with it shows before anything is replaced.
    const told = await withProgress('Migrating it …', () =>
      bringUpToDate(project, { ...config, masterKeys, dataDir: staged.dataDir }, keepSessions),
    );
    staged.replace();
    process.stdout.write(`${resolve(dataDir)} now contains the database of ${file}. ${told}\n`);
  } finally {
    staged.remove();
  }
}

async function bringUpToDate(project: Project, config: ServerConfig, keepSessions: boolean): Promise<string> {
  const { deps, stop } = await openQuietly(project, { config, logLevel: 'error' });
  try {
    return keepSessions ? 'Sessions continue as they were at the time of the backup.' : await endAll(deps);
  } finally {
    await stop();
  }
}

/** Those of the database that is replaced: another opens nothing of what is in the backup. */
function masterKeysOf({ masterKeys, dataDir }: ServerConfig): readonly Buffer[] {
  if (masterKeys) return masterKeys;
  if (hasMasterKey(dataDir)) return [readOrCreateMasterKey(dataDir, randomBytes)];
  throw new StartupError([
    `MASTER_KEY is not set, and ${resolve(dataDir)} has no master.key. Set MASTER_KEY to the key that was used when the backup was made.`,
  ]);
}
