import type { Command } from 'commander';
import type { ProjectOptions } from './project.js';
import { withProject } from './project-option.js';
import { withExamples } from './with-examples.js';

export interface RestoreOptions extends ProjectOptions {
  readonly force: boolean;
  readonly keepSessions: boolean;
}

export function addRestoreCommand(program: Command): void {
  withExamples(withProject(program.command('restore')), 'portcullis restore /backups/monday.sqlite --force')
    .description('Replace the embedded database with a backup, while no server is running, and end every session.')
    .argument('<file>', 'a file that `backup` wrote')
    .option('--force', 'replace the existing database, which is kept next to it with .old appended to its name', false)
    .option('--keep-sessions', 'end no sessions: even those that ended after the backup continue', false)
    .action(async (file: string, options: RestoreOptions) =>
      (await import('./restore-database.js')).restoreDatabase(file, options),
    );
}
