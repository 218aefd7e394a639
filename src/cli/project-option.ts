import type { Command } from 'commander';

/** For a command that works on a server. */
export function withProject(command: Command): Command {
  return command.option(
    '--config <file>',
    'what the server is made of; by default portcullis.config.ts or .js, if there is one',
  );
}
