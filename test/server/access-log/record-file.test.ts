import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { StartupError } from '../../../src/errors.js';
import { openRecordFile } from '../../../src/server/access-log/record-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-records-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (path: string, onProblem: (error: unknown) => void = () => {}) => openRecordFile({ path, onProblem });
const linesOf = (path: string) => readFileSync(path, 'utf8').split('\n').slice(0, -1);

test('lines are appended in order, and only its owner reads the file', async () => {
  const path = join(folder, 'access.jsonl');
  for (const part of ['a', 'b']) {
    const file = await open(path);
    for (let at = 0; at < 1000; at++) expect(file.write(`${part}${at}`)).toBe(true);
    await file.close();
    expect(file.write('too late')).toBe(false);
  }
  expect(linesOf(path)).toEqual(['a', 'b'].flatMap((part) => Array.from({ length: 1000 }, (_, at) => `${part}${at}`)));
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('after it was renamed, lines go on in a new file once it is opened again, and none is lost', async () => {
  const path = join(folder, 'access.jsonl');
  const file = await open(path);
  for (let at = 0; at < 500; at++) file.write(`before ${at}`);
  renameSync(path, `${path}.1`);
  file.reopen();
  while (!existsSync(path)) await new Promise(setImmediate);
  for (let at = 0; at < 500; at++) file.write(`after ${at}`);
  await file.close();
  const lines = [...linesOf(`${path}.1`), ...linesOf(path)];
  expect(lines).toHaveLength(1000);
  expect(linesOf(path).at(-1)).toBe('after 499');
  expect(linesOf(`${path}.1`)[0]).toBe('before 0');
});

test.each([
  ['a folder that is not there', 'none/access.jsonl', 'ENOENT'],
  ['a folder', '', 'EISDIR'],
])('%s stops the start with a sentence', async (_what, name, code) => {
  const path = join(folder, name);
  const error = await open(path).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StartupError);
  expect((error as StartupError).problems).toEqual([
    `ACCESS_LOG: ${path} cannot be written to (${code}). Name a file in a folder that exists, and that the server may write in.`,
  ]);
});

test('a full disk is a problem that is told, and drops lines once 4 MB of them wait', async () => {
  const problems: unknown[] = [];
  const file = await open('/dev/full', (error) => problems.push(error));
  const line = 'x'.repeat(64 * 1024);
  const taken: boolean[] = [];
  for (let at = 0; at < 100; at++) {
    taken.push(file.write(line));
    await new Promise(setImmediate);
  }
  // 64 of them are 4 MB; whether the one that is being written is among those that wait hangs on how soon it fails.
  const first = taken.indexOf(false);
  expect([63, 64, 65]).toContain(first);
  expect(taken.slice(first)).not.toContain(true);
  await file.close();
  expect(problems[0]).toMatchObject({ code: 'ENOSPC' });
});

test('a pipe, which might hold up the start and the end, is refused', async () => {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  await expect(open(path)).rejects.toMatchObject({ problems: [`ACCESS_LOG: ${path} is a pipe. Name a file.`] });
});

test('a pipe that came in its place is told, and lines go on in the file', async () => {
  const path = join(folder, 'access.jsonl');
  const problems: unknown[] = [];
  const file = await open(path, (error) => problems.push(error));
  file.write('before');
  renameSync(path, `${path}.1`);
  execFileSync('mkfifo', [path]);
  file.reopen();
  file.write('after');
  await file.close();
  expect(problems).toEqual([new Error(`ACCESS_LOG: ${path} is a pipe. Name a file.`)]);
  expect(linesOf(`${path}.1`)).toEqual(['before', 'after']);
});

describe('when the folder has gone at the time the file is opened again, it goes on in the one before,', () => {
  const moved = () => `${folder}-moved`;
  afterEach(() => rmSync(moved(), { recursive: true }));
  const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
  const goneIn = (path: string) =>
    `ACCESS_LOG: ${path} cannot be written to (ENOENT). Name a file in a folder that exists, and that the server may write in.`;

  test.each([
    ['before it is asked to', (path: string) => [goneIn(path), goneIn(path), goneIn(path)]],
    ['while a line is written', () => ['ENOENT', 'ENOENT', 'ENOENT']],
  ])('%s, and closes it once, when there is a new one', async (when, expected) => {
    const path = join(folder, 'access.jsonl');
    const problems: NodeJS.ErrnoException[] = [];
    const file = await open(path, (error) => problems.push(error as NodeJS.ErrnoException));
    for (let time = 0; time < 3; time += 1) {
      file.write(`before ${time}`);
      // The line is being written, and the file is opened after that.
      if (when === 'while a line is written') file.reopen();
      renameSync(folder, moved());
      if (when !== 'while a line is written') file.reopen();
      await pause();
      renameSync(moved(), folder);
    }
    renameSync(folder, moved());
    mkdirSync(folder);
    file.reopen();
    while (!existsSync(path)) await pause();
    // Whoever opens something now gets the descriptor that was closed, and keeps it.
    const others = Array.from({ length: 5 }, () => openSync('/dev/null', 'r'));
    await pause();
    for (const other of others) closeSync(other);
    file.write('after');
    await file.close();
    expect(problems.map(({ code, message }) => code ?? message)).toEqual(expected(path));
    expect(linesOf(join(moved(), 'access.jsonl'))).toEqual(['before 0', 'before 1', 'before 2']);
    expect(linesOf(path)).toEqual(['after']);
  });
});
