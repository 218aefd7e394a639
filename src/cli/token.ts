import type { Command } from 'commander';
import type { InspectOptions } from './inspect-token.js';
import { withProject } from './project-option.js';
import { withExamples } from './with-examples.js';

export function addTokenCommand(program: Command): void {
  const token = program.command('token').description('Access tokens.');
  withExamples(withProject(token.command('inspect')), 'pbpaste | portcullis token inspect')
    .description(
      'Show the header and the claims of the access token on standard input, and whether it is valid or why it is not.',
    )
    .option('--json', 'for programs', false)
    .action(async (options: InspectOptions) => (await import('./inspect-token.js')).inspectToken(options));
}
