import type { Command } from 'commander';
import { init } from '../init/index.js';
import { withExamples } from './with-examples.js';

export function addInitCommand(program: Command): void {
  withExamples(program.command('init'), 'portcullis init my-api')
    .description('Create a project with its own server: schema, roles, a module, tests.')
    .argument('<folder>', 'a folder that is empty or does not exist yet')
    .action((folder: string) => void process.stdout.write(`${init(folder)}\n`));
}
