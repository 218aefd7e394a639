import type { Command } from 'commander';
import type { ProjectOptions } from './project.js';
import { withProject } from './project-option.js';
import { withExamples } from './with-examples.js';

export function addTokenCommand(program: Command): void {
  const token = program.command('token').description('Access tokens.');
  withExamples(withProject(token.command('inspect')), 'pbpaste | portcullis token inspect')
    .description('Show header and claims of the access token on standard input, and say if and why it is not valid.')
    .action(async (options: ProjectOptions) => (await import('./inspect-token.js')).inspectToken(options));
}
