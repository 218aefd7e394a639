import type { Command } from 'commander';
import type { ConfigFormat } from './list-config.js';
import { withProject } from './project-option.js';
import { withExamples } from './with-examples.js';

export function addConfigCommand(program: Command): void {
  withExamples(withProject(program.command('config')), 'portcullis config', 'portcullis config --json')
    .description('List every variable that can be set, with its purpose, its default and its module. Shows no values.')
    .option('--json', 'for programs')
    .option('--markdown', 'for a page')
    .action(async (options: ConfigFormat) => (await import('./list-config.js')).showConfig(options));
}
