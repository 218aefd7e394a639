import type { Command } from 'commander';
import type { NewUser } from './create-user.js';
import type { ProjectOptions } from './project.js';
import { withProject } from './project-option.js';
import { withExamples } from './with-examples.js';

export function addUserCommand(program: Command): void {
  const user = program.command('user').description('The users of this server.');
  withExamples(
    withProject(user.command('create')),
    'portcullis user create --email grace@example.com --role ADMIN',
    'pass show grace | portcullis user create --email grace@example.com',
  )
    .description('Create a user. The password is prompted for, or read from standard input; it is never an argument.')
    .requiredOption('--email <address>')
    .option('--name <name>')
    .option('--role <role>', 'a role of the schema; by default the role of new accounts')
    .action(async (options: NewUser & ProjectOptions) => (await import('./create-user.js')).createUser(options));
}
