import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { Module } from '../../src/module/index.js';
import { createTestPlace } from '../support/databases.js';
import { type JwksServer, startJwksServer } from '../support/jwks-server.js';
import { expectAnswer, expectError, expectRevoked, refresh, setUserRoles } from '../support/operations.js';
import { ADMIN, startServer, type TestServer, type Tokens } from '../support/server.js';
import { compact, signature } from '../tokens/token-fixture.js';

const reports = (roles: string): Module => ({
  name: 'reports',
  typeDefs: `
    ${roles}
    extend type Query {
      reports: Int @auth(scopes: ["reports:read"])
      export: Int @auth(role: SUPPORT, scopes: ["reports:read", "reports:export"])
    }`,
  resolvers: { Query: { reports: () => 1, export: () => 2 } },
});
const ROLES = `extend enum Role {
  SUPPORT @grants(scopes: ["reports:read"])
  ADMIN @grants(scopes: ["reports:export"])
}`;

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ISSUER = 'https://tenant.idp.test/';
const FORBIDDEN = { code: 'FORBIDDEN' };

let idp: JwksServer;
let server: TestServer;
let admin: Tokens;
let support: Tokens;
let user: Tokens;
beforeAll(async () => {
  idp = await startJwksServer({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] });
  const trusted = {
    issuer: ISSUER,
    jwksUri: idp.jwksUri,
    audience: 'https://api.example.com',
    roles: { claim: 'groups', map: { helpdesk: 'SUPPORT' } },
    scopes: { claim: 'scope' },
  };
  server = await startServer({
    modules: [reports(ROLES)],
    env: { TRUSTED_ISSUERS: JSON.stringify([trusted]), INTROSPECTION: 'shaped' },
  });
  admin = await server.login(ADMIN.email, ADMIN.password);
  user = await server.register('user@example.com');
  const registered = await server.register('support@example.com');
  await setUserRoles(server, admin.accessToken, registered.userId, ['SUPPORT', 'USER']);
  support = expectAnswer(await refresh(server, registered.refreshToken), 'refresh');
});
afterAll(async () => {
  await server.close();
  await idp.close();
});

const scopeOf = ({ accessToken }: Pick<Tokens, 'accessToken'>) => decodeJwt(accessToken).scope;
const ask = (query: string, { accessToken: token }: Pick<Tokens, 'accessToken'>) => server.request(query, { token });

function foreign(claims: object): Pick<Tokens, 'accessToken'> {
  const now = Math.floor(Date.now() / 1000);
  const own = { iss: ISSUER, sub: '42', aud: 'https://api.example.com', iat: now, exp: now + 60, groups: ['helpdesk'] };
  return {
    accessToken: compact(
      { alg: 'RS256', typ: 'JWT', kid: 'k1' },
      { ...own, ...claims },
      signature('RS256', privateKey),
    ),
  };
}

describe('a user whose role grants the scope', () => {
  test('has it in the token, with those of the roles that theirs includes', () => {
    expect(scopeOf(support)).toBe('reports:read');
    expect(scopeOf(admin)).toBe('reports:export reports:read');
    expect(scopeOf(user)).toBe('');
  });

  test('gets what asks for it, and a user without the role is refused', async () => {
    expect(expectAnswer(await ask('{ reports }', support), 'reports')).toBe(1);
    expectError(await ask('{ reports }', user), 'reports', FORBIDDEN);
    expectError(await server.request('{ reports }'), 'reports', { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' });
  });

  test('gets it through @includes too, and nobody gets more than all their roles grant', async () => {
    const both = await ask('{ reports export }', admin);
    expect({ data: both.data, errors: both.errors }).toEqual({ data: { reports: 1, export: 2 }, errors: [] });
    expectError(await ask('{ export }', support), 'export', FORBIDDEN);
    expectError(await ask('{ export }', user), 'export', FORBIDDEN);
  });

  test('sees the field in introspection, and others do not', async () => {
    const fieldsFor = async (tokens: Tokens): Promise<readonly string[]> => {
      const { data } = await ask('{ __type(name: "Query") { fields { name } } }', tokens);
      return data.__type.fields.map(({ name }: { readonly name: string }) => name);
    };
    expect(await fieldsFor(admin)).toEqual(expect.arrayContaining(['reports', 'export']));
    expect(await fieldsFor(support)).toContain('reports');
    expect(await fieldsFor(support)).not.toContain('export');
    expect(await fieldsFor(user)).not.toContain('reports');
    const { data } = await ask('{ __schema { directives { name } } }', admin);
    expect(JSON.stringify(data)).not.toMatch(/"(grants|includes|auth)"/);
  });

  test('loses it with the role: the token is revoked, and the next has no scope', async () => {
    const registered = await server.register('later@example.com');
    const set = (roles: readonly string[]) => setUserRoles(server, admin.accessToken, registered.userId, roles);
    await set(['SUPPORT']);
    const before: Tokens = expectAnswer(await refresh(server, registered.refreshToken), 'refresh');
    expect(expectAnswer(await ask('{ reports }', before), 'reports')).toBe(1);
    await set(['USER']);
    await expectRevoked(server, before);
    const after: Tokens = expectAnswer(await refresh(server, before.refreshToken), 'refresh');
    expect(scopeOf(after)).toBe('');
    expectError(await ask('{ reports }', after), 'reports', FORBIDDEN);
  });
});

describe('a token of another issuer', () => {
  test('has the scopes that its issuer gave it, and none of the role that it is mapped to', async () => {
    expectError(await ask('{ reports }', foreign({})), 'reports', FORBIDDEN);
    expectError(await ask('{ reports }', foreign({ scope: 'other' })), 'reports', FORBIDDEN);
    expect(expectAnswer(await ask('{ reports }', foreign({ scope: 'reports:read' })), 'reports')).toBe(1);
    // The role itself does count.
    const whole = await ask('{ export }', foreign({ scope: 'reports:read reports:export' }));
    expect(expectAnswer(whole, 'export')).toBe(2);
    expectError(
      await ask('{ export }', foreign({ groups: [], scope: 'reports:read reports:export' })),
      'export',
      FORBIDDEN,
    );
  });
});

describe('another @grants at a deploy', () => {
  test('is in the next token, while those of before keep what they say', async () => {
    const place = await createTestPlace('SQLite');
    const start = (scope: string) =>
      startServer({ place, modules: [reports(`extend enum Role { USER @grants(scopes: ["${scope}"]) }`)] });
    try {
      const older = await start('reports:list');
      const first = await older.register('a@example.com');
      expect(scopeOf(first)).toBe('reports:list');
      await older.close();
      const newer = await start('reports:read');
      try {
        expectError(await newer.request('{ reports }', { token: first.accessToken }), 'reports', FORBIDDEN);
        const next: Tokens = expectAnswer(await refresh(newer, first.refreshToken), 'refresh');
        expect(scopeOf(next)).toBe('reports:read');
        const answer = await newer.request('{ reports }', { token: next.accessToken });
        expect(expectAnswer(answer, 'reports')).toBe(1);
      } finally {
        await newer.close();
      }
    } finally {
      await place.remove();
    }
  });
});

describe('a scope that no role grants', () => {
  const warnings = ({ logged }: TestServer) =>
    logged.flatMap(({ msg }) => (/No token can have these scopes/.test(String(msg)) ? [String(msg)] : []));

  test('is told of in the log of the start, but not where a trusted issuer brings scopes', async () => {
    const alone = await startServer({ modules: [reports('')] });
    try {
      expect(warnings(alone)).toEqual([
        expect.stringMatching(/Query\.reports: reports:read\n.*Query\.export: reports:read/),
      ]);
    } finally {
      await alone.close();
    }
    expect(warnings(server)).toEqual([]);
    const granted = await startServer({ modules: [reports(ROLES)] });
    try {
      expect(warnings(granted)).toEqual([]);
    } finally {
      await granted.close();
    }
  });
});

describe('the most that a token may have to say', () => {
  test('is verified: all the scopes and all the custom claims that there is room for', async () => {
    const scopes = ['x'.repeat(511), 'y'.repeat(512)];
    const text = 'z'.repeat(4096 - '{"text":""}'.length);
    const large = await startServer({
      modules: [reports(`extend enum Role { USER @grants(scopes: ${JSON.stringify(scopes)}) }`)],
      claimsFor: () => ({ text }),
      env: { TOKEN_ALGORITHM: 'RS256' },
    });
    try {
      const tokens = await large.register('large@example.com');
      expect(scopeOf(tokens)).toHaveLength(1024);
      const { data, errors } = await large.request('{ me { email } }', { token: tokens.accessToken });
      expect({ data, errors }).toEqual({ data: { me: { email: 'large@example.com' } }, errors: [] });
    } finally {
      await large.close();
    }
  });
});
