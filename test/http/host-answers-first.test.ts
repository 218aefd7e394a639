import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createTestServer, type NewServer } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';

let arrived: () => void = () => {};
let release: (text: string) => void = () => {};
let created: NewServer;
let host: Server;

const slow = createTestModule({
  sdl: 'extend type Query { slow: String @public }',
  resolvers: {
    Query: {
      slow: () =>
        new Promise<string>((resolve) => {
          release = resolve;
          arrived();
        }),
    },
  },
});

/** A host that loses patience with whoever says that they are in a hurry. */
beforeEach(async () => {
  created = await createTestServer({ modules: [slow] });
  host = createServer((request, response) => {
    void created.server.handler(request, response);
    if (request.headers['x-hurry'] === undefined) return;
    arrived = () => {
      response.writeHead(504).end('too late');
      release('done');
    };
  }).listen(0, '127.0.0.1');
  await once(host, 'listening');
});
afterEach(async () => {
  host.close();
  host.closeAllConnections();
  await created.close();
});

const ask = (query: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${(host.address() as AddressInfo).port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });

test('what a host answers itself stands, and the process answers others', async () => {
  const hurried = await ask('{ slow }', { 'x-hurry': 'yes' });
  expect([hurried.status, await hurried.text()]).toEqual([504, 'too late']);
  for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
  const other = await ask('{ __typename }');
  expect([other.status, await other.json()]).toEqual([200, { data: { __typename: 'Query' } }]);
});
