import { existsSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runCliHere } from '../support/cli-here.js';
import type { TestPlace } from '../support/databases.js';
import { ADMIN, MASTER_KEY, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';
import { createServerPlace } from '../support/server-place.js';
import { withDatabase } from '../support/with-database.js';

const REFRESH = 'mutation ($token: String) { refresh(refreshToken: $token) { refreshToken } }';

let place: TestPlace;
let server: TestServer;
let backup: string;
beforeEach(async () => {
  place = await createServerPlace('SQLite');
  backup = join(place.dataDir, 'backup.sqlite');
  await start();
});
afterEach(async () => {
  await server.close();
  await place.remove();
});

async function start(): Promise<void> {
  server = await startServer({ place, logLevel: 'info' });
}

const run = (...args: readonly string[]) =>
  runCliHere(args, {
    env: {
      DATA_DIR: place.dataDir,
      MASTER_KEY: MASTER_KEY,
      PUBLIC_URL: 'https://api.example.com',
      TOKEN_ALGORITHM: 'ES256',
      // That is for a server: a command prints what it has to say, and no line of a log.
      LOG_LEVEL: 'info,database=debug,server=debug',
    },
  });
const done = { code: 0, stderr: '' };
const refused = (text: string) => ({ code: 1, stdout: '', stderr: expect.stringContaining(text) });
const refresh = async ({ refreshToken }: Tokens) => {
  const { data, errors } = await server.request(REFRESH, { variables: { token: refreshToken } });
  return data.refresh ? 'refreshed' : errors[0]?.extensions.code;
};
const me = async ({ accessToken }: Tokens) => {
  const { data, errors } = await server.request('{ me { email } }', { token: accessToken });
  return data.me?.email ?? errors[0]?.extensions.reason;
};
const logout = ({ refreshToken }: Tokens) =>
  server.request('mutation ($token: String) { logout(refreshToken: $token) }', { variables: { token: refreshToken } });
const users = () =>
  withDatabase(place, async ({ query }) => {
    const rows = await query.selectFrom('users').select('email').orderBy('email').execute();
    return rows.map(({ email }) => email);
  });

test('a backup is made while the server runs, for its owner alone, and over no file that is there', async () => {
  await server.register('ada@example.com');
  expect(await run('backup', backup)).toMatchObject(done);
  expect(statSync(backup).mode & 0o777).toBe(0o600);
  const before = readFileSync(backup);

  await server.register('bob@example.com');
  expect(await run('backup', backup)).toMatchObject(refused(`${backup} already exists. Add --force to replace it.`));
  expect(readFileSync(backup).equals(before)).toBe(true);
  expect(await run('backup', backup, '--force')).toMatchObject(done);
  expect(readFileSync(backup).equals(before)).toBe(false);
  expect(readdirSync(place.dataDir).filter((name) => name.includes('unfinished'))).toEqual([]);
  expect(await run('backup', join(place.dataDir, 'no', 'where'))).toMatchObject(
    refused('The backup cannot be written'),
  );
});

test.each(['portcullis.sqlite', 'portcullis.sqlite-wal', '../LINK/portcullis.sqlite'])(
  'the database itself is no place for a backup, also with --force: %s',
  async (name) => {
    const link = `${place.dataDir}-link`;
    symlinkSync(place.dataDir, link);
    try {
      const target = join(place.dataDir, name.replace('LINK', basename(link)));
      const { ino } = statSync(join(place.dataDir, 'portcullis.sqlite'));
      expect(await run('backup', target, '--force')).toMatchObject(refused('is a file of the server itself'));
      expect(statSync(join(place.dataDir, 'portcullis.sqlite')).ino).toBe(ino);
      await server.register('ada@example.com');
      expect(await users()).toContain('ada@example.com');
    } finally {
      rmSync(link);
    }
  },
);

test('--force replaces a backup, and no other file', async () => {
  writeFileSync(backup, 'a text of somebody');
  expect(await run('backup', backup, '--force')).toMatchObject(
    refused(`${backup} is not a backup, so it is not replaced.`),
  );
  expect(readFileSync(backup, 'utf8')).toBe('a text of somebody');
});

test('a restore brings the database of then, and nobody is signed in', async () => {
  const [ada, bob] = [await server.register('ada@example.com'), await server.register('bob@example.com')];
  await run('backup', backup);
  await logout(bob);
  const later = await server.login('ada@example.com', PASSWORD);
  const cid = await server.register('cid@example.com');
  await server.close();

  expect(await run('restore', backup)).toMatchObject(refused('Stop its servers, and add --force to replace it.'));
  expect(await run('restore', backup, '--force')).toMatchObject({
    ...done,
    stdout: expect.stringMatching(
      /^\/\S+ now contains the database of \S+\. .*Sessions ended: 2\. Keys retired, along with all their access tokens: 1\.\n$/,
    ),
  });
  expect(await users()).toEqual(['ada@example.com', 'bob@example.com', ADMIN.email]);
  expect(statSync(join(place.dataDir, 'portcullis.sqlite')).mode & 0o777).toBe(0o600);
  expect(existsSync(join(place.dataDir, 'portcullis.sqlite.old'))).toBe(true);
  expect(readdirSync(place.dataDir).filter((name) => name.startsWith('restoring'))).toEqual([]);

  await start();
  expect(await Promise.all([ada, bob, later, cid].map(me))).toEqual(Array(4).fill('TOKEN_REVOKED'));
  expect(await Promise.all([ada, bob].map(refresh))).toEqual(['SESSION_EXPIRED', 'SESSION_EXPIRED']);
  expect(await Promise.all([later, cid].map(refresh))).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED']);
  const again = await server.login('ada@example.com', PASSWORD);
  expect([await me(again), await refresh(again)]).toEqual(['ada@example.com', 'refreshed']);
  const admin = await server.login(ADMIN.email, ADMIN.password);
  const found = await server.request('{ users(search: "ada@") { edges { node { email } } } }', {
    token: admin.accessToken,
  });
  expect(found.data.users.edges).toEqual([{ node: { email: 'ada@example.com' } }]);
});

test('--keep-sessions brings the sessions of then, too: whoever signed out since is signed in again', async () => {
  const [ada, bob] = [await server.register('ada@example.com'), await server.register('bob@example.com')];
  await run('backup', backup);
  await logout(bob);
  await server.close();
  expect(await run('restore', backup, '--force', '--keep-sessions')).toMatchObject(done);
  await start();
  expect([await me(ada), await refresh(ada), await refresh(bob)]).toEqual([
    'ada@example.com',
    'refreshed',
    'refreshed',
  ]);
});

test('nothing is restored while a server runs, nor what is no backup of ours, or of a newer version', async () => {
  await server.register('ada@example.com');
  await run('backup', backup);
  expect(await run('restore', backup, '--force')).toMatchObject(refused('is in use. Stop every server'));
  await server.close();

  const text = join(place.dataDir, 'text');
  writeFileSync(text, 'no database');
  expect(await run('restore', text, '--force')).toMatchObject(refused('is damaged, or is not a backup of this server'));
  const damaged = join(place.dataDir, 'damaged');
  writeFileSync(damaged, readFileSync(backup).fill(0x7f, 8192, 60_000));
  expect(await run('restore', damaged, '--force')).toMatchObject(
    refused('is damaged, or is not a backup of this server'),
  );
  expect(await run('restore', join(place.dataDir, 'nothing'), '--force')).toMatchObject(refused('ENOENT'));

  await withDatabase(place, ({ query }) =>
    query
      .insertInto('migrations' as never)
      .values({ name: 'sessions/999-later', timestamp: '' } as never)
      .execute(),
  );
  expect(await run('backup', backup, '--force')).toMatchObject(done);
  expect(await run('restore', backup, '--force')).toMatchObject(refused('sessions/999-later'));
  expect(readdirSync(place.dataDir).sort()).toEqual(['backup.sqlite', 'damaged', 'portcullis.sqlite', 'text']);
});

test('`sessions end-all` ends them on a server that runs', async () => {
  const ada = await server.register('ada@example.com');
  expect(await run('sessions', 'end-all')).toMatchObject({
    ...done,
    stdout: expect.stringContaining('Sessions ended: 1.'),
  });
  expect(await refresh(ada)).toBe('SESSION_EXPIRED');
  while ((await me(ada)) !== 'TOKEN_REVOKED') await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await me(await server.login('ada@example.com', PASSWORD))).toBe('ada@example.com');
});
