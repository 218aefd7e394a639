import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StartupError } from '../../src/errors.js';
import { type JwksServer, startJwksServer } from '../support/jwks-server.js';
import { startServer, type TestServer, type Tokens } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';
import { compact, signature } from '../tokens/token-fixture.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ISSUER = 'https://tenant.idp.test/';

const module = createTestModule({
  sdl: `
  extend type Query {
    open: Int @public
    signedIn: Int @auth
    scoped: Int @auth(scopes: ["pay"])
    tenant(id: ID!): Int @auth(claims: [{ name: "tenant", argument: "id" }])
    who: String @auth
  }`,
  resolvers: {
    Query: {
      open: () => 1,
      signedIn: () => 1,
      scoped: () => 1,
      tenant: () => 1,
      who: (_root, _args, { viewer }) => viewer.subject,
    },
  },
});

let idp: JwksServer;
let server: TestServer;
let own: Tokens;
beforeAll(async () => {
  idp = await startJwksServer({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] });
  server = await startServer({ modules: [module], env: { TRUSTED_ISSUERS: JSON.stringify([trusted()]) } });
  own = await server.register('own@example.com');
});
afterAll(async () => {
  await server.close();
  await idp.close();
});

const trusted = () => ({
  issuer: ISSUER,
  jwksUri: idp.jwksUri,
  audience: 'https://api.example.com',
  roles: { claim: ['realm_access', 'roles'], map: { boss: 'ADMIN', clerk: 'USER' } },
  scopes: { claim: 'scope' },
});

function tokenOf(more: object = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: ISSUER, sub: '42', aud: 'https://api.example.com', iat: now, exp: now + 60, ...more };
  return compact({ alg: 'RS256', typ: 'JWT', kid: 'k1' }, claims, signature('RS256', privateKey));
}

const ask = (query: string, token: string) => server.request(query, { token });
const codesOf = (errors: readonly { path?: unknown; extensions: { code?: unknown; reason?: unknown } }[]) =>
  errors.map(({ path, extensions: { code, reason } }) => [String(path), code, reason]);

describe('a viewer of a trusted issuer', () => {
  test('is nobody here, whatever subject the issuer gives: node shows no account and no session', async () => {
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename } }';
    const variables = { ids: [own.userId, own.sessionId] };
    const asked = async (token: string) => {
      const { data, errors } = await server.request(query, { token, variables });
      expect(errors).toEqual([]);
      return data.nodes;
    };
    expect(await asked(tokenOf({ sub: own.userId }))).toEqual([null, null]);
    expect(await asked(tokenOf({ sub: own.userId, realm_access: { roles: ['boss'] } }))).toEqual([
      { __typename: 'User' },
      { __typename: 'Session' },
    ]);
  });

  test('is signed in, with the roles, scopes and claims of his token', async () => {
    const query = '{ signedIn scoped tenant(id: "t1") who users(first: 1) { edges { cursor } } }';
    const token = tokenOf({ realm_access: { roles: ['boss'] }, scope: 'pay', tenant: 't1' });
    const { data, errors } = await ask(query, token);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ signedIn: 1, scoped: 1, tenant: 1, who: `${ISSUER}|42` });
    const bare = await ask(query, tokenOf({ realm_access: { roles: ['ADMIN'] }, roles: ['ADMIN'] }));
    expect(bare.data).toEqual({ signedIn: 1, scoped: null, tenant: null, who: `${ISSUER}|42`, users: null });
    expect(codesOf(bare.errors)).toEqual([
      ['scoped', 'FORBIDDEN', undefined],
      ['tenant', 'FORBIDDEN', undefined],
      ['users', 'FORBIDDEN', undefined],
    ]);
  });

  test('has no account here: nothing of his own is there, and what needs one is FORBIDDEN', async () => {
    const { data, errors } = await ask('{ me { id } session { id } sessions { id } }', tokenOf());
    expect({ data, errors }).toEqual({ data: { me: null, session: null, sessions: [] }, errors: [] });
    const refused = await ask('mutation { a: logoutAll b: revokeSession(id: "x") }', tokenOf());
    expect(refused.data).toEqual({ a: null, b: null });
    expect(codesOf(refused.errors).map(([, code]) => code)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
  });

  test.each([
    ['changePassword', 'changePassword(currentPassword: "x", newPassword: "another password") { userId }'],
    ['requestEmailVerification', 'requestEmailVerification'],
    ['updateProfile', 'updateProfile(input: { name: "x" }) { id }'],
  ])('has no account here, so %s is FORBIDDEN', async (field, selection) => {
    for (const token of [tokenOf(), tokenOf({ sub: own.userId, sid: own.sessionId })]) {
      const { data, errors } = await ask(`mutation { ${selection} }`, token);
      expect(data).toEqual({ [field]: null });
      expect(codesOf(errors).map(([, code]) => code)).toEqual(['FORBIDDEN']);
    }
  });

  test('is not the user of ours whose id he says that he is, nor a holder of his session', async () => {
    const token = tokenOf({ sub: own.userId, sid: own.sessionId, ver: 1, jti: 'x' });
    const { data } = await ask('{ me { id } session { id } }', token);
    expect(data).toEqual({ me: null, session: null });
    expect((await ask('mutation { logout }', token)).data).toEqual({ logout: false });
    expect((await ask('{ me { id } }', own.accessToken)).data).toEqual({ me: { id: own.userId } });
  });

  test('whose token does not count is nobody, with the reason', async () => {
    const now = Math.floor(Date.now() / 1000);
    for (const [token, reason] of [
      [tokenOf({ aud: 'other' }), 'TOKEN_INVALID'],
      [tokenOf({ exp: now - 20 }), 'TOKEN_EXPIRED'],
      [`${tokenOf()}A`, 'TOKEN_INVALID'],
      [tokenOf({ iss: 'https://api.example.com' }), 'TOKEN_INVALID'],
    ] as const) {
      const { data, errors } = await ask('{ open signedIn }', token);
      expect(data).toEqual({ open: 1, signedIn: null });
      expect(codesOf(errors)).toEqual([['signedIn', 'UNAUTHENTICATED', reason]]);
    }
  });

  test('whose issuer cannot be reached is not refused for good, and what is public answers', async () => {
    const gone = await startJwksServer({ keys: [] });
    const other = await startServer({
      modules: [module],
      env: { TRUSTED_ISSUERS: JSON.stringify([{ ...trusted(), jwksUri: gone.jwksUri }]) },
    });
    try {
      const { data, errors } = await other.request('{ open signedIn }', { token: tokenOf() });
      expect(data).toEqual({ open: 1, signedIn: null });
      expect(codesOf(errors)).toEqual([['signedIn', 'SERVICE_UNAVAILABLE', undefined]]);
      expect((await other.request('{ signedIn }', { token: tokenOf() })).status).toBe(503);
      expect(gone.requests()).toBe(1);
    } finally {
      await other.close();
      await gone.close();
    }
  });
});

describe('TRUSTED_ISSUERS stops the start', () => {
  test.each<[string, () => unknown, string]>([
    [
      'with a role that there is not',
      () => [{ ...trusted(), roles: { claim: 'r', map: { x: 'BOSS' } } }],
      'maps to the unknown role BOSS',
    ],
    ['with this server itself', () => [{ ...trusted(), issuer: 'https://api.example.com' }], 'is this server itself'],
    [
      'with a pattern that this server fits',
      () => [{ ...trusted(), issuer: 'https://{tenantid}', tenants: 'any' }],
      'is this server itself',
    ],
    [
      'with a pattern that this server fits, though not as one of the tenants',
      () => [{ ...trusted(), issuer: 'https://{tenantid}', tenants: ['login.test'] }],
      'is this server itself',
    ],
    [
      'with plain http',
      () => [{ ...trusted(), jwksUri: 'http://idp.test/jwks' }],
      '0.jwksUri: Write an https address.',
    ],
    ['without an audience', () => [{ ...trusted(), audience: undefined }], '0.audience'],
    ['with a key that is not known', () => [{ ...trusted(), rolles: {} }], 'rolles'],
    [
      'with a lifetime of more than 30 days',
      () => [{ ...trusted(), maxLifetimeSeconds: 2_592_001 }],
      '0.maxLifetimeSeconds: Write a whole number of seconds from 1 to 2592000, which is 30 days.',
    ],
    [
      'with a lifetime as text',
      () => [{ ...trusted(), maxLifetimeSeconds: '3600' }],
      '0.maxLifetimeSeconds: Write a whole number of seconds from 1 to 2592000, which is 30 days.',
    ],
    [
      'with HS256',
      () => [{ ...trusted(), algorithms: ['HS256'] }],
      '0.algorithms: HS256 is only for an issuer with a secret instead of keys.',
    ],
    ['with an issuer twice', () => [trusted(), trusted()], 'twice'],
    ['with an object', () => ({}), 'The file does not exist'],
  ])('%s', async (_what, value, problem) => {
    const start = startServer({ env: { TRUSTED_ISSUERS: JSON.stringify(value()) } });
    await expect(start).rejects.toThrow(StartupError);
    await expect(start).rejects.toThrow(problem);
  });
});
