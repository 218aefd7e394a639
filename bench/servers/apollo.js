// Stock Apollo Server standalone, without authorization: nobody looks at the token.
import { makeExecutableSchema } from '@graphql-tools/schema';
import { peerTypeDefs, resolvers } from '../workload/schema.js';
import { startApollo } from './start-apollo.js';

export function start() {
  return startApollo({ schema: makeExecutableSchema({ typeDefs: peerTypeDefs, resolvers }) });
}
