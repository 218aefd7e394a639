import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createTestPlace, type TestPlace } from '../support/databases.js';
import { endProcesses, environmentOf, type ServerProcess, startScript } from '../support/process.js';
import { rawPost } from '../support/raw-http.js';

/** A server whose event loop stands still at each request, as where the cores have other work; without using a core. */
const SCRIPT = `
  import { modules, runServer } from './dist/index.js';
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const context = () => {
    Atomics.wait(cell, 0, 0, 100);
    return {};
  };
  await runServer({ modules, context });
`;

const CLIENTS = 30;

let place: TestPlace;
let server: ServerProcess;
const sockets: Socket[] = [];
beforeEach(async () => {
  place = await createTestPlace('SQLite');
  server = await startScript(SCRIPT, {
    env: { ...environmentOf(place), LOG_LEVEL: 'warn', DRAIN_TIMEOUT_SECONDS: '120' },
  });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await endProcesses();
  await place.remove();
});

/** Resolves when it is connected, which the kernel sees to: the server may not have accepted it. */
async function open(): Promise<Socket> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  sockets.push(socket);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return socket.on('error', () => {});
}

const openAll = () => Promise.all(Array.from({ length: CLIENTS }, open));

/** Resolves when the bytes are the kernel's. */
const send = (socket: Socket) =>
  new Promise<void>((resolve) => {
    const request = rawPost([], '{"query":"{ __typename }"}').replace('connection: close\r\n', '');
    socket.write(request, () => resolve());
  });

const readAll = (socket: Socket) =>
  new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text));
  });

describe('of requests that came before SIGTERM, while the server was held up, none is lost', () => {
  test.each(['kept alive', 'not accepted yet'])('over connections that are %s', async (which) => {
    const kept = which === 'kept alive' ? await openAll() : [];
    server.kill('SIGSTOP');
    const connected = kept.length > 0 ? kept : await openAll();
    const answers = connected.map(readAll);
    await Promise.all(connected.map(send));
    server.kill('SIGTERM');
    server.kill('SIGCONT');
    const texts = await Promise.all(answers);
    const countOf = (part: string) => texts.filter((text) => text.includes(part)).length;
    expect(countOf('{"data":{"__typename":"Query"}}')).toBe(CLIENTS);
    // What was read before the signal may be answered before it, too.
    expect(countOf('connection: close')).toBeGreaterThan(CLIENTS / 2);
    expect(await server.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  });
});
