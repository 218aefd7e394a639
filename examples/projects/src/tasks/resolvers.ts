import { PortcullisError, readPage, toConnection } from 'portcullis';
import type { Resolvers } from '../generated/resolvers.js';

export const resolvers: Resolvers = {
  Query: {
    tasks: async (_root, { projectId, ...args }, { services }) => {
      const page = readPage(args, 'tasks');
      const found = await services.tasks.list(projectId, page);
      return toConnection(found, page, ({ createdAt, id }) => ({ time: createdAt, id }));
    },
  },
  Mutation: {
    createTask: async (_root, { projectId, title, notes }, { services, loaders, viewer }) => {
      const project = await loaders.projects.load(projectId);
      if (!project) throw new PortcullisError('NOT_FOUND', 'There is no such project.', { field: 'projectId' });
      const { organizationId } = project;
      return services.tasks.create({ projectId, organizationId, ownerId: viewer.subject, title, notes: notes ?? null });
    },
    completeTask: (_root, { id }, { services }) => services.tasks.complete(id),
  },
  Task: {
    owner: ({ ownerId }, _args, { loaders }) => loaders.users.load(ownerId),
    project: ({ projectId }, _args, { loaders }) => loaders.projects.load(projectId),
  },
};
