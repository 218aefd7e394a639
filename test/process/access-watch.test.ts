import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createTestFolder, type TestFolder } from '../cli/folder.js';
import { endProcesses, type RunningProcess, spawnCli } from '../support/process.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let folder: TestFolder;
beforeEach(() => {
  folder = createTestFolder();
});
afterEach(async () => {
  await endProcesses();
  folder.remove();
});

const RUNS = /(\d+ passed, \d+ failed)\n\nWaiting for a change/g;

/** What came of each run so far, as soon as there are so many. */
async function runsOf(process: RunningProcess, count: number): Promise<readonly string[]> {
  for (;;) {
    const runs = [...process.stdout().matchAll(RUNS)].map(([, outcome = '']) => outcome);
    if (runs.length >= count) return runs;
    await wait(20);
  }
}

test('--watch runs again when a test or the schema changes, until it is interrupted', async () => {
  folder.write('schema/a.graphql', 'type Query { a: Int @public }');
  folder.write('a.access', 'tests', '  nobody { a } -> allowed');
  const watching = spawnCli(['access', 'test', '--watch', '--junit', 'junit.xml'], { cwd: folder.path });
  expect(await runsOf(watching, 1)).toEqual(['1 passed, 0 failed']);

  folder.write('a.access', 'tests', '  nobody { a } -> allowed', '  nobody { a } -> { a: 2 }');
  expect(await runsOf(watching, 2)).toEqual(['1 passed, 0 failed', '1 passed, 1 failed']);

  folder.write('schema/a.graphql', 'type Query { a: Int @auth }');
  expect((await runsOf(watching, 3)).at(-1)).toBe('0 passed, 2 failed');

  // A mistake is told, and does not end it.
  folder.write('a.access', 'tests', '  nobody { b } -> refused');
  while (!watching.stderr().includes('Cannot query field "b"')) await wait(20);
  folder.write('a.access', 'tests', '  nobody { a } -> refused');
  expect((await runsOf(watching, 4)).at(-1)).toBe('1 passed, 0 failed');

  // Another file is a change, too; nothing that it writes itself is.
  folder.write('more/b.access', 'tests', '  nobody { a } -> refused');
  expect((await runsOf(watching, 5)).at(-1)).toBe('2 passed, 0 failed');
  await wait(700);
  expect(await runsOf(watching, 5)).toHaveLength(5);

  watching.kill('SIGINT');
  expect(await watching.ended).toMatchObject({ code: 0, signal: null });
});

test('interrupted while a server runs, nothing of it is left', async () => {
  const lines = Array.from({ length: 3000 }, () => '  USER { me { id } } -> allowed');
  folder.write('a.access', 'server', 'tests', ...lines);
  const running = spawnCli(['access', 'test'], { cwd: folder.path });
  let database: string | undefined;
  while (database === undefined) {
    await wait(20);
    [database] = openFiles(running.pid).flatMap((path) => /^\/.*portcullis-test-\w+/.exec(path)?.[0] ?? []);
  }
  expect(existsSync(database)).toBe(true);
  running.kill('SIGINT');
  expect((await running.ended).code).toBe(130);
  expect(existsSync(database)).toBe(false);
});

function openFiles(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((name) => {
    try {
      return [readlinkSync(join(folder, name))];
    } catch {
      // Closed meanwhile.
      return [];
    }
  });
}

test('colours and progress are for a terminal, and NO_COLOR takes the colours away', async () => {
  folder.write('schema/a.graphql', 'type Query { a: Int @public }');
  folder.write('a.access', 'tests', '  nobody { a } -> refused');
  // What `script` runs has a terminal.
  const inTerminal = (env: Readonly<Record<string, string>>) => {
    const command = [process.execPath, join(ROOT, 'dist/cli/index.js'), 'access', 'test'].join(' ');
    const { stdout, status } = spawnSync('script', ['-qec', command, '/dev/null'], {
      cwd: folder.path,
      env: { PATH: process.env.PATH, TERM: 'xterm-256color', ...env },
      encoding: 'utf8',
    });
    return { stdout, status };
  };
  const coloured = inTerminal({});
  expect([coloured.status, coloured.stdout]).toEqual([
    1,
    expect.stringContaining('\u001b[31m0 passed, 1 failed\u001b[0m'),
  ]);
  for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
    const plain = inTerminal(env);
    expect([plain.status, plain.stdout]).toEqual([1, expect.stringContaining('0 passed, 1 failed')]);
    expect(plain.stdout).not.toContain('\u001b[');
  }
  const { stdout } = await spawnCli(['access', 'test'], { cwd: folder.path, env: { TERM: 'xterm-256color' } }).ended;
  expect(stdout).not.toContain('\u001b');
});
