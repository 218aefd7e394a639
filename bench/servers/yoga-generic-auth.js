// GraphQL Yoga with its plugin for authorization, which decides on the document before the execution, and its compiler.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createUnauthenticatedError, useGenericAuth } from '@envelop/generic-auth';
import { useGraphQlJit } from '@envelop/graphql-jit';
import { createSchema, createYoga } from 'graphql-yoga';
import { peerTypeDefs, resolvers } from '../workload/schema.js';
import { createViewerOf } from './viewer.js';

export async function start({ publicKeyPem }) {
  const viewerOf = createViewerOf(publicKeyPem);
  const yoga = createYoga({
    schema: createSchema({ typeDefs: peerTypeDefs, resolvers }),
    logging: false,
    graphiql: false,
    landingPage: false,
    multipart: false,
    plugins: [
      // The other plugin makes a document for each request, so each is compiled: slower for a small one, faster for others.
      useGraphQlJit(),
      useGenericAuth({
        mode: 'protect-granular',
        authDirectiveName: 'auth',
        // A refused field is taken out of the query, and the rest is answered.
        rejectUnauthenticated: false,
        resolveUserFn: ({ req }) => viewerOf(req.headers.authorization),
        validateUser,
      }),
    ],
  });
  const server = createServer(yoga).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: server.address().port, close: () => server.closeAllConnections() ?? server.close() };
}

function validateUser({ user, fieldAuthArgs, fieldNode, path }) {
  if (!fieldAuthArgs || user?.roles.includes(fieldAuthArgs.role)) return undefined;
  return createUnauthenticatedError({ fieldNode, path, statusCode: 200 });
}
