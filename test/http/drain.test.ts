import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Services } from '../../src/module/index.js';
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

/** The answer's status, or the code of the error; 0 if there is neither. */
const outcomeOf = (answer: ReturnType<typeof sendRaw>) =>
  answer.then(
    ({ status }) => status,
    (error) => error.code,
  );

/** All that comes until the server closes. */
const readAll = (port: number, text: string) =>
  new Promise<string>((resolve, reject) => {
    let received = '';
    const socket = connect(port, '127.0.0.1');
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('error', reject).on('close', () => resolve(received));
    socket.write(text);
  });

const whenArrived = () =>
  new Promise<void>((resolve) => {
    arrived = resolve;
  });

test('close() takes no more connections soon, and lets the answer in flight finish', async () => {
  const there = whenArrived();
  const answer = server.request('{ slow count }');
  await there;
  let isClosed = false;
  closed = server.close().then(() => {
    isClosed = true;
  });
  while ((await outcomeOf(sendRaw(server.port, rawPost([])))) !== 'ECONNREFUSED') expect(isClosed).toBe(false);
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

test('all that one connection has sent before is answered, and the last answer says that it is the last', async () => {
  const there = whenArrived();
  const query = (text: string) => rawPost([], JSON.stringify({ query: text })).replace('connection: close\r\n', '');
  const answers = readAll(server.port, query('{ slow }') + query('{ count }') + query('{ __typename }'));
  await there;
  closed = server.close();
  release('at last');
  const text = await answers;
  expect(text.match(/^\{.*\}$/gm)).toEqual([
    '{"data":{"slow":"at last"}}',
    '{"data":{"count":1}}',
    '{"data":{"__typename":"Query"}}',
  ]);
  expect(text.toLowerCase().split('connection: close')).toHaveLength(2);
  await closed;
});

test('a request that comes over an open connection while draining is answered, and is its last', async () => {
  const there = whenArrived();
  const answer = server.request('{ slow }');
  const idle = connect(server.port, '127.0.0.1');
  await new Promise((resolve) => idle.once('connect', resolve));
  await there;
  closed = server.close();
  const text = new Promise<string>((resolve) => {
    let received = '';
    idle.on('data', (chunk) => {
      received += chunk;
    });
    idle.on('close', () => resolve(received));
  });
  idle.write(rawPost([], '{"query":"{ __typename }"}').replace('connection: close\r\n', ''));
  expect(await text).toMatch(/connection: close[\s\S]*\{"data":\{"__typename":"Query"\}\}/i);
  release('at last');
  expect((await answer).data).toEqual({ slow: 'at last' });
  await closed;
});

test('/readyz says no meanwhile', async () => {
  const there = whenArrived();
  const answer = server.request('{ slow }');
  await there;
  closed = server.close();
  const response = await fetch(new URL('/readyz', server.url));
  const drain = { ok: false, reason: 'The server is stopping.' };
  expect([response.status, await response.json()]).toMatchObject([503, { status: 'not ready', checks: { drain } }]);
  release('at last');
  await answer;
  await closed;
});

test('SHUTDOWN_DELAY_SECONDS goes on taking connections for so long, each for one answer, while /readyz says no', async () => {
  const delayed = await startServer({ env: { SHUTDOWN_DELAY_SECONDS: '1' }, logLevel: 'info' });
  const kept = rawPost([], '{"query":"{ __typename }"}').replace('connection: close\r\n', '');
  const start = performance.now();
  const ended = delayed.close();
  const { status, head } = await sendRaw(delayed.port, kept);
  expect([status, head.includes('connection: close')]).toEqual([200, true]);
  expect((await fetch(new URL('/readyz', delayed.url))).status).toBe(503);
  await ended;
  expect(performance.now() - start).toBeGreaterThan(990);
  expect(await outcomeOf(sendRaw(delayed.port, kept))).toBe('ECONNREFUSED');
});

test('DRAIN_TIMEOUT_SECONDS ends a connection of which the answer takes longer', async () => {
  const impatient = await startServer({ modules: [slow], env: { DRAIN_TIMEOUT_SECONDS: '1' }, logLevel: 'info' });
  const there = whenArrived();
  const answer = outcomeOf(sendRaw(impatient.port, rawPost([], '{"query":"{ slow }"}')));
  await there;
  await impatient.close();
  expect(await answer).toBe(0);
});

test('close() twice, at once or later, closes once', async () => {
  await server.request('{ __typename }');
  const limit = new Promise((resolve) => setTimeout(resolve, 2000, 'hangs').unref());
  closed = server.close();
  const second = server.close().then(() => 'closed');
  await closed;
  expect(await Promise.race([second, limit])).toBe('closed');
});
