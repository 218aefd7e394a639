import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { modules } from '../../src/modules.js';
import { loadConfig } from '../../src/server/config.js';
import { createServer } from '../../src/server/create-server.js';
import { createTestPlace, type TestPlace } from '../support/databases.js';

let place: TestPlace;

beforeEach(async () => {
  place = await createTestPlace('SQLite');
});
afterEach(() => place.remove());

function create(env: Readonly<Record<string, string>> = {}, lines: string[] = []) {
  const config = loadConfig({ PORT: '0', DATA_DIR: place.dataDir, ...env });
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

  test('starts once', async () => {
    const server = create();
    await server.listen();
    await expect(server.listen()).rejects.toThrow(TypeError);
    await server.close();
  });

  test('says so when ADMIN_EMAIL is the address of a user who is no administrator', async () => {
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
    expect(lines.join('')).toContain('ADMIN_EMAIL is the address of a user who is no administrator');
  });
});
