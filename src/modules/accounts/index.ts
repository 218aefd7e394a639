import { defineModule } from '../../module.js';
import { type AccountsService, createAccountsService } from './accounts.js';
import { ensureFirstAdmin } from './first-admin.js';
import { createUserLoader, type UserLoader } from './loaders.js';
import { migrations } from './migrations.js';
import { createPasswords } from './passwords.js';
import { resolvers } from './resolvers.js';

export type { AccountsService } from './accounts.js';
export { email, password } from './input.js';
export type { User } from './store.js';

declare module '../../module.js' {
  interface Services {
    accounts: AccountsService;
  }
  interface Loaders {
    users: UserLoader;
  }
}

/** Users, passwords and roles. */
export const accounts = defineModule({
  name: 'accounts',
  typeDefs: new URL('../../../schema/accounts.graphql', import.meta.url),
  resolvers,
  migrations,
  services: ({ database, services, clock, randomBytes }) => ({
    accounts: createAccountsService({
      database,
      passwords: createPasswords(randomBytes),
      services,
      clock,
      randomBytes,
    }),
  }),
  loaders: ({ services }) => ({ users: createUserLoader(services.accounts) }),
  start: async (deps) => {
    await ensureFirstAdmin(deps);
    return undefined;
  },
});
