// The directive that the documentation of graphql-tools shows, with the viewer taken from the context.
import { makeExecutableSchema } from '@graphql-tools/schema';
import { getDirective, MapperKind, mapSchema } from '@graphql-tools/utils';
import { defaultFieldResolver, GraphQLError } from 'graphql';
import { peerTypeDefs, resolvers } from '../workload/schema.js';
import { startApollo } from './start-apollo.js';

export function start({ publicKeyPem }) {
  const schema = protect(makeExecutableSchema({ typeDefs: peerTypeDefs, resolvers }));
  return startApollo({ schema, publicKeyPem });
}

function protect(schema) {
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field) => {
      const directive = getDirective(schema, field, 'auth')?.[0];
      if (!directive) return undefined;
      const { resolve = defaultFieldResolver } = field;
      const { role } = directive;
      return {
        ...field,
        resolve: (source, args, context, info) => {
          if (!context.viewer?.roles.includes(role)) {
            throw new GraphQLError('Not authorized', { extensions: { code: 'FORBIDDEN' } });
          }
          return resolve(source, args, context, info);
        },
      };
    },
  });
}
