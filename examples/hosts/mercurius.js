import fastify from 'fastify';
import mercurius from 'mercurius';
import { access } from './sdl.js';
import { viewerOf } from './viewer.js';

const app = fastify();
const context = ({ headers }) => ({ viewer: viewerOf(headers.authorization) });
app.register(mercurius, { schema: access.schema, context, path: '/', jit: 1 });
await app.listen({ port: Number(process.env.PORT ?? 4000), host: 'localhost' });
console.log(`Ready at http://localhost:${app.server.address().port}/`);
