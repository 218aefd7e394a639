import type { ModuleDeps } from '../module/index.js';
import { openForCommand } from './open-for-command.js';
import { type ProjectOptions, readProject } from './project.js';

export async function endAllSessions(options: ProjectOptions): Promise<void> {
  const { deps, stop } = await openForCommand(await readProject(options), { logLevel: 'error', mayBeFirst: false });
  try {
    process.stdout.write(`${await endAll(deps)}\n`);
  } finally {
    await stop();
  }
}

/** Ends every session, and then takes every key out of use; says so. */
export async function endAll({ services, config }: Pick<ModuleDeps, 'services' | 'config'>): Promise<string> {
  const { keyManager, sessions } = services;
  const ended = await sessions.endEverySession();
  let retired = 0;
  // Only what is there now: the first that signed gets a successor.
  for (const { kid, state } of await keyManager.list()) {
    if (state.name !== 'retired' && 'retired' in (await keyManager.retire(kid, { compromised: true }))) retired += 1;
  }
  const told = `Sessions ended: ${ended}. Keys retired, along with all their access tokens: ${retired}.`;
  if (config.keys.secret === undefined) return told;
  return `${told} Tokens signed with TOKEN_SECRET stay valid until they expire: set another secret on all instances at once.`;
}
