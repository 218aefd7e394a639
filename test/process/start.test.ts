import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openDatabase } from '../../src/database/index.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { describeEachDatabaseAtLength } from '../support/databases-at-length.js';
import { request } from '../support/graphql.js';
import { masterKey } from '../support/master-key.js';
import { endProcesses, environmentOf, freePort, startMain } from '../support/process.js';
import { rounds } from '../support/rounds.js';

const ANNOUNCED = /^ {2}admin@example\.com {3}(\S+)$/gm;
const ADMIN = { email: 'root@example.com', password: 'a password of the admin' };
const LOGIN =
  'mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { accessToken } }';

const PROCESSES = 2 + rounds(6, 10);

const passwordsIn = (output: string) => [...output.matchAll(ANNOUNCED)].map(([, password = '']) => password);

/** The roles of who signs in with these; the code if he cannot. */
async function rolesOf(url: string, variables: { readonly email: string; readonly password: string }) {
  const { data, errors } = await request(url, LOGIN, { variables });
  if (errors[0]) return errors[0].extensions.code;
  const me = await request(url, '{ me { roles } }', { token: data.login.accessToken });
  return me.data.me.roles;
}

afterEach(endProcesses);

describe('the first start, with nothing set but the port', () => {
  let cwd = '';
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'portcullis-start-'));
  });
  afterEach(() => rmSync(cwd, { recursive: true, force: true }));

  test('makes an administrator and tells his password, once', async () => {
    const env = { PORT: String(await freePort()) };
    const first = await startMain({ cwd, env });
    const [password = '', ...more] = passwordsIn(first.stdout());
    expect(more).toEqual([]);
    expect(password).toMatch(/^[\w-]{16}$/);
    expect(first.stderr()).toBe('');
    expect(first.url).toBe(`http://127.0.0.1:${env.PORT}/graphql`);
    expect(await rolesOf(first.url, { email: 'admin@example.com', password })).toEqual(['ADMIN']);
    first.kill('SIGTERM');
    await first.ended;

    const second = await startMain({ cwd, env });
    expect(passwordsIn(second.stdout())).toEqual([]);
    expect(await rolesOf(second.url, { email: 'admin@example.com', password })).toEqual(['ADMIN']);
    expect(first.stdout().split(password)).toHaveLength(3);
    expect(second.stdout()).not.toContain(password);
  });

  test('tells a curl line that signs in as it stands, on a free port too, and makes the data directory and all that is in it for its owner alone', async () => {
    const { stdout } = await startMain({ cwd, env: { PORT: '0' } });
    const line = /curl -s (\S+) -H 'content-type: application\/json' \\\n +-d '([^']+)'$/m.exec(stdout());
    const [, url = '', body = ''] = line ?? [];
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(await response.json()).toEqual({
      data: { login: { accessToken: expect.any(String), refreshToken: expect.any(String) } },
    });

    const dataDir = join(cwd, 'data');
    const modes = Object.fromEntries(
      ['', ...readdirSync(dataDir)].map((name) => [name, (statSync(join(dataDir, name)).mode & 0o777).toString(8)]),
    );
    expect(modes).toEqual({
      '': '700',
      'master.key': '600',
      'portcullis.sqlite': '600',
      'portcullis.sqlite-shm': '600',
      'portcullis.sqlite-wal': '600',
    });
  });
});

describeEachDatabaseAtLength('the administrator of ADMIN_EMAIL and ADMIN_PASSWORD', (engine) => {
  let place: TestPlace;
  beforeEach(async () => {
    place = await createTestPlace(engine);
  });
  afterEach(async () => {
    await endProcesses();
    await place.remove();
  });

  test('is made, also where there are users, and stays as he is', async () => {
    const env = environmentOf(place);
    const empty = await startMain({ env });
    const [password = ''] = passwordsIn(empty.stdout());
    empty.kill('SIGTERM');
    await empty.ended;

    const set = { ...env, ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password };
    const second = await startMain({ env: set });
    expect(await rolesOf(second.url, ADMIN)).toEqual(['ADMIN']);
    expect(await rolesOf(second.url, { email: 'admin@example.com', password })).toEqual(['ADMIN']);
    expect(second.stdout()).not.toContain(ADMIN.password);
    second.kill('SIGTERM');
    await second.ended;

    const third = await startMain({ env: { ...set, ADMIN_PASSWORD: 'another password' } });
    expect(await rolesOf(third.url, { ...ADMIN, password: 'another password' })).toBe('INVALID_CREDENTIALS');
    expect(await rolesOf(third.url, ADMIN)).toEqual(['ADMIN']);
  });

  test('in production nobody is made unasked', async () => {
    const env = { MASTER_KEY: masterKey(5), ...environmentOf(place) };
    const { stdout } = await startMain({
      env: { ...env, NODE_ENV: 'production', INSECURE_HTTP: 'on', HOST: '127.0.0.1' },
    });
    expect(passwordsIn(stdout())).toEqual([]);
    const database = openDatabase(place);
    expect(await database.query.selectFrom('users').selectAll().execute()).toEqual([]);
    await database.close();
  });
});

describeEachDatabase('several processes that start at once on a new database', (engine) => {
  let place: TestPlace;
  beforeEach(async () => {
    place = await createTestPlace(engine);
  });
  afterEach(async () => {
    await endProcesses();
    await place.remove();
  });

  const jwksOf = async (url: string) => (await fetch(new URL('/.well-known/jwks.json', url))).text();

  test.each([
    ['and a generated password', { TOKEN_ALGORITHM: 'RS256' }],
    ['and ADMIN_EMAIL', { ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password, TOKEN_ALGORITHM: 'ES256' }],
  ])('%s: all become ready, with one key and one administrator', async (_what, more) => {
    // What the first process would make is not there yet, not even the directory.
    if (engine === 'SQLite') rmSync(place.dataDir, { recursive: true });
    const env = { ...environmentOf(place), ...more };
    const servers = await Promise.all(Array.from({ length: PROCESSES }, () => startMain({ env })));
    const ready = await Promise.all(servers.map(({ url }) => fetch(new URL('/readyz', url))));
    expect(ready.map(({ status }) => status)).toEqual(servers.map(() => 200));
    expect(new Set(await Promise.all(servers.map(({ url }) => jwksOf(url)))).size).toBe(1);
    expect(servers.map(({ stderr }) => stderr())).toEqual(servers.map(() => ''));

    const database = openDatabase(place);
    expect(await database.query.selectFrom('signing_keys').select('algorithm').execute()).toHaveLength(1);
    expect(await database.query.selectFrom('users').select('roles').execute()).toEqual([{ roles: '["ADMIN"]' }]);
    await database.close();

    const announced = servers.flatMap(({ stdout }) => passwordsIn(stdout()));
    expect(announced).toHaveLength('ADMIN_EMAIL' in more ? 0 : 1);
    const [password] = announced;
    const admin = password === undefined ? ADMIN : { email: 'admin@example.com', password };
    for (const { url } of servers) expect(await rolesOf(url, admin)).toEqual(['ADMIN']);
  });
});
