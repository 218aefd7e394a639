import type { Command } from 'commander';
import { withProject } from './project-option.js';
import type { DoctorOptions } from './run-doctor.js';
import { withExamples } from './with-examples.js';

export function addDoctorCommand(program: Command): void {
  withExamples(withProject(program.command('doctor')), 'portcullis doctor', 'portcullis doctor --json')
    .description(
      'Check what the server needs in this environment: database, keys, mail, issuers, files, TLS, clocks. Changes nothing. Exits with 1 if something is wrong.',
    )
    .option('--embedded', 'skip the checks of port and TLS, for a server that is embedded in another one', false)
    .option('--json', 'for programs', false)
    .action(async (options: DoctorOptions) => (await import('./run-doctor.js')).runDoctor(options));
}
