import type { Command } from 'commander';
import type { ProjectOptions } from './project.js';
import { withProject } from './project-option.js';
import { withExamples } from './with-examples.js';

export function addSessionsCommand(program: Command): void {
  const sessions = program.command('sessions').description('The sessions of all users.');
  withExamples(withProject(sessions.command('end-all')), 'portcullis sessions end-all')
    .description('End every session, and refuse every access token by retiring its key: everyone must sign in again.')
    .action(async (options: ProjectOptions) => (await import('./end-all-sessions.js')).endAllSessions(options));
}
