import type { Command } from 'commander';

/** For a command that works on a server. */
export function withProject(command: Command): Command {
  return command.option(
    '--config <file>',
    'the configuration file of the server; by default portcullis.config.ts or .js, if it exists',
  );
}
