import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { startServer, type TestServer } from '../support/server.js';

const MAX = 20;
const REQUEST = [
  ...['POST /graphql HTTP/1.1', 'host: localhost', 'content-type: application/json', 'content-length: 24', '', ''],
].join('\r\n');
const BODY = '{"query":"{__typename}"}';
const ANSWER = /^HTTP\/1\.1 200 OK\r\n.*\{"data":\{"__typename":"Query"\}\}/s;

let server: TestServer;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close();
});

interface Connection {
  readonly socket: Socket;
  /** What came, once it has come or the connection has ended. */
  readonly answer: Promise<string>;
  readonly ended: Promise<string>;
}

/** A connection from an address of this machine: each of 127.0.0.0/8 is a client of its own. */
async function open(localAddress = '127.0.0.1'): Promise<Connection> {
  const socket = connect({ port: server.port, host: '127.0.0.1', localAddress });
  sockets.push(socket);
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => {});
  const ended = new Promise<string>((resolve) => socket.on('close', () => resolve(text)));
  const answer = new Promise<string>((resolve) => {
    socket.on('data', () => text.includes('\r\n\r\n') && resolve(text));
    socket.on('close', () => resolve(text));
  });
  await new Promise<void>((resolve) => socket.once('connect', resolve).once('close', () => resolve()));
  return { socket, answer, ended };
}

const openMany = (count: number, address?: string) => Promise.all(Array.from({ length: count }, () => open(address)));
const isAnswered = async ({ socket, answer }: Connection) => {
  socket.write(REQUEST + BODY);
  return ANSWER.test(await answer);
};
/** From an address that has no connections yet. */
const honest = async () => isAnswered(await open('127.0.0.9'));

describe('CONNECTIONS_PER_ADDRESS', () => {
  test('lets an address have that many, ends one more unread, and nobody else notices', async () => {
    server = await startServer({ env: { CONNECTIONS_PER_ADDRESS: String(MAX) } });
    const own = await openMany(MAX);
    const more = await openMany(30);
    expect(await Promise.all(more.map(({ ended }) => ended))).toEqual(more.map(() => ''));
    expect(await Promise.all(own.map(isAnswered))).toEqual(own.map(() => true));
    expect(await honest()).toBe(true);
    // Once for all of them.
    const told = server.logged.filter(({ msg }) => String(msg).includes('CONNECTIONS_PER_ADDRESS'));
    expect(told).toEqual([expect.objectContaining({ level: 40, ipAddress: '127.0.0.1' })]);
    own[0]?.socket.destroy();
    await own[0]?.ended;
    let next = await open();
    while (!(await isAnswered(next))) next = await open();
  });

  test('is told of once, however often the address comes and goes; how many more, at the end', async () => {
    server = await startServer({ env: { CONNECTIONS_PER_ADDRESS: '2' } });
    const rounds = 4;
    for (let round = 0; round < rounds; round += 1) {
      const own = await openMany(2);
      const [refused] = await openMany(1);
      await refused?.ended;
      for (const { socket } of own) socket.destroy();
      await Promise.all(own.map(({ ended }) => ended));
      // The server has seen it, too.
      let next = await open();
      while (!(await isAnswered(next))) next = await open();
      next.socket.destroy();
      await next.ended;
    }
    const told = (text: string) => server.logged.filter(({ msg }) => String(msg).includes(text));
    expect(told('CONNECTIONS_PER_ADDRESS')).toHaveLength(1);
    await server.close();
    const [more, ...others] = told('more connections were closed');
    expect(others).toEqual([]);
    expect(more?.connections).toBeGreaterThanOrEqual(rounds - 1);
  });

  test('is not for a trusted proxy, which brings the connections of all', async () => {
    server = await startServer({ env: { CONNECTIONS_PER_ADDRESS: '5', TRUSTED_PROXIES: '127.0.0.7' } });
    const [proxied, others] = [await openMany(MAX, '127.0.0.7'), await openMany(MAX)];
    expect(await Promise.all(proxied.map(isAnswered))).toEqual(proxied.map(() => true));
    const answered = await Promise.all(others.map(isAnswered));
    expect(answered.filter(Boolean)).toHaveLength(5);
  });

  test('flooded with hundreds that come and go, the server answers the next honest one', async () => {
    server = await startServer({ env: { CONNECTIONS_PER_ADDRESS: String(MAX) } });
    for (let round = 0; round < 5; round += 1) {
      const flood = await openMany(100);
      expect(await honest()).toBe(true);
      for (const { socket } of flood) socket.destroy();
      await Promise.all(flood.map(({ ended }) => ended));
    }
    expect(await honest()).toBe(true);
  });
});

test('who is slow is sent away: with nothing, with a header, with a body; who is not quite so slow is answered', async () => {
  server = await startServer({ env: { HEADERS_TIMEOUT_SECONDS: '2', REQUEST_TIMEOUT_SECONDS: '6' } });
  const silent = await open('127.0.0.2');
  const slowHeader = await open('127.0.0.3');
  slowHeader.socket.write('POST /graphql HTTP/1.1\r\nhost: localhost\r\n');
  const slowBody = await open('127.0.0.4');
  slowBody.socket.write(REQUEST);
  // A byte now and then does not help.
  const dripping = setInterval(() => {
    if (slowHeader.socket.writable) slowHeader.socket.write('x');
    if (slowBody.socket.writable) slowBody.socket.write(' ');
  }, 500);
  const patient = await open('127.0.0.5');
  patient.socket.write(REQUEST.slice(0, 20));
  setTimeout(() => patient.socket.write(REQUEST.slice(20)), 800);
  setTimeout(() => patient.socket.write(BODY.slice(0, 9)), 1_600);
  setTimeout(() => patient.socket.write(BODY.slice(9)), 2_400);
  try {
    expect(await patient.answer).toMatch(ANSWER);
    expect(await silent.ended).toMatch(/^(HTTP\/1\.1 408 |$)/);
    expect(await slowHeader.ended).toMatch(/^HTTP\/1\.1 408 .*The request did not arrive in time/s);
    expect(await honest()).toBe(true);
    expect(await slowBody.ended).toMatch(/^HTTP\/1\.1 4(08|00) /);
  } finally {
    clearInterval(dripping);
  }
});

describe('KEEP_ALIVE_SECONDS', () => {
  const keepAliveOf = async () => {
    const connection = await open();
    expect(await isAnswered(connection)).toBe(true);
    return /^keep-alive: timeout=(\d+)/im.exec(await connection.answer)?.[1];
  };

  test('keeps a connection for a moment, and for longer than proxies do where there is one', async () => {
    server = await startServer();
    expect(await keepAliveOf()).toBe('5');
    await server.close();
    server = await startServer({ env: { TRUSTED_PROXIES: '10.0.0.1' } });
    expect(await keepAliveOf()).toBe('75');
    await server.close();
    server = await startServer({ env: { KEEP_ALIVE_SECONDS: '1' } });
    const connection = await open();
    expect(await isAnswered(connection)).toBe(true);
    await connection.ended;
  });
});
