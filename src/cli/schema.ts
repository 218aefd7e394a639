import type { Command } from 'commander';
import type { PrintOptions } from './print-schema.js';
import { withProject } from './project-option.js';
import { withExamples } from './with-examples.js';

export function addSchemaCommand(program: Command): void {
  withExamples(withProject(program.command('schema')), 'portcullis schema --out schema.graphql')
    .description('Print the complete SDL of the server, with its rules, for code generation and comparison.')
    .option('--out <file>', 'the file to write; by default standard output')
    .action(async (options: PrintOptions) => (await import('./print-schema.js')).printSchema(options));
}
