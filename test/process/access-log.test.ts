import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createTestPlace } from '../support/databases.js';
import { request } from '../support/graphql.js';
import { endProcesses, environmentOf, startMain } from '../support/process.js';

afterEach(endProcesses);

const requestsIn = (path: string): string[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line).request);

test('SIGHUP has the records go on in a new file, SIGTERM writes what waits, and none is lost', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-access-log-'));
  const place = await createTestPlace('SQLite');
  const path = join(folder, 'access.jsonl');
  try {
    const server = await startMain({
      env: { ...environmentOf(place), TRUSTED_PROXIES: 'loopback', ACCESS_LOG: `refused,file:${path}` },
    });
    const ask = async (id: string) => {
      const { data, errors } = await request(server.url, '{ users { edges { node { id } } } }', {
        headers: { 'x-request-id': id },
      });
      expect(data).toEqual({ users: null });
      expect(errors).toMatchObject([{ path: ['users'], extensions: { code: 'UNAUTHENTICATED' } }]);
    };
    await ask('before');
    while (readFileSync(path, 'utf8') === '') await new Promise((resolve) => setTimeout(resolve, 10));
    renameSync(path, `${path}.1`);
    await ask('between');
    server.kill('SIGHUP');
    while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 10));
    await ask('after');
    server.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0, signal: null });
    expect(requestsIn(`${path}.1`)).toEqual(['before', 'between']);
    expect(requestsIn(path)).toEqual(['after']);
  } finally {
    rmSync(folder, { recursive: true });
    await place.remove();
  }
});
