import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runCliHere } from '../support/cli-here.js';
import { createTestPlace, engines, type TestPlace } from '../support/databases.js';
import { masterKey } from '../support/master-key.js';
import { endProcesses, environmentOf, runCli } from '../support/process.js';
import { withDatabase } from '../support/with-database.js';

const KID = '0123456789abcdef0123456789abcdef';
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const TOKEN = [encode({ alg: 'RS256', typ: 'at+jwt', kid: KID }), encode({ sub: 'ann' }), 'AAAA'].join('.');
const PASSWORD = 'correct horse battery';

const reading: readonly (readonly [string, readonly string[], string])[] = [
  ['keys list', ['keys', 'list'], ''],
  ['keys retire', ['keys', 'retire', KID], ''],
  ['keys retire --compromised', ['keys', 'retire', KID, '--compromised'], ''],
  ['keys reseal', ['keys', 'reseal'], ''],
  ['token inspect', ['token', 'inspect'], TOKEN],
];
const making: typeof reading = [
  ['keys rotate', ['keys', 'rotate'], ''],
  ['user create', ['user', 'create', '--email', 'ann@example.com'], PASSWORD],
];

describe('in a folder without a database', () => {
  let cwd = '';
  beforeEach(() => {
    cwd = realpathSync(mkdtempSync(join(tmpdir(), 'portcullis-wrong-')));
  });
  afterEach(async () => {
    await endProcesses();
    rmSync(cwd, { recursive: true, force: true });
  });

  const missing = (folder: string) =>
    `There is no database in ${join(cwd, folder)}. Run the command in the folder in which the server was started, or set the same DATA_DIR or DATABASE_URL as the server. The first start of the server creates one`;

  test.each(reading)('%s says so, and makes nothing', async (_name, args, stdin) => {
    const outcome = await runCliHere(args, { cwd, stdin });
    expect(outcome).toMatchObject({ code: 1, stderr: `${missing('data')}.\n` });
    // What a token says needs no database.
    expect(outcome.stdout).toEqual(args[0] === 'token' ? expect.stringContaining('"sub": "ann"') : '');
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('a folder that DATA_DIR names is named, and not made', async () => {
    const env = { DATA_DIR: 'other', MASTER_KEY: masterKey(1) };
    // In a process of its own, as it was built.
    expect(await runCli(['keys', 'list'], { cwd, env })).toMatchObject({ code: 1, stderr: `${missing('other')}.\n` });
    expect(readdirSync(cwd)).toEqual([]);
  });

  test.each(making)('%s makes one where DATA_DIR says, and nowhere else', async (_name, args, stdin) => {
    const outcome = await runCliHere(args, { cwd, stdin });
    const how = `; to create one there, set DATA_DIR=${join(cwd, 'data')}.\n`;
    expect(outcome).toEqual({ code: 1, signal: null, stdout: '', stderr: `${missing('data')}${how}` });
    expect(readdirSync(cwd)).toEqual([]);

    const first = await runCliHere(args, {
      cwd,
      stdin,
      env: { DATA_DIR: join(cwd, 'data'), TOKEN_ALGORITHM: 'ES256' },
    });
    expect(first).toMatchObject({
      code: 0,
      stderr: `There was no database in ${join(cwd, 'data')}; one has been created.\n`,
    });
    expect(readdirSync(join(cwd, 'data')).sort()).toEqual(expect.arrayContaining(['master.key', 'portcullis.sqlite']));
    // From then on it is found where it is.
    expect(await runCliHere(['keys', 'list'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  });

  test('no command makes a master key in place of one that is gone', async () => {
    await runCliHere(['keys', 'rotate'], { cwd, env: { DATA_DIR: join(cwd, 'data'), TOKEN_ALGORITHM: 'ES256' } });
    rmSync(join(cwd, 'data', 'master.key'));
    for (const [, args, stdin] of [...reading, ...making]) {
      expect([args, await runCliHere(args, { cwd, stdin })]).toMatchObject([
        args,
        {
          code: 1,
          stderr: `MASTER_KEY is not set, and ${join(cwd, 'data')} has a database but no master.key, and the database is unusable without it. Set MASTER_KEY, or restore the file.\n`,
        },
      ]);
    }
    expect(existsSync(join(cwd, 'data', 'master.key'))).toBe(false);
  });

  test('a variable that is misspelt is told', async () => {
    const { stderr } = await runCliHere(['keys', 'list'], { cwd, env: { DATADIR: '/var/lib/portcullis' } });
    expect(stderr).toBe(
      `DATADIR is not a variable of this server and has no effect. Did you mean DATA_DIR?\n${missing('data')}.\n`,
    );
  });

  test('token inspect without a token says where to write it', async () => {
    expect(await runCliHere(['token', 'inspect'], { cwd, stdin: '\n' })).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'There is no token on standard input. Write: portcullis token inspect < token.txt\n',
    });
  });
});

(engines.includes('PostgreSQL') ? describe : describe.skip)('on a PostgreSQL database without tables', () => {
  let place: TestPlace;
  beforeEach(async () => {
    place = await createTestPlace('PostgreSQL');
  });
  afterEach(async () => {
    await endProcesses();
    await place.remove();
  });

  const tables = () =>
    withDatabase(place, async ({ query }) => (await query.introspection.getTables()).map(({ name }) => name));

  test.each(reading)('%s says so, and makes none', async (_name, args, stdin) => {
    expect(await runCliHere(args, { env: environmentOf(place), stdin })).toMatchObject({
      code: 1,
      stderr:
        'The database of DATABASE_URL has no tables of this server. Set the same DATABASE_URL as the server; its first start creates the tables.\n',
    });
    expect(await tables()).toEqual([]);
  });

  test.each(making)('%s makes them, and says so', async (_name, args, stdin) => {
    expect(await runCliHere(args, { env: { ...environmentOf(place), TOKEN_ALGORITHM: 'ES256' }, stdin })).toMatchObject(
      {
        code: 0,
        stderr: 'The database of DATABASE_URL was empty; it now has the tables of this server.\n',
      },
    );
    expect(await tables()).toEqual(expect.arrayContaining(['users', 'signing_keys']));
  });
});
