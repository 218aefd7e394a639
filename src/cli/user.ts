import type { Command } from 'commander';
import { StartupError } from '../errors.js';
import type { Role } from '../generated/resolvers.js';
import { modules } from '../modules.js';
import { loadConfig } from '../server/config.js';
import { openRuntime } from '../server/runtime.js';
import { createSchema } from '../server/schema.js';
import { readSecret } from './standard-input.js';

export function addUserCommand(program: Command): void {
  const user = program.command('user').description('The users of this server.');
  user
    .command('create')
    .description('Make a user. The password is asked for, or read from standard input; it is never an argument.')
    .requiredOption('--email <address>')
    .option('--name <name>')
    .option('--role <role>', 'a role of the schema', 'USER')
    .action(createUser);
}

async function createUser({ email, name, role }: { email: string; name?: string; role: string }): Promise<void> {
  const config = loadConfig();
  const roles = [checkRole(role)];
  const password = await readSecret('Password: ');
  const { deps, stop } = await openRuntime({ modules, config: { ...config, logLevel: 'warn' } });
  try {
    const { accounts } = deps.services;
    const user = await accounts.prepare({ email, password, name }, roles);
    await deps.database.transaction((tx) => accounts.insert(tx, user));
    process.stdout.write(`${user.email} is now a user with the role ${role}. The id is ${user.id}\n`);
  } finally {
    await stop();
  }
}

/** The roles are the schema's to name. */
function checkRole(role: string): Role {
  const known = [...createSchema(modules).table.roles.keys()];
  if (known.includes(role)) return role as Role;
  throw new StartupError([`--role: There is no role ${role}. Use one of ${known.join(', ')}.`]);
}
