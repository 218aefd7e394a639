import type { Command } from 'commander';

/** Ends the help of a command with how it is called. */
export function withExamples(command: Command, ...all: readonly [string, ...string[]]): Command {
  return command.addHelpText('after', examples(...all));
}

export function examples(...all: readonly [string, ...string[]]): string {
  return `\n${all.length > 1 ? 'Examples' : 'Example'}:\n${all.map((each) => `  ${each}`).join('\n')}`;
}
