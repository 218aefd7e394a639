import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { modules } from '../../src/modules.js';
import { loadConfig } from '../../src/server/config/config.js';
import { createServer } from '../../src/server/create-server.js';
import { defineModule } from '../../src/toolkit/define-module.js';
import { createTestPlace, type TestPlace } from '../support/databases.js';
import { MASTER_KEY } from '../support/server.js';

let place: TestPlace;

beforeEach(async () => {
  place = await createTestPlace('SQLite');
});
afterEach(() => place.remove());

function create(env: Readonly<Record<string, string>> = {}, lines: string[] = []) {
  const config = loadConfig({ modules, env: { PORT: '0', DATA_DIR: place.dataDir, ...env } });
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  return createServer({ modules, config, log, announce: () => {} });
}

describe('a server', () => {
  test('that is closed while it starts is closed when it has started', async () => {
    const server = create();
    const listening = server.listen();
    await server.close();
    const { url } = await listening;
    await expect(fetch(url)).rejects.toThrow();
  });

  test('that was never started can be closed', async () => {
    await expect(create().close()).resolves.toBeUndefined();
  });

  test('of which a part cannot be stopped stops all the rest, and says so', async () => {
    const stopped: string[] = [];
    const part = (name: string, error?: Error) =>
      defineModule({
        name,
        start: async () => () => {
          stopped.push(name);
          if (error) throw error;
        },
      });
    const failure = new Error('it hangs on');
    const all = [...modules, part('first'), part('second', failure), part('third')];
    const lines: string[] = [];
    const config = loadConfig({ modules: all, env: { PORT: '0', DATA_DIR: place.dataDir } });
    const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
    const server = createServer({ modules: all, config, log, announce: () => {} });
    await server.listen();
    await expect(server.close()).rejects.toBe(failure);
    expect(stopped).toEqual(['third', 'second', 'first']);
    expect(lines.join('')).toContain('not everything could be stopped cleanly');
    // The database is closed: its write-ahead log went with the last connection.
    expect(readdirSync(place.dataDir).filter((name) => name.includes('-wal'))).toEqual([]);
  });

  test('starts once', async () => {
    const server = create();
    await server.listen();
    await expect(server.listen()).rejects.toThrow(TypeError);
    await server.close();
  });

  // Addresses that no machine has, so that nobody listens there.
  test.each<[string, Record<string, string>, boolean]>([
    ['in development, everywhere', { HOST: '192.0.2.1' }, true],
    ['in a test, everywhere', { HOST: '2001:db8::1', NODE_ENV: 'test' }, true],
    ['in development, on a host of a name', { HOST: 'host.invalid' }, true],
    ['in production, everywhere', { HOST: '192.0.2.1', NODE_ENV: 'production', MASTER_KEY }, false],
    ['in development, here', {}, false],
    ['in development, on localhost', { HOST: 'localhost' }, false],
    ['in development, on another loopback address', { HOST: '127.0.0.2' }, false],
  ])('says that it is in development mode where others reach it: %s', async (_what, env, isTold) => {
    const lines: string[] = [];
    const server = create(env, lines);
    await server.listen().catch(() => {});
    await server.close();
    const told = lines.map((line) => JSON.parse(line)).filter(({ msg }) => /^DEVELOPMENT MODE ON /.test(msg));
    expect(told.map(({ level, msg }) => [level, msg])).toEqual(
      isTold ? [[40, expect.stringMatching(/ Set NODE_ENV=production, or HOST=127\.0\.0\.1\.$/)]] : [],
    );
  });

  test('says so when ADMIN_EMAIL is the address of a user without the role ADMIN', async () => {
    const first = create();
    const { url } = await first.listen();
    const query = `mutation { register(input: { email: "boss@example.com", password: "correct horse battery" }) { status } }`;
    const headers = { 'content-type': 'application/json' };
    await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
    await first.close();

    const lines: string[] = [];
    const second = create({ ADMIN_EMAIL: 'Boss@example.com', ADMIN_PASSWORD: 'correct horse battery' }, lines);
    await second.listen();
    await second.close();
    expect(lines.join('')).toContain('ADMIN_EMAIL is the address of a user without the role ADMIN');
  });
});
