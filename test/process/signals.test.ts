import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createTestPlace, type TestPlace } from '../support/databases.js';
import { endProcesses, environmentOf, type ServerProcess, startMain } from '../support/process.js';

const ADMIN = { email: 'root@example.com', password: 'a password of the admin' };
const query =
  'mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { tokenType } }';
const BODY = JSON.stringify({ query, variables: ADMIN });
const SIGNED_IN = { status: 200, body: '{"data":{"login":{"tokenType":"Bearer"}}}\n' };

const agent = new Agent({ keepAlive: true });
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A login of which the server has the headers, and waits for the body. */
interface OpenLogin {
  /** Sends the body. */
  finish(): void;
  readonly answer: Promise<{ readonly status: number | undefined; readonly body: string }>;
}

/** Resolves when the server has taken the request: it says so by 100 Continue (RFC 9110 §10.1.1). */
async function openLogin(url: string): Promise<OpenLogin> {
  const sent = request(url, {
    method: 'POST',
    agent,
    headers: { 'content-type': 'application/json', 'content-length': BODY.length, expect: '100-continue' },
  });
  const answer = new Promise<Awaited<OpenLogin['answer']>>((resolve, reject) => {
    sent.on('error', reject).on('response', async (response) => {
      let body = '';
      for await (const chunk of response.setEncoding('utf8')) body += chunk;
      resolve({ status: response.statusCode, body });
    });
  });
  answer.catch(() => {});
  sent.flushHeaders();
  await new Promise((resolve, reject) => sent.on('continue', resolve).on('error', reject));
  return { answer, finish: () => void sent.end(BODY) };
}

const startServer = (drainTimeoutSeconds: string) =>
  startMain({
    env: {
      ...environmentOf(place),
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      DRAIN_TIMEOUT_SECONDS: drainTimeoutSeconds,
      LOG_FORMAT: 'json',
    },
  });

let place: TestPlace;
let server: ServerProcess;
const sockets: Socket[] = [];
beforeEach(async () => {
  place = await createTestPlace('SQLite');
  server = await startServer('120');
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  agent.destroy();
  await endProcesses();
  await place.remove();
});

const openSocket = async () => {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  sockets.push(socket);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return socket.on('error', () => {});
};
const refusesConnections = () =>
  openSocket().then(
    (socket) => {
      socket.destroy();
      return false;
    },
    () => true,
  );
/** Not a line is missing, from the start to the end. */
function expectWholeLog(stdout: string, inFlight: number): void {
  const lines: Record<string, unknown>[] = stdout
    .split('\n')
    .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
  expect(lines.find(({ part }) => part === 'database')).toMatchObject({
    database: join(place.dataDir, 'portcullis.sqlite'),
    dialect: 'sqlite',
  });
  expect(lines.filter(({ part }) => part === 'requests')).toHaveLength(inFlight);
  const draining = lines.findIndex((line) => line.inFlight === inFlight);
  expect(lines[draining]?.msg).toMatch(/accepts no more requests/);
  expect(lines.findIndex(({ part }) => part === 'requests')).toBeGreaterThan(draining);
  expect(lines.at(-1)).toMatchObject({ inFlight: 0, msg: 'the server has stopped' });
}
const endedWell = { code: 0, signal: null, stderr: '' };

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  test('ends an idle server with code 0', async () => {
    server.kill(signal);
    expect(await server.ended).toMatchObject(endedWell);
  });

  test('lets every login in flight have its full answer, and ends with code 0', async () => {
    const logins = await Promise.all(Array.from({ length: 12 }, () => openLogin(server.url)));
    for (const { finish } of logins) finish();
    server.kill(signal);
    expect(await Promise.all(logins.map(({ answer }) => answer))).toEqual(logins.map(() => SIGNED_IN));
    const ending = await server.ended;
    expect(ending).toMatchObject(endedWell);
    expectWholeLog(ending.stdout, logins.length);
  });

  test('a second, third and fourth do not end it early', async () => {
    const login = await openLogin(server.url);
    let hasEnded = false;
    void server.ended.then(() => {
      hasEnded = true;
    });
    for (const again of [signal, signal, 'SIGINT', 'SIGTERM'] as const) {
      server.kill(again);
      await pause(50);
    }
    expect(hasEnded).toBe(false);
    login.finish();
    expect(await login.answer).toEqual(SIGNED_IN);
    expect(await server.ended).toMatchObject(endedWell);
  });
});

test('while it drains it takes no more connections', async () => {
  const login = await openLogin(server.url);
  server.kill('SIGTERM');
  while (!(await refusesConnections())) await pause(10);
  login.finish();
  expect(await login.answer).toEqual(SIGNED_IN);
  expect(await server.ended).toMatchObject(endedWell);
});

test('a connection that is kept alive does not hold it up', async () => {
  const login = await openLogin(server.url);
  login.finish();
  expect(await login.answer).toEqual(SIGNED_IN);
  server.kill('SIGTERM');
  expect(await server.ended).toMatchObject(endedWell);
});

test('a connection that has sent nothing does not hold it up: there is no answer to wait for', async () => {
  await openSocket();
  await pause(100);
  server.kill('SIGTERM');
  const limit = setTimeout(() => server.kill('SIGKILL'), 5000);
  const ending = await server.ended;
  clearTimeout(limit);
  expect(ending).toMatchObject(endedWell);
});

test('a request that never ends does not hold it up for ever', async () => {
  server.kill('SIGTERM');
  await server.ended;
  server = await startServer('1');
  const socket = await openSocket();
  socket.write('POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
  await pause(100);
  server.kill('SIGTERM');
  expect(await server.ended).toMatchObject(endedWell);
});

test('a client that goes away meanwhile does not hold it up', async () => {
  const login = await openLogin(server.url);
  server.kill('SIGTERM');
  agent.destroy();
  await expect(login.answer).rejects.toHaveProperty('code', 'ECONNRESET');
  expect(await server.ended).toMatchObject(endedWell);
});

describe('40 requests that were sent just before', () => {
  const refusing = 'mutation { refresh(refreshToken: "x") { accessToken } }';
  const post = (query: string) => {
    const body = JSON.stringify({ query });
    return `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  };
  const whole = (socket: Socket) =>
    new Promise<string>((resolve) => {
      let received = '';
      socket.on('data', (chunk) => {
        received += chunk;
      });
      socket.on('close', () => resolve(received));
    });

  test.each([
    ['over connections that nobody has accepted', 0],
    ['over new connections', 5],
    ['over connections that are kept alive', -1],
  ])('%s are all answered', async (_what, milliseconds) => {
    // The clients are another process to the server: it comes to their connections when it has time.
    const kept = milliseconds < 0 ? await Promise.all(Array.from({ length: 40 }, openSocket)) : [];
    const { hostname, port } = new URL(server.url);
    const answers = Array.from({ length: 40 }, (_, index) => {
      const socket = kept[index] ?? connect(Number(port), hostname).on('error', () => {});
      sockets.push(socket);
      socket.write(post(index % 2 ? refusing : '{ __typename }'));
      return whole(socket);
    });
    if (milliseconds >= 0) await pause(milliseconds);
    server.kill('SIGTERM');
    const statuses = (await Promise.all(answers)).map((text) => text.split('\r\n')[0]);
    expect(statuses).toEqual(answers.map(() => 'HTTP/1.1 200 OK'));
    expect(await server.ended).toMatchObject(endedWell);
  });
});
