import type { Command } from 'commander';
import type { ProjectOptions } from './project.js';
import { withProject } from './project-option.js';
import { withExamples } from './with-examples.js';

export function addBackupCommand(program: Command): void {
  withExamples(withProject(program.command('backup')), 'portcullis backup /backups/monday.sqlite')
    .description('Copy the embedded database to a file, even while servers are running on it.')
    .argument('<file>', 'the file to write')
    .option('--force', 'replace an existing file', false)
    .action(async (file: string, options: ProjectOptions & { force: boolean }) =>
      (await import('./back-up-database.js')).backUpDatabase(file, options),
    );
}
