import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Services } from '../../src/module.js';
import { rawPost, sendRaw } from '../support/raw-http.js';
import { startServer, type TestServer } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';

let arrived: () => void = () => {};
let release: (text: string) => void = () => {};

const slow = createTestModule({
  sdl: 'extend type Query { slow: String @public  count: Int @public }',
  resolvers: {
    Query: {
      slow: () =>
        new Promise<string>((resolve) => {
          release = resolve;
          arrived();
        }),
      count: async (_root: unknown, _args: unknown, { services }: { services: Services }) =>
        (await services.accounts.list({ after: undefined, search: undefined, limit: 10 })).length,
    },
  },
});

let server: TestServer;
let closed: Promise<void> | undefined;

beforeEach(async () => {
  closed = undefined;
  server = await startServer({ modules: [slow] });
});
afterEach(() => closed ?? server.close());

const whenArrived = () =>
  new Promise<void>((resolve) => {
    arrived = resolve;
  });

test('close() takes no more connections, and lets the answer in flight finish', async () => {
  const there = whenArrived();
  const answer = server.request('{ slow count }');
  await there;
  let isClosed = false;
  closed = server.close().then(() => {
    isClosed = true;
  });
  await expect(sendRaw(server.port, rawPost([]))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(isClosed).toBe(false);
  release('at last');
  const { status, data, errors } = await answer;
  // `count` ran on the database: it is closed after the answers, not before.
  expect({ status, data, errors }).toEqual({ status: 200, data: { slow: 'at last', count: 1 }, errors: [] });
  await closed;
  expect(server.logged.filter(({ level }) => Number(level) >= 40)).toEqual([]);
});

test('close() does not wait for connections that ask nothing', async () => {
  const idle = connect(server.port, '127.0.0.1');
  await new Promise((resolve) => idle.on('connect', resolve));
  await server.request('{ __typename }');
  const start = performance.now();
  closed = server.close();
  await closed;
  expect(performance.now() - start).toBeLessThan(1000);
  idle.destroy();
});

test('a request that comes over an open connection while draining is answered, and is its last', async () => {
  const there = whenArrived();
  const query = (text: string) => rawPost([], JSON.stringify({ query: text })).replace('connection: close\r\n', '');
  const answers = sendRaw(server.port, query('{ slow }') + query('{ __typename }'));
  await there;
  closed = server.close();
  release('at last');
  const { status, body } = await answers;
  expect(status).toBe(200);
  expect(body).toContain('at last');
  await closed;
});

test('close() twice, at once or later, closes once', async () => {
  await server.request('{ __typename }');
  const limit = new Promise((resolve) => setTimeout(resolve, 2000, 'hangs').unref());
  closed = server.close();
  const second = server.close().then(() => 'closed');
  await closed;
  expect(await Promise.race([second, limit])).toBe('closed');
});
