import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createByteBudget } from '../../src/server/http/byte-budget.js';
import { createEndResponse } from '../../src/server/http/end-response.js';
import { setHead } from '../../src/server/http/write-head.js';
import { rawPost, sendRaw } from '../support/raw-http.js';
import { startServer, type TestServer } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';

const MEBIBYTE = 1024 * 1024;
const LARGE = 'x'.repeat(12 * MEBIBYTE);

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

let running = 0;
let mostRunning = 0;
let served = 0;

const module = createTestModule({
  sdl: 'extend type Query { large: String @public  count: Int @public }',
  resolvers: {
    Query: {
      large: () => {
        served += 1;
        return LARGE;
      },
      count: async () => {
        running += 1;
        mostRunning = Math.max(mostRunning, running);
        await pause(running < 5 ? 20 : 0);
        running -= 1;
        served += 1;
        return served;
      },
    },
  },
});

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ modules: [module] });
});
afterAll(() => server.close());

const sockets: Socket[] = [];
beforeEach(() => {
  mostRunning = 0;
  served = 0;
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

const post = (body: string, lines: readonly string[] = []) => rawPost(lines, body).replace('connection: close\r\n', '');
const large = '{"query":"{ large }"}';

/** Somebody who sends, and reads nothing until told to. */
const send = (text: string) => {
  const socket = connect(server.port, '127.0.0.1').on('error', () => {});
  sockets.push(socket.pause());
  socket.write(text);
  return socket;
};
const readAll = (socket: Socket) =>
  new Promise<string>((resolve) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk)).on('close', () => resolve(Buffer.concat(chunks).toString()));
    socket.resume();
  });

test('answers that nobody reads take 64 MiB and no more, and who reads is answered', async () => {
  const deaf = Array.from({ length: 12 }, () => send(rawPost([], large)));
  while (served < 12) await pause(5);
  // The small ones are answered meanwhile.
  expect((await server.request('{ __typename }')).data).toEqual({ __typename: 'Query' });
  await pause(1100);
  const { status, data } = await server.request('{ large }');
  expect({ status, length: data.large.length }).toEqual({ status: 200, length: LARGE.length });
  // Five of these are 64 MiB. The others were let go, or got a 503 in the place of the answer.
  const endings = await Promise.all(deaf.map(readAll));
  const whole = endings.filter((text) => text.length > LARGE.length);
  expect(whole.length).toBeGreaterThan(0);
  expect(whole.length).toBeLessThanOrEqual(5);
}, 60_000);

test('an answer for which there is no room is a 503, which does not say that it can be sent again', async () => {
  const endResponse = createEndResponse(createByteBudget({ maxBytes: 16 * MEBIBYTE, now: () => 0 }), setHead);
  const bare = createServer((request, response) =>
    endResponse(response, { status: 200, headers: {}, body: request.url === '/small' ? 'small' : LARGE }),
  );
  await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
  const { port } = bare.address() as AddressInfo;
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  const deaf = connect(port, '127.0.0.1').pause();
  deaf.write('GET /large HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  sockets.push(deaf);
  let refused = await get('/large');
  while (refused.status === 200) {
    await refused.text();
    refused = await get('/large');
  }
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBeNull();
  expect(await refused.json()).toEqual({
    errors: [{ message: expect.stringMatching(/was run/), extensions: { code: 'SERVICE_UNAVAILABLE' } }],
  });
  expect(await (await get('/small')).text()).toBe('small');
  expect((await readAll(deaf)).length).toBeGreaterThan(LARGE.length);
  expect((await (await get('/large')).text()).length).toBe(LARGE.length);
  bare.closeAllConnections();
  await new Promise((resolve) => bare.close(resolve));
});

test('requests of one connection are handled one after the other, and all answered in their order', async () => {
  const texts = Array.from({ length: 30 }, () => post('{"query":"{ count }"}'));
  const text = await readAll(send(`${texts.join('')}${rawPost([], '{"query":"{ count }"}')}`));
  const counts = [...text.matchAll(/"count":(\d+)/g)].map(([, count]) => Number(count));
  expect(counts).toEqual(Array.from({ length: 31 }, (_, index) => index + 1));
  expect(mostRunning).toBe(1);
});

test('requests of several are handled at once', async () => {
  const answers = Array.from({ length: 5 }, () => sendRaw(server.port, rawPost([], '{"query":"{ count }"}')));
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(mostRunning).toBeGreaterThan(1);
});

test('a connection on which more than 32 wait is ended', async () => {
  const text = await readAll(send(post('{"query":"{ count }"}').repeat(200)));
  expect(text.length).toBeGreaterThanOrEqual(0);
  expect(served).toBeLessThan(40);
  expect((await server.request('{ __typename }')).status).toBe(200);
});

test('bodies that do not end take 64 MiB and no more', async () => {
  const half = 'x'.repeat(900_000);
  const head = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${MEBIBYTE}\r\n\r\n`;
  const answers: string[] = [];
  for (let index = 0; index < 120; index += 1) {
    const socket = connect(server.port, '127.0.0.1').on('error', () => {});
    sockets.push(socket);
    socket.on('data', (chunk) => answers.push(String(chunk)));
    socket.write(head + half);
  }
  // Those that are not refused go on waiting for the rest.
  while (answers.length < 40) await pause(20);
  expect(answers.every((text) => text.startsWith('HTTP/1.1 503'))).toBe(true);
  expect(answers[0]).toMatch(/retry-after: 1[\s\S]*"code":"SERVICE_UNAVAILABLE"/);
  await pause(1100);
  const body = JSON.stringify({ query: '{ __typename }', padding: 'x'.repeat(900_000) });
  expect(await sendRaw(server.port, rawPost([], body))).toMatchObject({ status: 200 });
  expect(answers.length).toBeLessThan(70);
}, 30_000);

test('a body of single bytes is refused, before it has cost much', async () => {
  const chunked = (count: number) =>
    post('', ['transfer-encoding: chunked'])
      .replace(/content-length: 0\r\n/, '')
      .replace('host', 'connection: close\r\nhost') + '1\r\n \r\n'.repeat(count);
  const refused = await sendRaw(server.port, `${chunked(30_000)}0\r\n\r\n`);
  expect(refused.status).toBe(413);
  const query = '{"query":"{ __typename }"}';
  const taken = await sendRaw(server.port, `${chunked(15_000)}${query.length.toString(16)}\r\n${query}\r\n0\r\n\r\n`);
  expect([taken.status, taken.body]).toEqual([200, '{"data":{"__typename":"Query"}}\n']);
});
