import type { Resolvers } from '../../generated/resolvers.js';
import { listUserConnection } from './user-connection.js';

export const resolvers: Resolvers = {
  Query: {
    me: (_root, _args, { viewer, loaders }) => (viewer.subject === null ? null : loaders.users.load(viewer.subject)),
    user: (_root, { id }, { loaders }) => loaders.users.load(id),
    users: (_root, args, { services }) => listUserConnection(services.accounts, args),
  },
  Mutation: {
    register: async (_root, { input }, { services, client, once }) => {
      once();
      return { status: 'ACTIVE', auth: await services.accounts.register(input, client) };
    },
    setUserRoles: (_root, { userId, roles }, { services, viewer, client }) =>
      services.accounts.setRoles(userId, roles, { actorId: viewer.subject, client }),
  },
  User: {
    roles: ({ roles }) => [...roles],
  },
};
