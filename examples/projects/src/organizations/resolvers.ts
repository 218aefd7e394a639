import { readPage, toConnection } from 'portcullis';
import type { Resolvers } from '../generated/resolvers.js';

export const resolvers: Resolvers = {
  Query: {
    organizations: async (_root, args, { viewer, services }) => {
      const page = readPage(args, 'organizations');
      const found = await services.organizations.list(viewer.subject, page);
      return toConnection(found, page, ({ createdAt, id }) => ({ time: createdAt, id }));
    },
    organization: (_root, { id }, { loaders }) => loaders.organizations.load(id),
  },
  Mutation: {
    createOrganization: (_root, { name }, context) =>
      context.services.organizations.create(name, context.accountId(), context),
    addMember: (_root, { organizationId, email, rank }, context) =>
      context.services.organizations.addMember(organizationId, email, rank, context),
    removeMember: (_root, { organizationId, userId }, context) =>
      context.services.organizations.removeMember(organizationId, userId, context),
  },
  Organization: {
    members: async ({ id }, _args, { loaders }) => [...(await loaders.members.load(id))],
  },
  Member: {
    person: ({ userId }, _args, { loaders }) => loaders.users.load(userId),
  },
};
