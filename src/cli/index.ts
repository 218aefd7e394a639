#!/usr/bin/env node
import { runCommand } from './run-command.js';

// Whoever reads the output may stop: `… | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

void runCommand(process.argv.slice(2));
