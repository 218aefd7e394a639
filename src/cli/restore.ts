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
    .description('Put a backup in the place of the embedded database, while no server runs, and end every session.')
    .argument('<file>', 'what `backup` made')
    .option('--force', 'replace the database that is there; it is kept beside it, with .old after its name', false)
    .option('--keep-sessions', 'end no session: also those that were ended after the backup go on', false)
    .action(async (file: string, options: RestoreOptions) =>
      (await import('./restore-database.js')).restoreDatabase(file, options),
    );
}
