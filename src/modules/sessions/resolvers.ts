import { PortcullisError } from '../../errors.js';
import type { Resolvers } from '../../generated/resolvers.js';

export const resolvers: Resolvers = {
  Query: {
    session: (_root, _args, { sessionId, loaders }) => (sessionId === null ? null : loaders.sessions.load(sessionId)),
    // In a dry run nothing is refused, so somebody gets here who is not signed in.
    sessions: async (_root, _args, { viewer, loaders }) =>
      viewer.authenticated ? [...(await loaders.sessionsOfUser.load(viewer.subject))] : null,
  },
  Mutation: {
    login: async (_root, { email, password }, { services, client, once, carrierOf }) => {
      once();
      const carrier = carrierOf();
      carrier.check();
      return carrier.deliver(await services.sessions.login(email, password, client));
    },
    refresh: async (_root, { refreshToken }, { services, client, once, carrierOf }) => {
      once();
      const carrier = carrierOf(refreshToken);
      carrier.check();
      return carrier.deliver(await services.sessions.refresh(carrier.token, client));
    },
    logout: async (_root, { refreshToken }, { services, sessionId, viewer, client, carrierOf }) => {
      const carrier = carrierOf(refreshToken);
      const named = await services.sessions.logout(carrier.token, sessionId, { actorId: viewer.subject, client });
      carrier.forget();
      return named;
    },
    logoutAll: (_root, { exceptCurrent }, { services, sessionId, accountId, client }) =>
      services.sessions.revokeAll(accountId(), { actorId: accountId(), client }, exceptCurrent ? sessionId : null),
    revokeSession: (_root, { id }, { services, accountId, client }) =>
      services.sessions.revoke(accountId(), id, { actorId: accountId(), client }),
    revokeToken: (_root, { jti, issuer }, { services, viewer, client }) =>
      services.sessions.revokeToken({ jti, issuer: issuer ?? undefined }, { actorId: viewer.subject, client }),
    revokeUserSessions: async (_root, { userId }, { services, viewer, client, loaders }) => {
      if ((await loaders.users.load(userId)) === null) {
        throw new PortcullisError('NOT_FOUND', 'There is no user with this id.', { field: 'userId' });
      }
      return services.sessions.revokeAll(userId, { actorId: viewer.subject, client });
    },
  },
  Session: {
    current: ({ id }, _args, { sessionId }) => id === sessionId,
  },
  User: {
    sessions: async ({ id }, _args, { loaders }) => [...(await loaders.sessionsOfUser.load(id))],
  },
};
