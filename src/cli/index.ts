#!/usr/bin/env node
import { Command } from 'commander';
import { PortcullisError, StartupError } from '../errors.js';
import { tokenCommand } from './token.js';
import { userCommand } from './user.js';

const program = new Command('portcullis')
  .description('Commands of a Portcullis server. They read the same environment variables as the server.')
  .addCommand(userCommand())
  .addCommand(tokenCommand());

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof StartupError || error instanceof PortcullisError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
