import { defineModule } from '../../toolkit/define-module.js';
import { repeat } from '../../toolkit/repeat.js';
import { type AccountsService, createAccountsService } from './accounts.js';
import { type AccountsConfig, config as variables } from './config.js';
import { tellDeadLinks } from './dead-links.js';
import { ensureFirstAdmin } from './first-admin.js';
import { prepareToGuess } from './guessable.js';
import { createUserLoader, type UserLoader } from './loaders.js';
import { defineMails } from './mail-links.js';
import { measureHashes, measureHashQueue } from './metrics.js';
import { migrations } from './migrations.js';
import { type AroundHash, createPasswords, type HashCost } from './passwords.js';
import { resolvers } from './resolvers.js';
import type { User } from './store.js';
import { canFindParts, NO_PARTS } from './user-search.js';

export type { AccountsService } from './accounts.js';
export type { User } from './store.js';

declare module '../../module/additions.js' {
  interface Config {
    readonly accounts: AccountsConfig;
  }
  interface Services {
    accounts: AccountsService;
  }
  interface Loaders {
    users: UserLoader;
  }
  interface Models {
    User: User;
  }
}

const CLEAN_UP_MILLISECONDS = 3_600_000;

/** Users, passwords and roles. */
export const accounts = createAccounts();

/** The same, with hashes of another cost: for tests of everything but the hash. No setting leads here. */
export function createAccounts(cost?: HashCost) {
  return defineModule({
    name: 'accounts',
    needs: ['audit', 'mail', 'rate-limits', 'revocation', 'sessions'],
    config: variables,
    typeDefs: new URL('../../../schema/accounts.graphql', import.meta.url),
    mapsRoles: true,
    resolvers,
    nodes: { User: { load: (ids, { loaders }) => loaders.users.loadMany(ids) } },
    migrations,
    services: ({ config, database, services, clock, randomBytes, roles, log, metrics, trace }) => {
      const shared = { config, database, services, clock, randomBytes, roles };
      const measured = measureHashes(metrics);
      const around: AroundHash = (hash) => {
        log.trace('password hash');
        return trace('portcullis.password_hash', {}, () => measured(hash));
      };
      const passwords = createPasswords(randomBytes, around, cost);
      measureHashQueue(passwords, metrics);
      return { accounts: createAccountsService({ ...shared, passwords, mails: defineMails(shared) }) };
    },
    loaders: ({ services }) => ({ users: createUserLoader(services.accounts) }),
    start: async (deps) => {
      const deadLinks = tellDeadLinks(deps.config);
      if (deadLinks !== undefined) deps.log.warn(deadLinks);
      await prepareToGuess();
      await ensureFirstAdmin(deps);
      if (!(await canFindParts(deps.database.query))) deps.log.warn(NO_PARTS);
      return repeat(CLEAN_UP_MILLISECONDS, deps.services.accounts.removeExpiredTokens, (error) =>
        deps.log.warn({ err: error }, 'could not remove expired tokens of mailed links'),
      );
    },
  });
}
