import type { Command } from 'commander';
import type { ProjectOptions } from './project.js';
import { withProject } from './project-option.js';

// Loaded with the first key that is asked for: the help needs none of it.
const management = () => import('./manage-keys.js');

export function addKeysCommand(program: Command): void {
  const keys = program.command('keys').description('The keys that access tokens are signed with.');
  withProject(keys.command('list'))
    .description('Show every key, the newest first.')
    .action(async (options: ProjectOptions) => (await management()).listKeys(options));
  withProject(keys.command('rotate'))
    .description('Make a new key, which signs in 10 minutes.')
    .action(async (options: ProjectOptions) => (await management()).rotateKey(options));
  withProject(keys.command('retire'))
    .description('Trust a key no more, once none of its tokens can be accepted any more.')
    .argument('<kid>', 'the id of the key, as `keys list` shows it')
    .option('--compromised', 'at once: its tokens are refused, and a new key signs in its place', false)
    .action(async (kid: string, options: ProjectOptions & { compromised: boolean }) =>
      (await management()).retireKey(kid, options),
    );
  withProject(keys.command('reseal'))
    .description('Seal every key under the first of MASTER_KEY.')
    .action(async (options: ProjectOptions) => (await management()).resealKeys(options));
}
