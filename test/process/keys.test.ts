import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeProtectedHeader } from 'jose';
import { runCliHere } from '../support/cli-here.js';
import { createTestPlace, type TestPlace } from '../support/databases.js';
import { describeEachDatabaseAtLength } from '../support/databases-at-length.js';
import { request } from '../support/graphql.js';
import { masterKey } from '../support/master-key.js';
import { endProcesses, environmentOf, runCli, spawnMain, startMain } from '../support/process.js';
import { MASTER_KEY, startServer, type TestServer } from '../support/server.js';
import { withDatabase } from '../support/with-database.js';

const REGISTER = `mutation ($email: String!) {
  register(input: { email: $email, password: "correct horse battery" }) { auth { accessToken refreshToken } }
}`;
const REFRESH = 'mutation ($t: String!) { refresh(refreshToken: $t) { accessToken refreshToken } }';
const [OLD, YOUNG] = [1, 2].map(masterKey) as [string, string];
const KID = '[0-9a-f]{32}';
const TIME = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z';
// The longest lifetime that can be set, and the tolerance.
const ACCEPTED_MILLISECONDS = (3600 + 15) * 1000;
const MINUTE = 60_000;
const NO_KEYS = 'There are no keys. The first start of the server creates one; or run: portcullis keys rotate\n';

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

afterEach(endProcesses);

describeEachDatabaseAtLength('portcullis keys', (engine) => {
  let place: TestPlace;
  let env: Record<string, string>;
  const servers: TestServer[] = [];
  beforeEach(async () => {
    place = await createTestPlace(engine);
    env = { ...environmentOf(place), MASTER_KEY: OLD, TOKEN_ALGORITHM: 'ES256' };
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
    await endProcesses();
    await place.remove();
  });

  /** A server beside the commands, in this process. */
  const start = async (more: Record<string, string> = {}) => {
    const server = await startServer({ place, env: { ...env, ...more } });
    servers.push(server);
    return server;
  };
  const keys = async (args: readonly string[], more: Record<string, string> = {}, run = runCliHere) => {
    const { code, stdout, stderr } = await run(['keys', ...args], { env: { ...env, ...more } });
    return { code, stdout, stderr };
  };
  /** In a process of its own, as it was built: once for each command. */
  const built: typeof keys = (args, more) => keys(args, more, runCli);
  const done = (stdout: unknown) => ({ code: 0, stdout, stderr: '' });
  const refused = (stderr: unknown) => ({ code: 1, stdout: '', stderr });
  const line = (text: string) => expect.stringMatching(new RegExp(`^${text}\\n$`));
  /** The lines of the list, cell by cell, without the head. */
  const list = async (more: Record<string, string> = {}) => {
    const { stdout } = await keys(['list'], more);
    return stdout
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((row) => row.split(/ {2,}/));
  };

  const jwks = async ({ url }: TestServer): Promise<string[]> => {
    const response = await fetch(new URL('/.well-known/jwks.json', url));
    return ((await response.json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
  };
  const register = async ({ url }: TestServer): Promise<Tokens> => {
    const email = `${performance.now()}@example.com`;
    return (await request(url, REGISTER, { variables: { email } })).data.register.auth;
  };
  const ask = async ({ url }: TestServer, { accessToken: token }: Tokens) => {
    const { data, errors } = await request(url, '{ me { id } }', { token });
    return data.me ? 'answered' : errors[0]?.extensions.reason;
  };
  const until = async (condition: () => Promise<boolean>) => {
    while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  /** As if the key were older than it is, and nobody had noted since that it signs. */
  const setActivation = (kid: string, time: number) =>
    withDatabase(place, async ({ query }) => {
      const older = { activates_at: time, last_signed_at: null };
      await query.updateTable('signing_keys').set(older).where('kid', '=', kid).execute();
    });

  test('rotate works before any server has started, where the database is named, and says that it is new', async () => {
    const { code, stdout, stderr } = await built(['rotate']);
    expect(stderr).toBe(
      engine === 'SQLite'
        ? `There was no database in ${place.dataDir}; one has been created.\n`
        : 'The database of DATABASE_URL was empty; it now has the tables of this server.\n',
    );
    const [, kid] = new RegExp(`^(${KID}) is now published, and signs from ${TIME} on\\.\\n$`).exec(stdout) ?? [];
    expect(code).toBe(0);
    const server = await start();
    expect(await jwks(server)).toEqual([kid]);
    expect(decodeProtectedHeader((await register(server)).accessToken).kid).toBe(kid);
  });

  test('list is JSON for programs', async () => {
    const server = await start();
    const [created] = (await keys(['rotate'])).stdout.split(' ');
    const { code, stdout } = await keys(['list', '--json']);
    expect(code).toBe(0);
    const common = { algorithm: 'ES256', createdAt: expect.stringMatching(`^${TIME}$`), needsReseal: false };
    const [signing] = (await jwks(server)).filter((kid) => kid !== created);
    expect(JSON.parse(stdout)).toEqual([
      {
        ...common,
        kid: created,
        state: 'pending',
        until: expect.stringMatching(`^${TIME}$`),
        since: null,
        masterKey: expect.any(Number),
      },
      { ...common, kid: signing, state: 'signing', until: null, since: null, masterKey: expect.any(Number) },
    ]);
  });

  test('list says so while there is no key', async () => {
    await runCliHere(['user', 'create', '--email', 'ann@example.com'], { env, stdin: 'correct horse battery' });
    expect(await built(['list'])).toEqual(done(NO_KEYS));
  });

  test('rotate beside a running server publishes a key there, and list tells of both', async () => {
    const server = await start();
    const [old] = await jwks(server);
    const before = Date.now();
    const { code, stdout, stderr } = await keys(['rotate']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [, kid = '', time = ''] =
      new RegExp(`^(${KID}) is now published, and signs from (${TIME}) on\\.\\n$`).exec(stdout) ?? [];
    expect(Date.parse(time)).toBeGreaterThanOrEqual(before + 10 * MINUTE);
    expect(Date.parse(time)).toBeLessThanOrEqual(Date.now() + 10 * MINUTE);
    await until(async () => (await jwks(server)).includes(kid));
    expect(await jwks(server)).toEqual([kid, old]);
    expect(decodeProtectedHeader((await register(server)).accessToken).kid).toBe(old);

    const sealed = expect.stringMatching(/^\d+ \(1 of 1\)$/);
    expect(await list()).toEqual([
      [kid, 'ES256', `pending until ${time}`, '0 min', sealed],
      [old, 'ES256', 'signing', '0 min', sealed],
    ]);
    expect(await keys(['rotate'])).toEqual(
      refused(
        `${kid} was just created, and signs from ${time} on. Wait for it, or retire it first: portcullis keys retire ${kid}\n`,
      ),
    );
  });

  test('retire is refused until the last token of the key can be accepted no more, and says until when', async () => {
    const server = await start();
    const [old = ''] = await jwks(server);
    const how = `If it is compromised, run: portcullis keys retire ${old} --compromised\n`;
    expect(await keys(['retire', old])).toEqual(
      refused(`${old} signs now, or will within a minute. Create another one first: portcullis keys rotate\n${how}`),
    );
    const { stdout } = await keys(['rotate']);
    const kid = stdout.slice(0, 32);
    const tookOver = Date.now() - ACCEPTED_MILLISECONDS + 5 * MINUTE;
    await setActivation(old, tookOver - 60 * MINUTE);
    await setActivation(kid, tookOver);
    const end = new Date(tookOver + ACCEPTED_MILLISECONDS).toISOString();
    expect(await keys(['retire', old])).toEqual(
      refused(`Tokens of ${old} can be accepted until ${end}. Retire it then.\n${how}`),
    );
    expect(await jwks(server)).toContain(old);

    await setActivation(kid, tookOver - 5 * MINUTE);
    const past = new Date(tookOver - 5 * MINUTE + ACCEPTED_MILLISECONDS).toISOString();
    expect((await list()).map(([, , state]) => state)).toEqual(['signing', `not needed since ${past}`]);
    expect(await keys(['retire', old])).toEqual(done(`${old} is retired.\n`));
    await until(async () => !(await jwks(server)).includes(old));
  });

  test('retire --compromised ends the tokens of a key on every instance within a second, and no session', async () => {
    const [one, other] = [await start(), await start()];
    const ann = await register(one);
    const kid = decodeProtectedHeader(ann.accessToken).kid ?? '';
    expect([await ask(one, ann), await ask(other, ann)]).toEqual(['answered', 'answered']);
    const { code, stdout, stderr } = await built(['retire', kid, '--compromised']);
    const within = Date.now() + 1000;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [, replacedBy] =
      new RegExp(
        `^${kid} is retired, and its tokens are refused within a second\\. (${KID}) signs instead\\. ` +
          'Other services that verify with the JWK Set may accept it for up to 5 more minutes\\.\\n$',
      ).exec(stdout) ?? [];
    for (const server of [one, other]) {
      await until(async () => Date.now() > within || (await ask(server, ann)) !== 'answered');
      expect(await ask(server, ann)).toBe('TOKEN_REVOKED');
      expect(await jwks(server)).toEqual([replacedBy]);
    }
    const { data, errors } = await request(other.url, REFRESH, { variables: { t: ann.refreshToken } });
    expect(errors).toEqual([]);
    expect(decodeProtectedHeader(data.refresh.accessToken).kid).toBe(replacedBy);
    expect([await ask(one, data.refresh), await ask(other, data.refresh)]).toEqual(['answered', 'answered']);
  });

  const sealed = () =>
    withDatabase(place, ({ query }) => query.selectFrom('signing_keys').select('sealed').orderBy('kid').execute());

  test('reseal lets the old master key go: with the new one alone a server starts, with the old one alone none', async () => {
    const first = await start();
    const ann = await register(first);
    const [before] = await sealed();
    const both = { MASTER_KEY: `${YOUNG},${OLD}` };
    const resealing = await built(['reseal'], both);
    expect(resealing).toEqual(
      done(
        line('Keys re-encrypted with the first key of MASTER_KEY, number \\d+: 1\\. Already encrypted with it: 0\\.'),
      ),
    );
    const [row] = await list(both);
    expect(row).toEqual([
      ...(await jwks(first)),
      'ES256',
      'signing',
      '0 min',
      expect.stringMatching(/^\d+ \(1 of 2\)$/),
    ]);
    const [after] = await sealed();
    const shown = JSON.stringify([resealing, row]);
    for (const secret of [OLD, YOUNG, before?.sealed, after?.sealed]) expect(shown).not.toContain(secret);
    // What runs goes on.
    expect(await ask(first, ann)).toBe('answered');

    const second = await start({ MASTER_KEY: YOUNG });
    expect(await ask(second, ann)).toBe('answered');
    expect(await jwks(second)).toEqual(await jwks(first));
    const wrong = 'MASTER_KEY opens none of the signing keys in this database. Set the key that encrypted them.\n';
    expect(await spawnMain({ env }).ended).toEqual({
      code: 1,
      signal: null,
      stdout: expect.stringMatching(/^\S+ INFO: the database was opened .*\n$/),
      stderr: wrong,
    });
  });

  test('reseal without the master key of one of them changes nothing, and says which is missing', async () => {
    const [kid = ''] = await jwks(await start());
    await keys(['rotate'], { MASTER_KEY: `${YOUNG},${OLD}` });
    const before = await sealed();
    const missing = (await list({ MASTER_KEY: YOUNG })).find(([id]) => id === kid)?.[4];
    expect(missing).toMatch(/^\d+ \(not in MASTER_KEY\)$/);
    expect(await keys(['reseal'], { MASTER_KEY: YOUNG })).toEqual(
      refused(
        `MASTER_KEY does not open ${kid}, which was encrypted with master key number ${missing?.split(' ')[0]}. ` +
          `Append that one to MASTER_KEY; if it is lost, run: portcullis keys retire ${kid} --compromised\n` +
          'Nothing was changed.\n',
      ),
    );
    expect(await sealed()).toEqual(before);
  });
});

describe('portcullis keys', () => {
  let place: TestPlace;
  beforeEach(async () => {
    place = await createTestPlace('SQLite');
  });
  afterEach(async () => {
    await endProcesses();
    await place.remove();
  });

  test('rotate with TOKEN_SECRET says that its key is not stored', async () => {
    const secret = 'Zq7!m2Xv9#Lp4$Rt8&Wn3*Ks6@Hd1^Gf';
    const env = { ...environmentOf(place), TOKEN_ALGORITHM: 'HS256', TOKEN_SECRET: secret };
    const { url } = await startMain({ env });
    const { data } = await request(url, REGISTER, { variables: { email: 'ann@example.com' } });
    const { code, stdout, stderr } = await runCliHere(['keys', 'rotate'], { env });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      'This server signs with TOKEN_SECRET, which is not stored. To rotate it, set another TOKEN_SECRET on all instances ' +
        'at once; tokens signed with the old one are refused from then on.\n',
    );
    const { kid = '' } = decodeProtectedHeader(data.register.auth.accessToken);
    expect(await runCliHere(['keys', 'retire', kid, '--compromised'], { env })).toMatchObject({
      code: 1,
      stdout: '',
      stderr:
        'This is the key of TOKEN_SECRET, which is not stored. Change or remove TOKEN_SECRET on all instances at once.\n',
    });
  });

  test.each([
    [['keys'], 2, /^Usage: portcullis keys /],
    [['keys', 'retire'], 2, /^error: missing required argument 'kid'\nAdd --help for usage\.\n$/],
    [['keys', 'retire', 'nonsense'], 1, /^There is no key "nonsense"\. List them with: portcullis keys list\n$/],
    [['keys', 'rotate', 'x'], 2, /^error: too many arguments for 'rotate'/],
    [['keys', 'retire', 'x', '--force'], 2, /^error: unknown option '--force'\nAdd --help for usage\.\n$/],
  ])('%j tells how', async (args, code, stderr) => {
    await (await startServer({ place, env: { MASTER_KEY } })).close();
    const outcome = await runCliHere(args, { env: { ...environmentOf(place), MASTER_KEY } });
    expect(outcome).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(stderr) });
  });
});
