import type { Resolvers } from '../../generated/resolvers.js';

export const resolvers: Resolvers = {
  Query: {
    session: (_root, _args, { sessionId, loaders }) => (sessionId === null ? null : loaders.sessions.load(sessionId)),
    sessions: async (_root, _args, { viewer, loaders }) =>
      viewer.subject === null ? null : [...(await loaders.sessionsOfUser.load(viewer.subject))],
  },
  Mutation: {
    login: (_root, { email, password }, { services, client, once }) => {
      once();
      return services.sessions.login(email, password, client);
    },
    refresh: (_root, { refreshToken }, { services, once }) => {
      once();
      return services.sessions.refresh(refreshToken);
    },
    logout: (_root, { refreshToken }, { services, sessionId }) =>
      services.sessions.logout(refreshToken ?? undefined, sessionId),
  },
  Session: {
    current: ({ id }, _args, { sessionId }) => id === sessionId,
  },
  User: {
    sessions: async ({ id }, _args, { loaders }) => [...(await loaders.sessionsOfUser.load(id))],
  },
};
