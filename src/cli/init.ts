import type { Command } from 'commander';
import { init } from '../init/index.js';
import { withExamples } from './with-examples.js';

export function addInitCommand(program: Command): void {
  withExamples(program.command('init'), 'portcullis init my-api')
    .description('Make a project with a server of its own: schema, roles, a module, tests.')
    .argument('<folder>', 'an empty one, or one that is not there')
    .action((folder: string) => void process.stdout.write(`${init(folder)}\n`));
}
