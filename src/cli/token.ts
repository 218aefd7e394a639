import type { Command } from 'commander';

export function addTokenCommand(program: Command): void {
  const token = program.command('token').description('Access tokens.');
  token
    .command('inspect')
    .description('Show header and claims of the access token on standard input, and say if and why it is not valid.')
    .action(async () => (await import('./inspect-token.js')).inspectToken());
}
