import { StartupError } from '../errors.js';
import { readRoles } from '../server/schema/roles.js';
import { createSchema } from '../server/schema/schema.js';
import { openForCommand } from './open-for-command.js';
import { type Project, type ProjectOptions, readProject } from './project.js';
import { readSecret } from './standard-input.js';

/** What the command line says of the user. */
export interface NewUser {
  readonly email: string;
  readonly name?: string;
  /** By default what a new account gets. */
  readonly role?: string;
}

export async function createUser({ config, ...user }: NewUser & ProjectOptions): Promise<void> {
  const project = await readProject({ config });
  project.readConfig();
  const role = checkRole(user.role ?? readRoles(project.roles).user, project);
  const password = await readSecret('Password: ');
  process.stdout.write(`${await addUser(project, { ...user, role, password })}\n`);
}

/** Writes the user, and says so. Throws for what the accounts do not take. */
export async function addUser(
  project: Project,
  { email, name, role, password }: NewUser & { readonly role: string; readonly password: string },
): Promise<string> {
  const { deps, stop } = await openForCommand(project, { logLevel: 'warn', mayBeFirst: true });
  try {
    const { accounts } = deps.services;
    const user = await accounts.prepare({ email, password, name }, [role]);
    await deps.database.transaction((tx) => accounts.insert(tx, user));
    return `${user.email} is now a user with the role ${role}. The id is ${user.id}`;
  } finally {
    await stop();
  }
}

/** The roles are the schema's to name. Throws a `StartupError` for another. */
export function checkRole(role: string, server: Pick<Project, 'modules' | 'roles'>): string {
  const known = [...createSchema(server.modules, { roles: server.roles }).table.roles.keys()];
  if (known.includes(role)) return role;
  throw new StartupError([`--role: There is no role ${role}. Choose from ${known.join(', ')}.`]);
}
