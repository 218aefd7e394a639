import vm from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { ADMIN } from '../support/server.js';
import { createWorld, type World } from './world.js';

/** What browsers, workers, Deno, Bun and Node have alike, and all that the client needs. */
const NAMES = ['AbortController', 'TextDecoder', 'atob', 'clearTimeout', 'performance', 'setTimeout'];
const COMMON = Object.fromEntries(NAMES.map((name) => [name, Reflect.get(globalThis, name)]));

let world: World;
let bundle: string;
beforeAll(async () => {
  world = await createWorld();
  const { outputFiles } = await build({
    stdin: { contents: "export * from './index.ts'", resolveDir: 'src/client', loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'client',
    platform: 'neutral',
    target: 'es2022',
  });
  bundle = outputFiles[0]?.text ?? '';
});
afterAll(() => world.close());

/** Runs a program with the client where nothing else is. */
function runWith(globals: Readonly<Record<string, unknown>>, program: string): Promise<unknown> {
  return vm.runInNewContext(`${bundle}\n(async () => { ${program} })()`, { ...globals, url: world.url, ADMIN });
}

describe('with nothing but what every platform has', () => {
  test('the client signs in, asks, renews and signs out', async () => {
    const answer = await runWith(
      { ...COMMON, fetch: world.fetch },
      `const api = client.createClient({ url });
       await api.login(ADMIN);
       const token = await api.accessToken();
       const other = await api.accessToken(token);
       return JSON.stringify([(await api.me()).email, token !== other, api.state.viewer.roles, await api.logout()]);`,
    );
    expect(JSON.parse(String(answer))).toEqual([ADMIN.email, true, ['ADMIN'], true]);
  });

  test('and says so if there is no server', async () => {
    const refuse = async () => {
      throw new TypeError('fetch failed');
    };
    const answer = await runWith(
      { ...COMMON, fetch: refuse },
      `const api = client.createClient({ url });
       return api.login(ADMIN).then(() => 'in', (error) => error.code + ' ' + client.isCode(error, 'NETWORK_ERROR'));`,
    );
    expect(answer).toBe('NETWORK_ERROR true');
  });
});
