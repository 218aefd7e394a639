import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runScript } from '../support/process.js';

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

test('a start without the native part of SQLite says so, and how to get it', async () => {
  const dataDir = join(folder, 'data');
  const { code, stderr } = await runScript("await import('./dist/main.js')", {
    cwd: folder,
    env: { PORT: '0', DATA_DIR: dataDir },
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^The embedded database needs the package better-sqlite3, .*npm rebuild better-sqlite3.*pnpm approve-builds.*DATABASE_URL.*\.\n$/,
  );
});
