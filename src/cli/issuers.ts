import type { Command } from 'commander';
import type { ProjectOptions } from './project.js';
import { withProject } from './project-option.js';
import { withExamples } from './with-examples.js';

export function addIssuersCommand(program: Command): void {
  const issuers = program.command('issuers').description('The issuers of TRUSTED_ISSUERS.');
  withExamples(withProject(issuers.command('explain')), 'portcullis issuers explain')
    .description(
      'Show the effective options of each issuer, including those of its preset and the defaults. Shows no secrets.',
    )
    .action(async (options: ProjectOptions) => (await import('./explain-issuers.js')).explainIssuers(options));
}
