import { type GraphQLNamedType, isEnumType } from 'graphql';
import type { Resolvers } from '../../generated/resolvers.js';
import type { Context } from '../../module/index.js';
import type { Actor } from '../sessions/index.js';
import { listUserConnection } from './user-connection.js';

export const resolvers: Resolvers = {
  Query: {
    // In a dry run nothing is refused, so somebody gets here who is not signed in.
    me: (_root, _args, { viewer, loaders }) => (viewer.authenticated ? loaders.users.load(viewer.subject) : null),
    user: (_root, { id }, { loaders }) => loaders.users.load(id),
    users: (_root, args, { services }) => listUserConnection(services.accounts, args),
  },
  Mutation: {
    register: async (_root, { input }, { services, client, once, carrierOf }) => {
      once();
      const carrier = carrierOf();
      carrier.check();
      const { auth, ...payload } = await services.accounts.register(input, client);
      return { ...payload, ...(auth && { auth: carrier.deliver(auth) }) };
    },
    createUser: (_root, { input: { roles, ...details } }, context) => {
      context.once();
      return context.services.accounts.create(details, roles, actorOf(context));
    },
    changePassword: async (_root, passwords, { services, accountId, sessionId, client, once, carrierOf }) => {
      once();
      const carrier = carrierOf();
      carrier.check();
      const change = { ...passwords, userId: accountId(), sessionId: sessionId ?? '' };
      return carrier.deliver(await services.accounts.changePassword(change, client));
    },
    requestPasswordReset: async (_root, { email }, context) => {
      context.once();
      await context.services.accounts.requestPasswordReset(email, actorOf(context));
      return true;
    },
    resetPassword: async (_root, { token, newPassword }, { services, client, once }) => {
      once();
      await services.accounts.resetPassword(token, newPassword, client);
      return true;
    },
    requestEmailVerification: (_root, _args, context) => {
      context.once();
      return context.services.accounts.requestEmailVerification(context.accountId(), actorOf(context));
    },
    verifyEmail: async (_root, { token, password }, { services, client, once }) => {
      once();
      await services.accounts.verifyEmail(token, password, client);
      return true;
    },
    updateProfile: (_root, { input }, { services, accountId }) => services.accounts.updateProfile(accountId(), input),
    setUserRoles: (_root, { userId, roles }, context) =>
      context.services.accounts.setRoles(userId, roles, actorOf(context)),
    setUserDisabled: (_root, { userId, disabled }, context) =>
      context.services.accounts.setDisabled(userId, disabled, actorOf(context)),
  },
  User: {
    // What the enum does not have any more grants nothing, and would make an error of the whole user.
    roles: ({ roles }, _args, _context, { schema }) => roles.filter((role) => isValueOf(schema.getType('Role'), role)),
  },
};

function isValueOf(type: GraphQLNamedType | undefined, name: string): boolean {
  return isEnumType(type) && Boolean(type.getValue(name));
}

function actorOf({ viewer, client }: Context): Actor {
  return { actorId: viewer.subject, client };
}
