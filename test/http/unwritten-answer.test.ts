import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createTestServer, type NewServer } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';

const SECRET = 'the secret of a header';

const waiting: (() => void)[] = [];

/** Answers all that wait in one turn of the event loop, once there are three. */
const together = createTestModule({
  sdl: 'extend type Query { together: String @public }',
  resolvers: {
    Query: {
      together: () =>
        new Promise<string>((resolve) => {
          waiting.push(() => resolve('here'));
          if (waiting.length === 3) for (const release of waiting.splice(0)) release();
        }),
    },
  },
});

let created: NewServer;
let host: Server;

/** A host whose middleware has broken the response of whoever says so. */
beforeEach(async () => {
  created = await createTestServer({ modules: [together] });
  host = createServer((request, response) => {
    if (request.headers['x-broken'] !== undefined) {
      response.setHeader('x-secret', SECRET);
      response.writeHead = () => {
        throw new TypeError('middleware of the host');
      };
    }
    void created.server.handler(request, response);
  }).listen(0, '127.0.0.1');
  await once(host, 'listening');
});
afterEach(async () => {
  host.close();
  host.closeAllConnections();
  await created.close();
});

const ask = async (headers: Record<string, string> = {}) => {
  const answer = await fetch(`http://127.0.0.1:${(host.address() as AddressInfo).port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${SECRET}`, ...headers },
    body: JSON.stringify({ query: '{ together }' }),
  });
  return answer.json();
};

test('an answer that cannot be written ends its connection and is logged; the others of its turn are written', async () => {
  const [first, broken, last] = await Promise.allSettled([ask(), ask({ 'x-broken': 'yes' }), ask()]);
  const here = { status: 'fulfilled', value: { data: { together: 'here' } } };
  expect([first, last]).toEqual([here, here]);
  expect(broken?.status).toBe('rejected');
  const errors = created.logged.filter(({ level }) => level === 50);
  expect(errors).toEqual([
    expect.objectContaining({
      msg: 'an answer could not be written: its connection was closed',
      err: expect.objectContaining({ message: 'middleware of the host' }),
    }),
  ]);
  expect(JSON.stringify(created.logged)).not.toContain(SECRET);
});
