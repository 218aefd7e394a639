import type { Command } from 'commander';
import type { ProjectOptions } from './project.js';
import { withProject } from './project-option.js';
import { withExamples } from './with-examples.js';

export function addBackupCommand(program: Command): void {
  withExamples(withProject(program.command('backup')), 'portcullis backup /backups/monday.sqlite')
    .description('Copy the embedded database to a file, while servers run on it.')
    .argument('<file>', 'where the copy goes')
    .option('--force', 'replace a file that is there', false)
    .action(async (file: string, options: ProjectOptions & { force: boolean }) =>
      (await import('./back-up-database.js')).backUpDatabase(file, options),
    );
}
