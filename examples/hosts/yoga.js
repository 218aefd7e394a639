import { createServer } from 'node:http';
import { createYoga } from 'graphql-yoga';
import { access } from './sdl.js';
import { viewerOf } from './viewer.js';

const context = ({ request }) => ({ viewer: viewerOf(request.headers.get('authorization')) });
const yoga = createYoga({ schema: access.schema, context, graphqlEndpoint: '/' });
const server = createServer(yoga).listen(Number(process.env.PORT ?? 4000), 'localhost', () => {
  console.log(`Ready at http://localhost:${server.address().port}/`);
});
