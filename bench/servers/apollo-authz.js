// graphql-authz with its plugin for Apollo: rules that run before the execution, once a request.
import authz from '@graphql-authz/apollo-server-plugin';
import core from '@graphql-authz/core';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { GraphQLError } from 'graphql';
import { peerTypeDefs, protectedFields, resolvers } from '../workload/schema.js';
import { startApollo } from './start-apollo.js';

export function start({ publicKeyPem }) {
  const rules = { USER: has('USER'), ADMIN: has('ADMIN') };
  const plugin = authz.authZApolloPlugin({ rules, authSchema: authSchema(), processError });
  const schema = makeExecutableSchema({ typeDefs: peerTypeDefs, resolvers });
  return startApollo({ schema, plugins: [plugin], publicKeyPem });
}

/** As its own, but with the status that all others have. */
function processError(error) {
  if (!(error instanceof core.UnauthorizedError)) throw new Error('Internal Server Error');
  throw new GraphQLError(error.message, { extensions: { code: 'FORBIDDEN', http: { status: 200 } } });
}

function has(role) {
  return core.preExecRule({ error: 'Not authorized' })(({ viewer }) => viewer?.roles.includes(role) ?? false);
}

/** Its form of rules for a schema that has no directive of its. */
function authSchema() {
  const types = {};
  for (const [type, field, role] of protectedFields()) {
    types[type] = { ...types[type], [field]: { __authz: { rules: [role] } } };
  }
  return types;
}
