import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { endIfStalled } from '../../../src/server/http/end-if-stalled.js';

// More than the system takes from us for somebody who does not read.
const LARGE = Buffer.alloc(32 * 1024 * 1024, 'x');
const LIMITS = { limitMilliseconds: 600, lookMilliseconds: 100 };

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

let responses: ServerResponse[] = [];
const sockets: Socket[] = [];
const server = createServer((_request, response) => {
  responses.push(response);
  response.end(LARGE);
  endIfStalled(response, LIMITS);
});

beforeEach(async () => {
  responses = [];
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A client that has asked, and reads nothing until it is told to. */
async function ask(): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {});
  sockets.push(socket.pause());
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  while (responses.length === 0) await pause(5);
  return socket;
}

const ending = (response: ServerResponse | undefined) =>
  new Promise((resolve) => {
    response?.once('close', () => resolve(response.req.socket.destroyed ? 'ended' : 'answered'));
  });

test('an answer that nobody reads is ended, and not before its time', async () => {
  const start = performance.now();
  await ask();
  expect(await ending(responses[0])).toBe('ended');
  expect(performance.now() - start).toBeGreaterThan(LIMITS.limitMilliseconds);
});

test('so it is if the client goes on sending', async () => {
  const socket = await ask();
  const timer = setInterval(() => socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'), 30);
  const limit = pause(10 * LIMITS.limitMilliseconds).then(() => 'waits for ever');
  expect(await Promise.race([ending(responses[0]), limit])).toBe('ended');
  clearInterval(timer);
});

test('one of which a little is read now and then is not', async () => {
  const socket = await ask();
  const end = ending(responses[0]);
  let hasEnded = false;
  void end.then(() => {
    hasEnded = true;
  });
  // What is read from the socket leaves room for so much more; as soon as some is asked for.
  const reading = setInterval(() => socket.read(100_000) ?? socket.read(0), 20);
  await pause(4 * LIMITS.limitMilliseconds);
  expect(hasEnded).toBe(false);
  clearInterval(reading);
  socket.resume();
  expect(await end).toBe('answered');
});

test('the connection answers another request after that', async () => {
  const socket = await ask();
  const end = ending(responses[0]);
  await pause(LIMITS.limitMilliseconds / 2);
  socket.resume();
  expect(await end).toBe('answered');
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  while (responses.length < 2) await pause(5);
  expect(await ending(responses[1])).toBe('answered');
});
