import { createServer } from 'node:http';
import { createHandler } from 'graphql-http/lib/use/http';
import { access } from './sdl.js';
import { viewerOf } from './viewer.js';

const context = ({ raw }) => ({ viewer: viewerOf(raw.headers.authorization) });
const handler = createHandler({ schema: access.schema, context });
const server = createServer(handler).listen(Number(process.env.PORT ?? 4000), 'localhost', () => {
  console.log(`Ready at http://localhost:${server.address().port}/`);
});
