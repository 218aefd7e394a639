import express from 'express';
import { createServer, modules } from 'portcullis';

const server = createServer({ modules });
const app = express();
app.use(server.handler);
app.get('/', (_request, response) => response.send('A page of the shop'));

const host = app.listen(Number(process.env.PORT ?? 4000), '127.0.0.1', () => {
  console.log(`Ready at http://localhost:${host.address().port}`);
});
process.once('SIGTERM', () => {
  host.close();
  void server.close();
});
