import { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import express from 'express';
import { access } from './sdl.js';
import { viewerOf } from './viewer.js';

const apollo = new ApolloServer({
  schema: access.schema,
  plugins: [access.apolloPlugin()],
  introspection: true,
  hideSchemaDetailsFromClientErrors: true,
  includeStacktraceInErrorResponses: false,
});
await apollo.start();
const context = async ({ req }) => ({ viewer: viewerOf(req.headers.authorization) });
const app = express().use('/', express.json(), expressMiddleware(apollo, { context }));
const server = app.listen(Number(process.env.PORT ?? 4000), 'localhost', () => {
  console.log(`Ready at http://localhost:${server.address().port}/`);
});
