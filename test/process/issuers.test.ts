import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runCliHere } from '../support/cli-here.js';
import { createTestPlace, type TestPlace } from '../support/databases.js';
import { type JwksServer, startJwksServer } from '../support/jwks-server.js';
import { environmentOf, runCli } from '../support/process.js';
import { MASTER_KEY } from '../support/server.js';
import { compact, signature } from '../tokens/token-fixture.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const SECRET = 'super-secret-jwt-token-with-at-least-32-characters';
const COGNITO = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab12Cd34E';

let idp: JwksServer;
let place: TestPlace;
let env: Record<string, string>;
beforeAll(async () => {
  idp = await startJwksServer({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] });
  place = await createTestPlace('SQLite');
  const issuers = [
    { preset: 'cognito', issuer: COGNITO, audience: 'app', roles: { map: { admins: 'ADMIN' } }, jwksUri: idp.jwksUri },
    { preset: 'supabase', issuer: 'https://ref.supabase.co/auth/v1', secret: { variable: 'IDP_SECRET' } },
    { issuer: 'https://idp.test/realm', audience: ['api'], typ: ['at+jwt'] },
  ];
  env = { ...environmentOf(place), MASTER_KEY, TRUSTED_ISSUERS: JSON.stringify(issuers), IDP_SECRET: SECRET };
  expect(await runCliHere(['keys', 'rotate'], { env })).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await idp.close();
  await place.remove();
});

function tokenOf(more: object): string {
  const now = Math.floor(Date.now() / 1000);
  const times = { iat: now, exp: now + 60 };
  const claims = {
    iss: COGNITO,
    sub: '42',
    client_id: 'app',
    token_use: 'access',
    'cognito:groups': ['admins'],
    ...times,
  };
  return compact({ alg: 'RS256', kid: 'k1' }, { ...claims, ...more }, signature('RS256', privateKey));
}

describe('portcullis token inspect', () => {
  test.each<[string, object, number, string]>([
    ['is good', { scope: 'read pay' }, 0, `Valid. The viewer is ${COGNITO}|42; roles: ADMIN; scopes: read, pay.`],
    ['is of another client', { client_id: 'evil' }, 1, 'Not valid (TOKEN_INVALID): client_id is not app.'],
    [
      'is an ID token',
      { token_use: 'id' },
      1,
      'Not valid (TOKEN_INVALID): Its "token_use" says that it is an ID token.',
    ],
    ['has expired', { iat: 1, exp: 2 }, 1, 'Not valid (TOKEN_EXPIRED): The token has expired.'],
    [
      'is of nobody here',
      { iss: 'https://evil.test' },
      1,
      `Not valid (TOKEN_INVALID): The header's typ is not "at+jwt". Its iss is not one of TRUSTED_ISSUERS either: ${COGNITO}, https://ref.supabase.co/auth/v1, https://idp.test/realm.`,
    ],
  ])('explains a token that %s', async (_what, more, code, sentence) => {
    const outcome = await runCliHere(['token', 'inspect'], { env, stdin: tokenOf(more) });
    expect(outcome).toMatchObject({ code, stderr: '' });
    expect(outcome.stdout.trimEnd().split('\n').at(-1)).toBe(sentence);
    expect(JSON.parse(outcome.stdout.slice(0, outcome.stdout.lastIndexOf('}') + 1))).toHaveProperty('header.kid', 'k1');
  });

  test('says that the keys cannot be had, and why', async () => {
    const down = JSON.stringify([
      { preset: 'cognito', issuer: COGNITO, audience: 'app', jwksUri: 'http://127.0.0.1:1/' },
    ]);
    const { code, stdout } = await runCliHere(['token', 'inspect'], {
      env: { ...env, TRUSTED_ISSUERS: down },
      stdin: tokenOf({}),
    });
    expect(code).toBe(1);
    expect(stdout).toContain('http://127.0.0.1:1/ cannot be reached, or it redirects.');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(`Unknown: The keys of ${COGNITO} cannot be fetched. Try again.`);
  });
});

describe('portcullis issuers explain', () => {
  test('shows the options of each as they count, and no secret', async () => {
    const { code, stdout, stderr } = await runCli(['issuers', 'explain'], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual([
      {
        issuer: COGNITO,
        jwksUri: idp.jwksUri,
        audience: { claim: 'client_id', in: ['app'] },
        algorithms: ['RS256'],
        roles: [{ claim: 'cognito:groups', map: { admins: 'ADMIN' } }],
        requiredClaims: [{ claim: 'token_use', in: ['access'] }],
        acceptIdTokens: false,
        maxBytes: 8192,
        maxLifetimeSeconds: 86_400,
        typ: [null, 'jwt'],
        scopes: [{ claim: 'scope' }],
      },
      {
        issuer: 'https://ref.supabase.co/auth/v1',
        secret: 'set',
        audience: { claim: 'aud', in: ['authenticated'] },
        algorithms: ['HS256'],
        roles: [],
        requiredClaims: [{ claim: 'role', in: ['authenticated'] }, { claim: 'session_id' }],
        acceptIdTokens: false,
        maxBytes: 8192,
        maxLifetimeSeconds: 86_400,
        typ: ['jwt'],
        scopes: [],
      },
      {
        issuer: 'https://idp.test/realm',
        jwksUri:
          'read from https://idp.test/realm/.well-known/openid-configuration, else from https://idp.test/.well-known/oauth-authorization-server/realm',
        audience: { claim: 'aud', in: ['api'] },
        algorithms: ['RS256'],
        roles: [],
        requiredClaims: [],
        acceptIdTokens: false,
        maxBytes: 8192,
        maxLifetimeSeconds: 86_400,
        typ: ['at+jwt'],
        scopes: [],
      },
    ]);
    expect(stdout).not.toContain(SECRET.slice(0, 8));
  });

  test('says that there are none', async () => {
    expect(await runCliHere(['issuers', 'explain'], { env: { ...env, TRUSTED_ISSUERS: '' } })).toMatchObject({
      code: 0,
      stdout: '[]\n',
      stderr: 'There are no trusted issuers: TRUSTED_ISSUERS is not set.\n',
    });
  });
});
