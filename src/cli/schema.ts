import type { Command } from 'commander';
import type { PrintOptions } from './print-schema.js';
import { withProject } from './project-option.js';
import { withExamples } from './with-examples.js';

export function addSchemaCommand(program: Command): void {
  withExamples(withProject(program.command('schema')), 'portcullis schema --out schema.graphql')
    .description('The SDL of the server as one text, with its rules, for code generation and to compare.')
    .option('--out <file>', 'write it there; by default it goes to standard output')
    .action(async (options: PrintOptions) => (await import('./print-schema.js')).printSchema(options));
}
