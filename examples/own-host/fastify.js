import fastify from 'fastify';
import { createServer, modules } from 'portcullis';

const server = createServer({ modules });
const app = fastify();
app.get('/', async () => 'A page of the shop');
app.register(async (scope) => {
  // The server reads the body itself.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _body, done) => done(null));
  for (const path of ['/graphql', '/.well-known/jwks.json', '/healthz', '/readyz']) {
    scope.all(path, (request, reply) => {
      reply.hijack();
      void server.handler(request.raw, reply.raw);
    });
  }
});

await app.listen({ port: Number(process.env.PORT ?? 4000), host: '127.0.0.1' });
console.log(`Ready at http://localhost:${app.server.address().port}`);
process.once('SIGTERM', () => {
  void app.close();
  void server.close();
});
