import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createFileTransport } from '../../../src/modules/mail/file-transport.js';

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'portcullis-mail-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
const signal = new AbortController().signal;

test('each mail is a file for its owner alone, and the log has where it is and what about, not to whom nor the text', async () => {
  const logged: string[] = [];
  let number = 0;
  const send = createFileTransport({
    dataDir,
    clock: () => Date.parse('2026-01-31T12:00:00.000Z'),
    randomBytes: (size) => Buffer.alloc(size, ++number),
    log: pino({ level: 'info' }, { write: (line: string) => void logged.push(line) }),
  });
  await send({ to: 'ann@example.com', subject: 'Hello', text: 'One\n\nhush\n' }, signal);
  await send({ to: 'bob@example.com', subject: 'Hello', text: 'Two' }, signal);

  const directory = join(dataDir, 'mail');
  const names = readdirSync(directory);
  expect(names).toEqual(['2026-01-31T12-00-00.000Z-01010101.txt', '2026-01-31T12-00-00.000Z-02020202.txt']);
  expect(readFileSync(join(directory, names[0] ?? ''), 'utf8')).toBe(
    'To: ann@example.com\nSubject: Hello\n\nOne\n\nhush\n',
  );
  expect([directory, ...names.map((name) => join(directory, name))].map(modeOf)).toEqual(['700', '600', '600']);
  expect(logged.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ subject: 'Hello', file: join(directory, names[0] ?? '') }),
    expect.objectContaining({ subject: 'Hello', file: join(directory, names[1] ?? '') }),
  ]);
  expect(logged.join()).not.toMatch(/hush|@example/);
});

test('a directory that cannot be made is a failure', async () => {
  const send = createFileTransport({
    dataDir: join(dataDir, 'gone', '\u0000'),
    clock: Date.now,
    randomBytes: (size) => Buffer.alloc(size),
    log: pino({ level: 'silent' }),
  });
  await expect(send({ to: 'ann@example.com', subject: '', text: '' }, signal)).rejects.toThrow();
});
