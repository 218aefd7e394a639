import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runCliHere } from '../support/cli-here.js';
import { createTestPlace, type TestPlace } from '../support/databases.js';
import { describeEachDatabaseAtLength } from '../support/databases-at-length.js';
import { request } from '../support/graphql.js';
import { masterKey } from '../support/master-key.js';
import { endProcesses, environmentOf, runCli, startMain } from '../support/process.js';
import { MASTER_KEY, startServer, type TestServer } from '../support/server.js';

const PASSWORD = 'correct horse battery';
const LOGIN =
  'mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { accessToken } }';

/** Who signs in with these; the code if nobody can. */
async function signIn(url: string, email: string, password = PASSWORD) {
  const { data, errors } = await request(url, LOGIN, { variables: { email, password } });
  if (errors[0]) return errors[0].extensions.code;
  const me = await request(url, '{ me { id email name roles } }', { token: data.login.accessToken });
  return me.data.me;
}

const HELP = 'Add --help for usage.';

const refused = (line: string, code = 1) => ({ code, signal: null, stdout: '', stderr: `${line}\n` });
/** The command line is wrong. */
const misused = (line: string) => refused(line, 2);

describeEachDatabaseAtLength('portcullis user create', (engine) => {
  let place: TestPlace;
  let server: TestServer | undefined;
  beforeEach(async () => {
    place = await createTestPlace(engine);
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    await endProcesses();
    await place.remove();
  });

  /** A server beside the commands, in this process. */
  const start = async () => {
    server = await startServer({ place, hashes: 'as built' });
    return server;
  };

  const create = (args: readonly string[], stdin = PASSWORD, run = runCliHere) =>
    run(['user', 'create', ...args], { env: { ...environmentOf(place), MASTER_KEY }, stdin });
  /** In a process of its own, as it was built. */
  const built = (args: readonly string[]) => create(args, PASSWORD, runCli);

  test('makes the first user on a new database, who can sign in and has the role', async () => {
    const { code, stdout, stderr } = await built(['--email', 'Root@example.com', '--role', 'ADMIN', '--name', 'Root']);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr:
        engine === 'SQLite'
          ? `There was no database in ${place.dataDir}; one has been created.\n`
          : 'The database of DATABASE_URL was empty; it now has the tables of this server.\n',
    });
    const [, id] =
      /^Root@example\.com is now a user with the role ADMIN\. The id is ([0-9a-f]{32})\n$/.exec(stdout) ?? [];
    expect(id).toBeDefined();

    const { url, stdout: told } = await startMain({ env: { ...environmentOf(place), MASTER_KEY } });
    expect(await signIn(url, 'root@example.com')).toEqual({
      id,
      email: 'Root@example.com',
      name: 'Root',
      roles: ['ADMIN'],
    });
    expect(told()).not.toContain('an administrator was created');
  });

  test('works while the server runs, and makes a USER by default', async () => {
    const { url } = await start();
    expect(await create(['--email', 'ann@example.com'])).toMatchObject({ code: 0, stderr: '' });
    expect(await signIn(url, 'ann@example.com')).toMatchObject({
      email: 'ann@example.com',
      name: null,
      roles: ['USER'],
    });
    expect(await signIn(url, 'ann@example.com', 'another password')).toBe('INVALID_CREDENTIALS');
  });

  test('leaves the line end out of the password, and that of Windows', async () => {
    expect(await create(['--email', 'ann@example.com'], `${PASSWORD}\n`)).toMatchObject({ code: 0 });
    expect(await create(['--email', 'bob@example.com'], `${PASSWORD}\r\n`)).toMatchObject({ code: 0 });
    const { url } = await start();
    for (const email of ['ann@example.com', 'bob@example.com'])
      expect(await signIn(url, email)).toMatchObject({ email });
  });

  test('four at once, of one address, make one', async () => {
    await create(['--email', 'bob@example.com']);
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => built(['--email', 'ann@example.com'])));
    expect(outcomes.filter(({ code }) => code === 0)).toHaveLength(1);
    expect(outcomes.filter(({ code }) => code !== 0)).toEqual(
      Array.from({ length: 3 }, () => refused('email: This address already has an account.')),
    );
  });

  test('refuses what is wrong in one line, and writes nothing', async () => {
    await create(['--email', 'ann@example.com']);
    const bob = ['--email', 'bob@example.com'];
    expect(await create(bob, 'short')).toEqual(refused('password: A password must have at least 8 characters.'));
    expect(await create([...bob, '--role', 'ROOT'])).toEqual(
      refused('--role: There is no role ROOT. Choose from USER, SUPPORT, ADMIN.'),
    );
    const { url } = await start();
    expect(await signIn(url, 'bob@example.com')).toBe('INVALID_CREDENTIALS');
  });
});

describe('portcullis user create, before it looks at a database', () => {
  // A database that is not there: whoever looked would tell another line.
  const env = { DATABASE_URL: 'postgres://127.0.0.1:1/x', MASTER_KEY: masterKey(5) };
  const create = (args: readonly string[]) => runCliHere(['user', 'create', ...args], { env, stdin: PASSWORD });

  test('takes no password as an argument', async () => {
    const outcome = await create(['--email', 'ann@example.com', '--password', 'hush-hush']);
    expect(outcome).toEqual(misused(`error: unknown option '--password'\n${HELP}`));
  });

  test('does not repeat a password that was given as an argument all the same', async () => {
    const { code, stdout, stderr } = await create(['--email', 'ann@example.com', '--password=hush-hush']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain("error: unknown option '--password");
    expect(stderr).not.toContain('hush');
  });

  test('needs --email', async () => {
    expect(await create([])).toEqual(misused(`error: required option '--email <address>' not specified\n${HELP}`));
  });

  test('lists the problems of the configuration', async () => {
    const wrong = { ...env, PORT: 'x', LOG_LEVEL: 'x' };
    expect(await runCliHere(['user', 'create', '--email', 'ann@example.com'], { env: wrong, stdin: PASSWORD })).toEqual(
      refused(
        'PORT: Write a whole number from 0 to 65535.\nLOG_LEVEL: Use one of trace, debug, info, warn, error, fatal, silent.',
      ),
    );
  });
});
