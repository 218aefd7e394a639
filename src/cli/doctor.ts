import type { Command } from 'commander';
import { withProject } from './project-option.js';
import type { DoctorOptions } from './run-doctor.js';
import { withExamples } from './with-examples.js';

export function addDoctorCommand(program: Command): void {
  withExamples(withProject(program.command('doctor')), 'portcullis doctor', 'portcullis doctor --json')
    .description(
      'Try out what the server of this environment needs: database, keys, mail, issuers, files, TLS, clocks. Changes nothing. Ends with 1 if something is wrong.',
    )
    .option('--embedded', 'of a server that gets its requests from another one: nothing of its port and TLS', false)
    .option('--json', 'for programs', false)
    .action(async (options: DoctorOptions) => (await import('./run-doctor.js')).runDoctor(options));
}
