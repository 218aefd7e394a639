import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isBuiltinSqlite } from '../../src/database/builtin-sqlite.js';
import { runScript, startScript } from '../support/process.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-not-built-'));
  cpSync('dist', join(folder, 'dist'), { recursive: true });
  cpSync('schema', join(folder, 'schema'), { recursive: true });
  cpSync('package.json', join(folder, 'package.json'));
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync('node_modules').filter((each) => each !== 'better-sqlite3')) {
    symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name));
  }
  // As an installation that runs no scripts leaves it.
  cpSync('node_modules/better-sqlite3', join(folder, 'node_modules/better-sqlite3'), {
    recursive: true,
    filter: (source) => !/better-sqlite3\/(build|prebuilds|deps)$/.test(source),
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** True from Node 22.16 on. */
const hasBuiltin = isBuiltinSqlite(process.getBuiltinModule('node:sqlite'));
const withBuiltin = hasBuiltin ? test : test.skip;
const withoutBuiltin = hasBuiltin ? test.skip : test;
const startOptions = () => ({ cwd: folder, env: { PORT: '0', DATA_DIR: join(folder, 'data') } });
const removePackage = () => rmSync(join(folder, 'node_modules/better-sqlite3'), { recursive: true });

describe.each([
  ['the native part of better-sqlite3', () => {}],
  ['better-sqlite3', removePackage],
])('without %s', (_, prepare) => {
  beforeAll(prepare);

  withoutBuiltin('a start on a Node that has no SQLite says so, and how to get one', async () => {
    const { code, stderr } = await runScript("await import('./dist/main.js')", startOptions());
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^The embedded database needs the package better-sqlite3, .*npm rebuild better-sqlite3.*pnpm approve-builds.*Node 22\.16.*DATABASE_URL.*\.\n$/,
    );
  });

  withBuiltin('a start uses the SQLite of Node', async () => {
    const server = await startScript("await import('./dist/main.js')", startOptions());
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ me { id } }' }),
    });
    expect(await response.json()).toMatchObject({
      data: { me: null },
      errors: [{ path: ['me'], extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' } }],
    });
    server.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0 });
  });
});
