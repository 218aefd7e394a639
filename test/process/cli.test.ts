import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runCliHere } from '../support/cli-here.js';
import { createTestPlace, type TestPlace } from '../support/databases.js';
import { describeEachDatabaseAtLength } from '../support/databases-at-length.js';
import { environmentOf, runCli } from '../support/process.js';
import { MASTER_KEY, startServer, type TestServer } from '../support/server.js';

const REGISTER = `mutation {
  register(input: { email: "ann@example.com", password: "correct horse battery" }) {
    auth { accessToken refreshToken userId sessionId }
  }
}`;
const PUBLIC_URL = 'http://localhost:4000';
const NO_JWT = 'Not valid (TOKEN_INVALID): The token does not have the three parts of a JWT.\n';

describe('portcullis', () => {
  test.each([
    [['--help'], 0, /^Usage: portcullis /, /^$/],
    [[], 2, /^$/, /^Usage: portcullis /],
    [['users'], 2, /^$/, /^error: unknown command 'users'/],
    [['token', 'inspect', 'a.b.c'], 2, /^$/, /^error: too many arguments/],
  ])('%j', async (args, code, stdout, stderr) => {
    const outcome = await runCli(args);
    expect(outcome.code).toBe(code);
    expect(outcome.stdout).toMatch(stdout);
    expect(outcome.stderr).toMatch(stderr);
  });
});

describeEachDatabaseAtLength('portcullis token inspect', (engine) => {
  let place: TestPlace;
  let env: Record<string, string>;
  let server: TestServer | undefined;
  beforeEach(async () => {
    place = await createTestPlace(engine);
    env = { ...environmentOf(place), MASTER_KEY, PUBLIC_URL };
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    await place.remove();
  });

  const start = async (more: Record<string, string> = {}) => {
    env = { ...env, ...more };
    server = await startServer({ place, env });
    const { data } = await server.request(REGISTER);
    return data.register.auth;
  };
  const inspect = async (stdin: string, more: Record<string, string> = {}, run = runCliHere) => {
    const { code, stdout, stderr } = await run(['token', 'inspect'], { env: { ...env, ...more }, stdin });
    expect(stderr).toBe('');
    return { code, stdout };
  };
  /** What it shows, and the sentence below. */
  const parse = (stdout: string) => {
    const [, json = '', sentence = ''] = /^(\{\n.*\n\}\n)([^\n]*)\n$/s.exec(stdout) ?? [];
    return { ...JSON.parse(json), sentence };
  };

  test('shows header and claims of a valid token', async () => {
    const { accessToken, userId, sessionId } = await start();
    const { code, stdout } = await inspect(`${accessToken}\n`, {}, runCli);
    expect(code).toBe(0);
    const { header, payload, sentence } = parse(stdout);
    expect(header).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(payload).toEqual({
      iss: PUBLIC_URL,
      sub: userId,
      aud: PUBLIC_URL,
      iat: expect.any(Number),
      exp: payload.iat + 600,
      jti: expect.stringMatching(/^[0-9a-f]{32}$/),
      sid: sessionId,
      ver: 1,
      roles: ['USER'],
      scope: '',
    });
    expect(sentence).toBe('Valid.');
  });

  test('says that it has expired, and when', async () => {
    const { accessToken } = await start({ ACCESS_TOKEN_TTL_SECONDS: '1', CLOCK_TOLERANCE_SECONDS: '0' });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const { code, stdout } = await inspect(accessToken);
    expect(code).toBe(1);
    const { payload, sentence } = parse(stdout);
    const time = new Date(payload.exp * 1000).toISOString();
    expect(sentence).toBe(`Not valid (TOKEN_EXPIRED): The token expired at ${time}.`);
  });

  test('is JSON for programs, whether it is valid or not', async () => {
    const { accessToken, userId } = await start();
    const asJson = async (stdin: string) => {
      const { code, stdout } = await runCliHere(['token', 'inspect', '--json'], { env, stdin });
      return { code, ...JSON.parse(stdout) };
    };
    const header = { alg: 'ES256' };
    const valid = { code: 0, isValid: true, reason: null, message: 'Valid.', viewer: null };
    expect(await asJson(accessToken)).toMatchObject({ ...valid, header, payload: { sub: userId } });
    const invalid = { code: 1, isValid: false, reason: 'TOKEN_INVALID', viewer: null };
    expect(await asJson(`${accessToken.slice(0, -4)}AAAA`)).toMatchObject({ ...invalid, header });
    expect(await asJson('a.b')).toEqual({ ...invalid, header: null, payload: null, message: NO_JWT.trim() });
  });

  test('says that it was changed', async () => {
    const { accessToken } = await start();
    const [header = '', payload = '', signature = ''] = accessToken.split('.');
    const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), roles: ['ADMIN'] };
    const forged = [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
    const { code, stdout } = await inspect(forged);
    expect(code).toBe(1);
    expect(parse(stdout)).toMatchObject({
      payload: { roles: ['ADMIN'] },
      sentence: 'Not valid (TOKEN_INVALID): The signature was not made with the key that kid names.',
    });
  });

  test('says that it was revoked', async () => {
    const { accessToken } = await start();
    await server?.request('mutation { logout }', { token: accessToken });
    const { code, stdout } = await inspect(accessToken);
    expect(code).toBe(1);
    expect(parse(stdout).sentence).toBe(
      'Not valid (TOKEN_REVOKED): The session has ended, or the rights of its user have changed.',
    );
  });

  test('says that it is for somebody else', async () => {
    const { accessToken } = await start();
    const { code, stdout } = await inspect(accessToken, { PUBLIC_URL: 'https://other.example.com' });
    expect(code).toBe(1);
    expect(parse(stdout).sentence).toBe('Not valid (TOKEN_INVALID): iss is not https://other.example.com.');
  });

  test('says that its key is none of ours', async () => {
    const { accessToken } = await start();
    const other = await createTestPlace('SQLite');
    await runCliHere(['keys', 'rotate'], { env: environmentOf(other) });
    const { code, stdout, stderr } = await runCliHere(['token', 'inspect'], {
      env: environmentOf(other),
      stdin: accessToken,
    });
    await other.remove();
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(parse(stdout).sentence).toBe("Not valid (TOKEN_INVALID): The header's kid names no key of this server.");
  });

  test('shows nothing of what is no access token', async () => {
    const { refreshToken } = await start();
    expect(await inspect(refreshToken)).toEqual({ code: 1, stdout: NO_JWT });
    expect(await inspect('a.b')).toEqual({ code: 1, stdout: NO_JWT });
    expect(await inspect('a.b.!')).toEqual({
      code: 1,
      stdout: 'Not valid (TOKEN_INVALID): A part of the token is not base64url.\n',
    });
    expect(await inspect('x'.repeat(100_000))).toEqual({
      code: 1,
      stdout: 'Not valid (TOKEN_INVALID): The token is longer than 8192 characters.\n',
    });
  });
});
