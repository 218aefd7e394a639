import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readOrCreateMasterKey } from '../../../src/server/config/master-key-file.js';
import { masterKey } from '../../support/master-key.js';
import { endProcesses, runScript } from '../../support/process.js';
import { problemsOf } from '../problems.js';

// Jest gives the errors of node:fs another Error class than the tests, so what makes a key runs in processes.
const SCRIPT = `
  import { randomBytes } from 'node:crypto';
  import { readOrCreateMasterKey } from './dist/server/config/master-key-file.js';
  try {
    const key = readOrCreateMasterKey(process.env.DATA_DIR, randomBytes);
    console.log(key.toString('base64'));
  } catch (error) {
    console.log(error.name, error.message);
  }`;

describe('the master key in the data directory', () => {
  let parent = '';
  let dataDir = '';
  let path = '';
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'portcullis-key-'));
    dataDir = join(parent, 'deep', 'data');
    path = join(dataDir, 'master.key');
  });
  afterEach(async () => {
    await endProcesses();
    rmSync(parent, { recursive: true, force: true });
  });

  const run = async (directory = dataDir) => {
    const { code, stdout, stderr } = await runScript(SCRIPT, { env: { DATA_DIR: directory } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout.trim();
  };
  const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8);
  const never = () => {
    throw new TypeError('No key may be made here.');
  };

  test('is made once: 32 bytes in base64, for its owner alone, and the same from then on', async () => {
    const first = await run();
    expect(Buffer.from(first, 'base64')).toHaveLength(32);
    expect(readFileSync(path, 'utf8')).toBe(first);
    expect([modeOf(path), modeOf(dataDir)]).toEqual(['600', '700']);
    expect(readdirSync(dataDir)).toEqual(['master.key']);
    expect(await run()).toBe(first);
    expect(readOrCreateMasterKey(dataDir, never).toString('base64')).toBe(first);
  });

  test('is one, for eight processes at once', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => run()));
    expect(new Set(keys).size).toBe(1);
    expect(readFileSync(path, 'utf8')).toBe(keys[0]);
    expect(readdirSync(dataDir)).toEqual(['master.key']);
  });

  test('is made in a directory that is there already, whose mode it leaves alone', async () => {
    mkdirSync(dataDir, { recursive: true });
    chmodSync(dataDir, 0o750);
    await run();
    expect([modeOf(path), modeOf(dataDir)]).toEqual(['600', '750']);
  });

  test('may end with a line end, as an editor leaves it', () => {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(path, `${masterKey(3)}\n`);
    expect(readOrCreateMasterKey(dataDir, never)).toEqual(Buffer.from(masterKey(3), 'base64'));
  });

  test.each([
    ['nothing', ''],
    ['garbage', 'garbage\u0000\u0001'],
    ['31 bytes', Buffer.alloc(31).toString('base64')],
    ['33 bytes', Buffer.alloc(33).toString('base64')],
  ])('that holds %s stops the start, and is left alone', (_what, text) => {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(path, text);
    expect(problemsOf(() => readOrCreateMasterKey(dataDir, never))).toEqual([
      `${path} does not contain a base64 master key of 32 bytes. Restore the original file.`,
    ]);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test('below a file cannot be kept, and the start stops with one line', async () => {
    writeFileSync(join(parent, 'file'), '');
    expect(await run(join(parent, 'file', 'data'))).toMatch(
      /^StartupError The master key cannot be saved \(ENOTDIR: [^\n]*\)\. Make the directory writable, set DATA_DIR, or set MASTER_KEY\.$/,
    );
  });

  test('that is a directory cannot be read, and the start stops with one line', async () => {
    mkdirSync(path, { recursive: true });
    expect(await run()).toMatch(/^StartupError The master key cannot be saved \(EISDIR: [^\n]*$/);
  });
});
