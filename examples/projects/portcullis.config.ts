import { modules, type ServerOptions } from 'portcullis';
import { organizations } from './src/organizations/index.js';
import { projects } from './src/projects/index.js';
import { roles } from './src/roles.js';
import { tasks } from './src/tasks/index.js';

/** What the server is made of. `src/main.ts` starts it, and `portcullis` reads it for its commands. */
export default {
  modules: [...modules, roles, organizations, projects, tasks],
  roles: { admin: 'OPERATOR', support: 'STAFF', user: 'CUSTOMER' },
  claimsFor: async ({ user }, { services }) => ({ org: await services.organizations.idsOf(user.id) }),
} satisfies ServerOptions;
