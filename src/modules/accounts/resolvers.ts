import type { Resolvers } from '../../generated/resolvers.js';
import type { Context } from '../../server/context.js';
import type { Actor } from '../sessions/index.js';
import { noAccount } from './own-account.js';
import { listUserConnection } from './user-connection.js';

export const resolvers: Resolvers = {
  Query: {
    me: (_root, _args, { viewer, loaders }) => (viewer.subject === null ? null : loaders.users.load(viewer.subject)),
    user: (_root, { id }, { loaders }) => loaders.users.load(id),
    users: (_root, args, { services }) => listUserConnection(services.accounts, args),
  },
  Mutation: {
    register: (_root, { input }, { services, client, once }) => {
      once();
      return services.accounts.register(input, client);
    },
    changePassword: (_root, passwords, { services, viewer, sessionId, client, once }) => {
      once();
      // A token of another issuer names no session of ours.
      if (viewer.subject === null || sessionId === null) throw noAccount();
      return services.accounts.changePassword({ ...passwords, userId: viewer.subject, sessionId }, client);
    },
    requestPasswordReset: (_root, { email }, context) => {
      context.once();
      context.services.accounts.requestPasswordReset(email, actorOf(context));
      return true;
    },
    resetPassword: async (_root, { token, newPassword }, { services, client, once }) => {
      once();
      await services.accounts.resetPassword(token, newPassword, client);
      return true;
    },
    requestEmailVerification: (_root, _args, context) => {
      context.once();
      const by = actorOf(context);
      return context.services.accounts.requestEmailVerification(by.actorId ?? '', by);
    },
    verifyEmail: async (_root, { token }, { services, client, once }) => {
      once();
      await services.accounts.verifyEmail(token, client);
      return true;
    },
    updateProfile: (_root, { input }, { services, viewer }) =>
      services.accounts.updateProfile(viewer.subject ?? '', input),
    setUserRoles: (_root, { userId, roles }, context) =>
      context.services.accounts.setRoles(userId, roles, actorOf(context)),
    setUserDisabled: (_root, { userId, disabled }, context) =>
      context.services.accounts.setDisabled(userId, disabled, actorOf(context)),
  },
  User: {
    roles: ({ roles }) => [...roles],
  },
};

function actorOf({ viewer, client }: Context): Actor {
  return { actorId: viewer.subject, client };
}
