import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createTestPlace, type TestPlace } from '../support/databases.js';
import { environmentOf, freePort, runScript } from '../support/process.js';

const LIMIT_MILLISECONDS = 5000;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

let place: TestPlace;
let child: ChildProcess | undefined;
beforeEach(async () => {
  place = await createTestPlace('SQLite');
});
afterEach(async () => {
  if (child && child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
  await place.remove();
});

/** `node dist/main.js` with this as standard output, once it answers. */
async function startOn(stdout: 'pipe' | number, env: Record<string, string> = {}) {
  const port = await freePort();
  child = spawn(process.execPath, ['dist/main.js'], {
    env: { PATH: process.env.PATH, ...environmentOf(place), PORT: String(port), LOG_FORMAT: 'json', ...env },
    stdio: ['ignore', stdout, 'ignore'],
  });
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${port}/graphql`;
  const isThere = () =>
    fetch(new URL('/healthz', url)).then(
      ({ ok }) => ok,
      () => false,
    );
  for (let isUp = false; !isUp; isUp = await isThere()) {
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}.`);
    await pause(50);
  }
  return { url, process: child, ended };
}

/** A line of 400 bytes. */
const QUERY = `query ${'A'.repeat(100)} { __typename }`;
const ANSWER = { data: { __typename: 'Query' } };

async function ask(url: string, times = 1): Promise<void> {
  for (let at = 0; at < times; at += 1) {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: QUERY }),
      signal: AbortSignal.timeout(LIMIT_MILLISECONDS),
    });
    expect(await answer.json()).toEqual(ANSWER);
  }
}

/** How it ends after SIGTERM, and after how many milliseconds. */
async function terminate({ process: { kill }, ended }: { process: ChildProcess; ended: Promise<unknown[]> }) {
  const begin = performance.now();
  kill.call(child, 'SIGTERM');
  const [code, signal] = (await Promise.race([ended, pause(LIMIT_MILLISECONDS).then(() => ['late'])])) as unknown[];
  return { code, signal, milliseconds: performance.now() - begin };
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-log-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A pipe with room for 64 kB that never breaks, and can be read later. */
function createPipe() {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  return { path, fd: openSync(path, 'r+') };
}

describe.each(['json', 'pretty'])('LOG_FORMAT=%s', (LOG_FORMAT) => {
  test('a pipe that nobody reads holds up no request, and no end', async () => {
    const { fd } = createPipe();
    const server = await startOn(fd, { LOG_FORMAT });
    try {
      await ask(server.url, 400);
      const { code, milliseconds } = await terminate(server);
      expect(code).toBe(0);
      expect(milliseconds).toBeLessThan(4000);
    } finally {
      closeSync(fd);
    }
  });

  test('a socket that nobody reads holds up no request, and no end', async () => {
    const server = await startOn('pipe', { LOG_FORMAT });
    await ask(server.url, 1500);
    const { code, milliseconds } = await terminate(server);
    expect(code).toBe(0);
    expect(milliseconds).toBeLessThan(4000);
  });

  test('a reader that has gone ends nothing', async () => {
    const server = await startOn('pipe', { LOG_FORMAT });
    child?.stdout?.destroy();
    await ask(server.url, 50);
    await pause(300);
    await ask(server.url);
    expect(await terminate(server)).toMatchObject({ code: 0 });
  });

  test('a full disk ends nothing', async () => {
    const full = openSync('/dev/full', 'w');
    const server = await startOn(full, { LOG_FORMAT }).finally(() => closeSync(full));
    await ask(server.url, 50);
    await pause(300);
    await ask(server.url);
    expect(await terminate(server)).toMatchObject({ code: 0 });
  });
});

describe('not a line is lost, and none is in parts,', () => {
  const COUNT = 400;
  const requestsIn = (text: string) =>
    text
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line))
      .filter(({ part, path }) => part === 'requests' && path === '/graphql');

  test('of a file, up to the end', async () => {
    const path = join(folder, 'log');
    const file = openSync(path, 'w');
    const server = await startOn(file).finally(() => closeSync(file));
    await ask(server.url, COUNT);
    expect(await terminate(server)).toMatchObject({ code: 0 });
    const text = readFileSync(path, 'utf8');
    expect(requestsIn(text)).toHaveLength(COUNT);
    expect(text).toContain('the server has stopped');
  });

  test('by a reader that begins to read when the pipe has long been full', async () => {
    const { path, fd } = createPipe();
    const server = await startOn(fd);
    await ask(server.url, COUNT);
    await pause(200);
    const reader = new Socket({ fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK) });
    closeSync(fd);
    let text = '';
    reader.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    const read = once(reader, 'end');
    expect(await terminate(server)).toMatchObject({ code: 0 });
    await read;
    expect(requestsIn(text)).toHaveLength(COUNT);
    expect(text).toContain('the server has stopped');
  });

  test.each([
    ['an error that nobody catches', 'throw new Error("a fault");', 1],
    ['process.exit', 'process.exit(7);', 7],
  ])('before %s', async (_what, end, code) => {
    const script = `
      import { standardOutput } from './dist/server/standard-output.js';
      for (let at = 0; at < 100; at += 1) standardOutput().write(at + '\\n');
      ${end}
    `;
    const { stdout, ...ending } = await runScript(script);
    expect(stdout).toBe(Array.from({ length: 100 }, (_, at) => `${at}\n`).join(''));
    expect(ending.code).toBe(code);
  });
});
