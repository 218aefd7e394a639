// The floor: a bare `node:http` that reads the request and answers with what is ready.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { requestBody, workloads } from '../workload/workloads.js';

export async function start() {
  const replies = new Map(Object.entries(workloads).map(([name, { data }]) => [requestBody(name), reply(data)]));
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const answer = replies.get(body);
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': answer.length });
      response.end(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: server.address().port, close: () => server.closeAllConnections() ?? server.close() };
}

function reply(data) {
  return Buffer.from(JSON.stringify({ data: data('ungoverned') }));
}
