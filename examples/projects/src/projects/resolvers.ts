import { readPage, toConnection } from 'portcullis';
import type { Resolvers } from '../generated/resolvers.js';

export const resolvers: Resolvers = {
  Query: {
    project: (_root, { id }, { loaders }) => loaders.projects.load(id),
    projects: async (_root, { organizationId, ...args }, { services }) => {
      const page = readPage(args, 'projects');
      const found = await services.projects.list(organizationId, page);
      return toConnection(found, page, ({ createdAt, id }) => ({ time: createdAt, id }));
    },
  },
  Mutation: {
    createProject: (_root, { organizationId, name }, { services }) => services.projects.create(organizationId, name),
    deleteProject: (_root, { id }, { services }) => services.projects.remove(id),
  },
  Project: {
    organization: ({ organizationId }, _args, { loaders }) => loaders.organizations.load(organizationId),
    openTasks: ({ id }, _args, { loaders }) => loaders.openTasks.load(id),
  },
};
