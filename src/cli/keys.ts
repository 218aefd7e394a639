import type { Command } from 'commander';
import type { ProjectOptions } from './project.js';
import { withProject } from './project-option.js';
import { withExamples } from './with-examples.js';

// Loaded with the first key that is asked for: the help needs none of it.
const management = () => import('./manage-keys.js');

export function addKeysCommand(program: Command): void {
  const keys = program.command('keys').description('The keys that access tokens are signed with.');
  withExamples(withProject(keys.command('list')), 'portcullis keys list')
    .description('List all keys, newest first.')
    .option('--json', 'for programs', false)
    .action(async (options: ProjectOptions & { json: boolean }) => (await management()).listKeys(options));
  withExamples(withProject(keys.command('rotate')), 'portcullis keys rotate')
    .description('Create a new key, which starts to sign in 10 minutes.')
    .action(async (options: ProjectOptions) => (await management()).rotateKey(options));
  withExamples(withProject(keys.command('retire')), 'portcullis keys retire k-2 --compromised')
    .description('Stop trusting a key, once none of its tokens can still be accepted.')
    .argument('<kid>', 'the id of the key, as `keys list` shows it')
    .option('--compromised', 'retire it at once: its tokens are refused, and a new key signs instead', false)
    .action(async (kid: string, options: ProjectOptions & { compromised: boolean }) =>
      (await management()).retireKey(kid, options),
    );
  withExamples(withProject(keys.command('reseal')), 'MASTER_KEY=new,old portcullis keys reseal')
    .description('Encrypt every key with the first key of MASTER_KEY.')
    .action(async (options: ProjectOptions) => (await management()).resealKeys(options));
}
