import { PortcullisError, StartupError } from '../../errors.js';
import type { ModuleDeps } from '../../module/index.js';

const DEVELOPMENT_EMAIL = 'admin@example.com';

/**
 * Makes the first administrator: the one of ADMIN_EMAIL and ADMIN_PASSWORD if that address has no account; else, in
 * development and while there are no users, one whose password is told once.
 */
export async function ensureFirstAdmin(deps: ModuleDeps): Promise<void> {
  const { config, services, roles, log } = deps;
  const { admin } = config.accounts;
  if (admin) {
    const user = await services.accounts.findByEmail(admin.email);
    if (user && !user.roles.includes(roles.admin))
      log.warn(`ADMIN_EMAIL is the address of a user without the role ${roles.admin}`);
    if (user) return;
    if (await createAdmin(deps, admin, { unlessThereAreUsers: false }))
      log.info('the administrator of ADMIN_EMAIL was created');
  } else if (!config.isProduction && (await services.accounts.isEmpty(deps.database.query))) {
    const made = { email: DEVELOPMENT_EMAIL, password: deps.randomBytes(12).toString('base64url') };
    if (await createAdmin(deps, made, { unlessThereAreUsers: true })) deps.announce(welcome(config.publicUrl, made));
  }
}

interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** False if another instance was faster. */
async function createAdmin(
  { services, database, roles }: ModuleDeps,
  admin: Credentials,
  { unlessThereAreUsers }: { readonly unlessThereAreUsers: boolean },
): Promise<boolean> {
  try {
    const user = await services.accounts.prepare({ ...admin, name: 'Administrator' }, [roles.admin]);
    return await database.transaction(
      async (tx) => {
        if (unlessThereAreUsers && !(await services.accounts.isEmpty(tx.query))) return false;
        await services.accounts.insert(tx, user);
        return true;
      },
      { lock: 'first-admin' },
    );
  } catch (error) {
    if (!(error instanceof PortcullisError)) throw error;
    if (error.code === 'EMAIL_TAKEN') return false;
    throw new StartupError([`The administrator cannot be created: ${error.message}`], { cause: error });
  }
}

function welcome(publicUrl: string, { email, password }: Credentials): string {
  const query = `mutation { login(email: "${email}", password: "${password}") { accessToken refreshToken } }`;
  return `
The database is empty, so an administrator was created. The password is shown only once:

  ${email}   ${password}

  curl -s ${publicUrl}/graphql -H 'content-type: application/json' \\
    -d '${JSON.stringify({ query })}'
`;
}
