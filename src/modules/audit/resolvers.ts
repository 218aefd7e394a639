import type { Resolvers } from '../../generated/resolvers.js';
import { readPage, toConnection } from '../../toolkit/connection.js';

export const resolvers: Resolvers = {
  Query: {
    auditEvents: async (_root, { userId, ...pageArguments }, { services }) => {
      const page = readPage(pageArguments, 'audit events');
      const events = await services.audit.list({ ...page, userId: userId ?? undefined });
      return toConnection(events, page, ({ at, id }) => ({ time: at, id }));
    },
  },
};
