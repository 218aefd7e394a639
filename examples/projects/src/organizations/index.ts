import { createLoader, defineModule, type Loader, type Model } from 'portcullis';
import { migrations } from './migrations.js';
import { policies } from './policies.js';
import { resolvers } from './resolvers.js';
import { createOrganizationsService, type OrganizationsService } from './service.js';
import type { Membership, Organization } from './store.js';

export { belongsTo } from './belongs-to.js';
export { manages } from './policies.js';

declare module 'portcullis' {
  interface Services {
    organizations: OrganizationsService;
  }
  interface Loaders {
    organizations: Loader<Organization | null>;
    members: Loader<readonly Membership[]>;
  }
  interface Models {
    Organization: Organization;
    Member: Membership;
    Person: Pick<Model<'User'>, 'id' | 'name'>;
  }
}

/** Organizations and who belongs to them. */
export const organizations = defineModule({
  name: 'organizations',
  needs: ['accounts'],
  typeDefs: new URL('../../schema/organizations.graphql', import.meta.url),
  migrations,
  resolvers,
  policies,
  nodes: { Organization: { load: (ids, { loaders }) => loaders.organizations.loadMany(ids) } },
  services: (deps) => ({ organizations: createOrganizationsService(deps) }),
  loaders: ({ services }) => ({
    organizations: createLoader(async (ids) => {
      const found = new Map((await services.organizations.findAll(ids)).map((each) => [each.id, each]));
      return ids.map((id) => found.get(id) ?? null);
    }),
    members: createLoader(async (ids) => {
      const all = await services.organizations.membersOf(ids);
      return ids.map((id) => all.filter(({ organizationId }) => organizationId === id));
    }),
  }),
});
