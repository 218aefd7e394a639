// What all servers on Apollo have in common: `startStandaloneServer`, as the documentation begins, in production mode.
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { createViewerOf } from './viewer.js';

/** With `publicKeyPem` the context has the viewer, whom the token names. */
export async function startApollo({ publicKeyPem, ...options }) {
  const apollo = new ApolloServer({ ...options, stopOnTerminationSignals: false });
  const viewerOf = publicKeyPem && createViewerOf(publicKeyPem);
  const { url } = await startStandaloneServer(apollo, {
    listen: { port: 0, host: '127.0.0.1' },
    ...(viewerOf && { context: async ({ req }) => ({ viewer: viewerOf(req.headers.authorization) }) }),
  });
  return { port: Number(new URL(url).port), close: () => apollo.stop() };
}
