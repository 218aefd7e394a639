import { createHash, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestPlace, type TestPlace } from '../support/databases.js';
import { createForger, type Forge } from '../support/forger.js';
import { type JwksServer, startJwksServer } from '../support/jwks-server.js';
import { ADMIN, createTestServer, startServer, type TestServer, type Tokens } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';
import { compact, signature } from '../tokens/token-fixture.js';

const module = createTestModule({
  sdl: `
  extend type Query { report: Report @auth  open: Int @public  counted(first: Int!): [Report!]! @public @listSize(slicingArguments: ["first"]) }
  extend type Mutation { wipe: Int @auth(role: ADMIN) }
  type Report { id: ID!  secret: Int @auth(role: SUPPORT)  mine: Int @auth(owner: "id")  scoped: Int @auth(scopes: "read")  again: Report }`,
  resolvers: { Query: { report: () => ({ id: 'r' }), open: () => 1, counted: () => [] }, Mutation: { wipe: () => 1 } },
});

const PRODUCTION = { NODE_ENV: 'production', HOST: '127.0.0.1' };
const ISSUER = 'https://tenant.idp.test/';
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');
const at = ({ url }: TestServer, path = '/access') => new URL(path, url);
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

async function outcomeOf(response: Response) {
  const text = await response.text();
  const isPage = response.headers.get('content-type')?.startsWith('text/html') === true;
  const challenge = response.headers.get('www-authenticate');
  const told = isPage
    ? {}
    : { code: JSON.parse(text).errors[0].extensions.code, message: JSON.parse(text).errors[0].message };
  // Of what is shown of the schema there is nothing in any refusal.
  return { status: response.status, isPage, challenge, tellsSchema: text.includes('Report'), ...told };
}

const open = async (server: TestServer, headers: Record<string, string> = {}) =>
  outcomeOf(await fetch(at(server), { headers }));

async function tryOut(server: TestServer, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(at(server, '/access/try'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, answer: await response.json() };
}

const REFUSED = { isPage: false, tellsSchema: false };

describe('in development', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ modules: [module] });
  });
  afterAll(() => server.close());

  test('the page is there for everybody, with the rules of the server', async () => {
    const response = await fetch(at(server));
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(text).toContain('data-coordinate="Report.secret"');
    expect(text).toContain('data-coordinate="Mutation.wipe"');
    const policy = [
      "default-src 'none'",
      `style-src 'sha256-${sha256(/<style>(.*?)<\/style>/s.exec(text)?.[1] ?? '')}'`,
      `script-src 'sha256-${sha256(/<script>(.*?)<\/script>/s.exec(text)?.[1] ?? '')}'`,
      "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ];
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': policy.join('; '),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
  });

  test('HEAD is answered without it, and nothing else is', async () => {
    const head = await fetch(at(server), { method: 'HEAD' });
    expect([head.status, Number(head.headers.get('content-length')) > 10_000, await head.text()]).toEqual([
      200,
      true,
      '',
    ]);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const { status, headers } = await fetch(at(server), { method });
      expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    }
    for (const method of ['GET', 'HEAD', 'PUT', 'OPTIONS']) {
      const { status, headers } = await fetch(at(server, '/access/try'), { method });
      expect([status, headers.get('allow')]).toEqual([405, 'POST']);
    }
  });

  test('an operation is explained to nobody, path by path, and not run', async () => {
    const query = '{ open report { id secret } }';
    expect(await tryOut(server, { query })).toMatchObject({
      status: 200,
      answer: {
        viewer: 'Not signed in.',
        problem: null,
        conclusion: null,
        isCut: false,
        paths: [
          { key: 'open', depth: 0, on: [], access: 'allowed', because: '@public', by: [] },
          {
            key: 'report',
            depth: 0,
            on: [],
            access: 'refused',
            because: 'signed in',
            by: [expect.stringMatching(/^Query\.report .*test\.graphql:2$/)],
          },
        ],
      },
    });
  });

  test('to a role, and with variables', async () => {
    const query = 'query Q($yes: Boolean!) { report { secret @include(if: $yes) mine scoped } } query Other { open }';
    const { answer } = await tryOut(server, { query, operationName: 'Q', variables: { yes: true }, role: 'SUPPORT' });
    expect(answer.viewer).toBe('Signed in, roles SUPPORT.');
    const told = answer.paths.map(({ key, depth, access, because }: Record<string, unknown>) => [
      key,
      depth,
      access,
      because,
    ]);
    expect(told).toEqual([
      ['report', 0, 'allowed', 'signed in'],
      ['secret', 1, 'allowed', 'role SUPPORT'],
      ['mine', 1, 'depends', 'owner id'],
      ['scoped', 1, 'refused', 'scope read'],
    ]);
    const without = await tryOut(server, { query, operationName: 'Q', variables: { yes: false }, role: 'USER' });
    expect(without.answer.paths.map(({ key }: { key: string }) => key)).toEqual(['report', 'mine', 'scoped']);
    const mutation = await tryOut(server, { query: 'mutation { a: wipe }', role: 'USER' });
    expect(mutation.answer.conclusion).toBe('Nothing in this mutation runs: a is certain to be refused.');
  });

  test('to a token, exactly as it counts; one that does not says why', async () => {
    const { accessToken } = await server.login(ADMIN.email, ADMIN.password);
    const query = '{ report { secret } }';
    const good = await tryOut(server, { query, token: accessToken });
    expect(good.answer).toMatchObject({
      viewer: expect.stringMatching(/^Signed in, roles ADMIN/),
      reason: null,
      problem: null,
    });
    expect(good.answer.paths).toHaveLength(2);
    const bad = await tryOut(server, { query, token: `${accessToken}x` });
    expect(bad.answer).toMatchObject({
      viewer: 'Not signed in.',
      reason: 'TOKEN_INVALID',
      problem: 'The token does not count: TOKEN_INVALID.',
      paths: [{ key: 'report', access: 'refused' }],
    });
    await server.request('mutation { logout }', { token: accessToken });
    expect((await tryOut(server, { query, token: accessToken })).answer).toMatchObject({
      reason: 'TOKEN_REVOKED',
      paths: [{ access: 'refused' }],
    });
    const parts = accessToken.split('.');
    const logged = JSON.stringify(server.logged.filter(({ msg }) => /access token/.test(String(msg))));
    expect(logged).not.toContain('TOKEN_INVALID');
    expect(JSON.stringify(server.logged)).not.toContain(parts[1]);
  });

  test.each<[string, unknown, string]>([
    ['no operation', {}, 'query is no text.'],
    ['what it does not know', { query: '{ open }', tokens: [] }, 'Of what was sent, only'],
    ['two viewers', { query: '{ open }', token: 'x', role: 'USER' }, 'Send a token or a role, and not both.'],
    ['a role that is none', { query: '{ open }', role: 'BOSS' }, 'There is no such role. Use one of'],
    ['a token that no header can have', { query: '{ open }', token: 'a\nx: y' }, 'token is no access token'],
    ['two tokens', { query: '{ open }', token: 'a, Bearer b' }, 'token is no access token'],
    ['variables in a list', { query: '{ open }', variables: [] }, 'variables is no object.'],
    ['a list', [], 'Send JSON'],
    ['what does not parse', { query: '{ open' }, 'Syntax Error'],
    ['what does not fit the schema', { query: '{ nothing }' }, 'Cannot query field "nothing" on type "Query".'],
    ['several operations', { query: 'query A { open } query B { open }' }, 'Say which operation is meant.'],
    [
      'a variable that does not fit',
      { query: 'query ($n: Int!) { counted(first: $n) { id } }', variables: { n: 'secret' } },
      'What was sent does not fit $n.',
    ],
  ])('what is wrong is refused: %s', async (_what, body, message) => {
    const { status, answer, headers } = await tryOut(server, body);
    expect([status, headers.get('cache-control')]).toEqual([400, 'no-store']);
    expect(answer.errors[0].message).toContain(message);
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  const nested = (levels: number) => `{ report ${'{ again '.repeat(levels)}{ id } ${'}'.repeat(levels)} }`;
  const many = (count: number, field: string) => Array.from({ length: count }, (_, n) => `a${n}: ${field}`).join(' ');
  test.each<[string, string, string]>([
    ['deep', nested(100), 'OPERATION_TOO_COMPLEX'],
    ['nested without end', '{'.repeat(50_000), 'BAD_USER_INPUT'],
    ['long', `{ open ${' '.repeat(200_000)} }`, 'BAD_USER_INPUT'],
    ['wide', `{ ${many(3000, 'open')} }`, 'OPERATION_TOO_COMPLEX'],
    ['full of tokens', `{ ${'open '.repeat(12_000)} }`, 'OPERATION_TOO_COMPLEX'],
    ['dear', `{ counted(first: 1000000) { again { id } } }`, 'OPERATION_TOO_COMPLEX'],
  ])('an operation that the server would not run is not looked at: %s', async (_what, query, code) => {
    const { status, answer } = await tryOut(server, { query });
    expect([status, answer.errors[0].extensions.code]).toEqual([400, code]);
  });

  test('an answer is no longer for a key that is as long as the operation', async () => {
    const fields = many(40, 'id');
    const { answer } = await tryOut(server, { query: `{ ${'x'.repeat(50_000)}: report { ${fields} } }`, role: 'USER' });
    expect(answer.paths).toHaveLength(41);
    expect(JSON.stringify(answer).length).toBeLessThan(20_000);
  });

  test('a body that is too large, or that a page of another origin could send, is refused', async () => {
    const large = await tryOut(server, { query: '{ open }', variables: { x: 'x'.repeat(2_000_000) } });
    expect(large.status).toBe(413);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const { status, headers, answer } = await tryOut(server, '{"query":"{ open }"}', {
        'content-type': type,
        origin: 'https://evil.example',
        'sec-fetch-site': 'cross-site',
      });
      expect([status, answer.errors[0].message, headers.get('access-control-allow-origin')]).toEqual([
        400,
        expect.stringContaining('Send JSON'),
        null,
      ]);
    }
    const preflight = await fetch(at(server, '/access/try'), {
      method: 'OPTIONS',
      headers: {
        origin: 'https://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    expect([...preflight.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('in production', () => {
  test('there is no page without ACCESS_PAGE_ROLE', async () => {
    const server = await startServer({ modules: [module], env: PRODUCTION });
    const { accessToken } = await server.login(ADMIN.email, ADMIN.password);
    for (const headers of [{}, bearer(accessToken)])
      expect(await open(server, headers)).toMatchObject({ ...REFUSED, status: 404, code: 'NOT_FOUND' });
    expect((await tryOut(server, { query: '{ open }' }, bearer(accessToken))).status).toBe(404);
    await server.close();
  });

  test('a role that the schema does not have stops the start', async () => {
    await expect(createTestServer({ env: { ...PRODUCTION, ACCESS_PAGE_ROLE: 'BOSS' } })).rejects.toThrow(
      'ACCESS_PAGE_ROLE: There is no role BOSS. Use one of USER, SUPPORT, ADMIN.',
    );
  });

  describe('with ACCESS_PAGE_ROLE', () => {
    let place: TestPlace;
    let idp: JwksServer;
    let server: TestServer;
    let forge: Forge;
    let user: Tokens;
    let admin: Tokens;
    beforeAll(async () => {
      place = await createTestPlace('SQLite');
      idp = await startJwksServer({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] });
      const trusted = {
        issuer: ISSUER,
        jwksUri: idp.jwksUri,
        audience: 'https://api.example.com',
        roles: { claim: 'groups', map: { boss: 'ADMIN', clerk: 'USER' } },
      };
      const env = {
        ...PRODUCTION,
        ACCESS_PAGE_ROLE: 'SUPPORT',
        TRUSTED_ISSUERS: JSON.stringify([trusted]),
        TOKEN_ALGORITHM: 'RS256',
      };
      server = await startServer({ place, modules: [module], env });
      forge = await createForger(place);
      user = await server.register('user@example.com');
      admin = await server.login(ADMIN.email, ADMIN.password);
    });
    afterAll(async () => {
      await server.close();
      await idp.close();
      await place.remove();
    });
    const foreign = (groups: readonly string[], more: object = {}) => {
      const now = Math.floor(Date.now() / 1000);
      const claims = {
        iss: ISSUER,
        sub: '42',
        aud: 'https://api.example.com',
        iat: now,
        exp: now + 60,
        groups,
        ...more,
      };
      return compact({ alg: 'RS256', typ: 'JWT', kid: 'k1' }, claims, signature('RS256', privateKey));
    };

    test('whoever has the role, or one that includes it, gets the page; from another issuer too', async () => {
      for (const token of [admin.accessToken, foreign(['boss'])]) {
        expect(await open(server, bearer(token))).toEqual({
          status: 200,
          isPage: true,
          challenge: null,
          tellsSchema: true,
        });
        expect((await tryOut(server, { query: '{ open }' }, bearer(token))).answer).toMatchObject({
          viewer: 'Not signed in.',
          paths: [{ key: 'open', access: 'allowed' }],
        });
      }
    });

    test('without a token there is a page that asks for one, and tells nothing', async () => {
      const response = await fetch(at(server));
      const text = await response.clone().text();
      expect(await outcomeOf(response)).toEqual({
        status: 401,
        isPage: true,
        challenge: 'Bearer realm="access"',
        tellsSchema: false,
      });
      const hashesOf = (name: string) =>
        [...text.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'))]
          .map(([, part = '']) => `'sha256-${sha256(part)}'`)
          .join(' ');
      expect(response.headers.get('content-security-policy')).toBe(
        `default-src 'none'; style-src ${hashesOf('style')}; script-src ${hashesOf('script')}; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      );
      expect(response.headers.get('cache-control')).toBe('no-store');
      const tried = await tryOut(server, { query: '{ open }', token: admin.accessToken });
      expect([tried.status, tried.answer.errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    });

    test.each<[string, () => string, number, string, string]>([
      ['another role', () => user.accessToken, 403, 'FORBIDDEN', 'insufficient_scope'],
      ['another role of another issuer', () => foreign(['clerk']), 403, 'FORBIDDEN', 'insufficient_scope'],
      [
        'a role that the issuer does not map',
        () => foreign(['ADMIN', 'SUPPORT']),
        403,
        'FORBIDDEN',
        'insufficient_scope',
      ],
      [
        'roles in a claim that does not count',
        () => foreign([], { roles: ['ADMIN'] }),
        403,
        'FORBIDDEN',
        'insufficient_scope',
      ],
      ['an expired token', () => foreign(['boss'], { exp: 1 }), 401, 'UNAUTHENTICATED', 'invalid_token'],
      [
        'another audience',
        () => foreign(['boss'], { aud: 'https://other.example' }),
        401,
        'UNAUTHENTICATED',
        'invalid_token',
      ],
      [
        'another issuer',
        () => foreign(['boss'], { iss: 'https://evil.example/' }),
        401,
        'UNAUTHENTICATED',
        'invalid_token',
      ],
      [
        'no signature',
        () => `${admin.accessToken.split('.').slice(0, 2).join('.')}.`,
        401,
        'UNAUTHENTICATED',
        'invalid_token',
      ],
      ['no token at all', () => 'abc', 401, 'UNAUTHENTICATED', 'invalid_token'],
    ])('nothing is told to %s', async (_who, tokenOf, status, code, error) => {
      const headers = bearer(tokenOf());
      const challenge = `Bearer error="${error}"`;
      expect(await open(server, headers)).toMatchObject({ ...REFUSED, status, code, challenge });
      const tried = await tryOut(server, { query: '{ open }', token: admin.accessToken }, headers);
      expect([tried.status, tried.answer.errors[0].extensions.code, tried.headers.get('www-authenticate')]).toEqual([
        status,
        code,
        challenge,
      ]);
    });

    test('nor to a token that has expired, or that was revoked, though it had the role', async () => {
      const { accessToken } = await server.login(ADMIN.email, ADMIN.password);
      expect((await open(server, bearer(accessToken))).status).toBe(200);
      const [header, payload] = accessToken
        .split('.')
        .slice(0, 2)
        .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
      const again = forge(header, payload);
      expect((await open(server, bearer(again))).status).toBe(200);
      const expired = forge(header, { ...payload, iat: payload.iat - 7200, exp: payload.exp - 7200 });
      expect(await open(server, bearer(expired))).toMatchObject({
        ...REFUSED,
        status: 401,
        message: 'The access token does not count: TOKEN_EXPIRED.',
      });
      await server.request('mutation { logout }', { token: accessToken });
      for (const token of [accessToken, again])
        expect(await open(server, bearer(token))).toMatchObject({
          ...REFUSED,
          status: 401,
          message: 'The access token does not count: TOKEN_REVOKED.',
        });
    });

    test('nor by another way than the header', async () => {
      const { accessToken } = admin;
      const ways: readonly [string, RequestInit][] = [
        [`/access?access_token=${accessToken}`, {}],
        [`/access?token=${accessToken}`, {}],
        ['/access', { headers: { cookie: `access_token=${accessToken}; authorization=${accessToken}` } }],
        ['/access', { headers: { 'x-forwarded-user': 'admin', 'x-authorization': `Bearer ${accessToken}` } }],
      ];
      for (const [path, init] of ways)
        expect(await outcomeOf(await fetch(at(server, path), init))).toMatchObject({ status: 401, tellsSchema: false });
      expect(await open(server, { authorization: `JWT ${accessToken}` })).toMatchObject({ ...REFUSED, status: 401 });
      expect((await fetch(at(server), { method: 'OPTIONS' })).status).toBe(405);
      const head = await fetch(at(server), { method: 'HEAD' });
      expect([head.status, Number(head.headers.get('content-length')) < 60_000]).toEqual([401, true]);
    });

    test('the log says who opened it, and nothing of a token', async () => {
      await open(server, bearer(admin.accessToken));
      const lines = server.logged.filter(({ path, status }) => path === '/access' && status === 200);
      expect(lines.at(-1)).toMatchObject({ viewer: expect.anything() });
      expect(JSON.stringify(server.logged)).not.toContain(admin.accessToken.split('.')[2]);
    });
  });
});
