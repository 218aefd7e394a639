#!/usr/bin/env node
import { Command } from 'commander';
import { PortcullisError, StartupError } from '../errors.js';
import { addAccessCommand } from './access.js';
import { addKeysCommand } from './keys.js';
import { addTokenCommand } from './token.js';
import { addUserCommand } from './user.js';

const program = new Command('portcullis')
  .description('Commands of a Portcullis server. All but access read the same environment variables as the server.')
  // An unknown `--password=…` is told without the password.
  .configureOutput({
    outputError: (text, write) => write(text.replace(/(unknown option '(--[\w-]+|-\w)).*/s, "$1'\n")),
  });
addAccessCommand(program);
addUserCommand(program);
addTokenCommand(program);
addKeysCommand(program);

// Whoever reads the output may stop: `… | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  // Ctrl-C or Ctrl-D at a prompt.
  if (error instanceof Error && error.name === 'AbortError') process.exit(130);
  if (!(error instanceof StartupError || error instanceof PortcullisError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
