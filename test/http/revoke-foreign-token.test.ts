import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { type JwksServer, startJwksServer } from '../support/jwks-server.js';
import { ADMIN, startServer, type TestServer } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';
import { withDatabase } from '../support/with-database.js';
import { compact, signature } from '../tokens/token-fixture.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const [IDP, OTHER] = ['https://one.idp.test/', 'https://other.idp.test/'] as const;
const OURS = 'https://api.example.com';
const REVOKE = 'mutation ($jti: ID!, $issuer: String) { revokeToken(jti: $jti, issuer: $issuer) }';

const who = createTestModule({
  sdl: 'extend type Query { who: String @auth }',
  resolvers: { Query: { who: (_root, _args, { viewer }) => viewer.subject } },
});

describeEachDatabase('revokeToken of a trusted issuer', (engine) => {
  let idp: JwksServer;
  let place: TestPlace;
  let server: TestServer;
  let other: TestServer;
  let admin: string;
  beforeAll(async () => {
    idp = await startJwksServer({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] });
    place = await createTestPlace(engine);
    const named = [IDP, OTHER].map((issuer) => ({ issuer, jwksUri: idp.jwksUri, audience: OURS }));
    const ofTenants = {
      issuer: 'https://login.test/{tenantid}',
      tenants: ['t1', 't2'],
      jwksUri: idp.jwksUri,
      audience: OURS,
    };
    const trusted = [...named, ofTenants];
    const options = { engine, place, modules: [who], env: { TRUSTED_ISSUERS: JSON.stringify(trusted) } };
    server = await startServer(options);
    other = await startServer(options);
    admin = (await server.login(ADMIN.email, ADMIN.password)).accessToken;
  });
  afterAll(async () => {
    await other.close();
    await server.close();
    await place.remove();
    await idp.close();
  });

  const tokenOf = (iss: string, jti: string, more: object = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss, sub: '42', aud: OURS, iat: now, exp: now + 600, jti, ...more };
    return compact({ alg: 'RS256', typ: 'JWT', kid: 'k1' }, claims, signature('RS256', privateKey));
  };
  const revoke = (variables: object, token = admin) => server.request(REVOKE, { token, variables: { ...variables } });
  const outcome = async (at: TestServer, token: string) => {
    const { data, errors } = await at.request('{ who }', { token });
    return errors.length === 0 ? data.who : [data.who, errors[0]?.path, errors[0]?.extensions];
  };
  const revoked = [null, ['who'], { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' }];
  const alive = (issuer: string) => `${issuer}|42`;

  test('takes back that token, here at once and elsewhere soon, and none of another issuer', async () => {
    const jti = randomUUID();
    const [token, same, next] = [tokenOf(IDP, jti), tokenOf(OTHER, jti), tokenOf(IDP, randomUUID())];
    for (const at of [server, other]) {
      expect(await Promise.all([token, same, next].map((text) => outcome(at, text)))).toEqual([
        alive(IDP),
        alive(OTHER),
        alive(IDP),
      ]);
    }
    expect(await revoke({ jti, issuer: IDP })).toMatchObject({ data: { revokeToken: true }, errors: [] });
    expect(await outcome(server, token)).toEqual(revoked);
    const within = Date.now() + 5000;
    while ((await outcome(other, token)) === alive(IDP) && Date.now() < within) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    for (const at of [server, other]) {
      expect(await outcome(at, token)).toEqual(revoked);
      expect(await outcome(at, same)).toBe(alive(OTHER));
      expect(await outcome(at, next)).toBe(alive(IDP));
    }
  });

  test('takes back the token of one tenant, and of no other', async () => {
    const jti = randomUUID();
    const [one, other] = ['t1', 't2'].map((tid) => tokenOf(`https://login.test/${tid}`, jti, { tid })) as [
      string,
      string,
    ];
    expect(await revoke({ jti, issuer: 'https://login.test/t1' })).toMatchObject({
      data: { revokeToken: true },
      errors: [],
    });
    expect(await outcome(server, one)).toEqual(revoked);
    expect(await outcome(server, other)).toBe(alive('https://login.test/t2'));
  });

  test('takes the longest jti that a token could hold', async () => {
    const jti = randomUUID().repeat(400).slice(0, 12_288);
    expect(await revoke({ jti, issuer: IDP })).toMatchObject({ data: { revokeToken: true }, errors: [] });
  });

  test('keeps ours and theirs apart, though the jti is the same', async () => {
    const { accessToken } = await server.register('own@example.com');
    const { jti } = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
    const theirs = tokenOf(IDP, jti);
    const me = async () => (await server.request('{ me { email } }', { token: accessToken })).data.me;
    await revoke({ jti, issuer: IDP });
    expect(await outcome(server, theirs)).toEqual(revoked);
    expect(await me()).toEqual({ email: 'own@example.com' });
    expect(await revoke({ jti, issuer: OURS })).toMatchObject({ data: { revokeToken: true }, errors: [] });
    expect(await me()).toBeNull();
    expect(await outcome(server, tokenOf(OTHER, jti))).toBe(alive(OTHER));
  });

  test('is kept for the longest lifetime that can be set, and told in the audit', async () => {
    const before = Date.now();
    const jti = `urn:${randomUUID()}`;
    await revoke({ jti, issuer: OTHER });
    const rows = await withDatabase(place, ({ query }) =>
      query.selectFrom('revocations').selectAll().where('subject', '=', `${OTHER}|${jti}`).execute(),
    );
    expect(rows).toMatchObject([{ kind: 'token' }]);
    expect(rows[0]?.expires_at).toBeGreaterThanOrEqual(before + (30 * 86_400 + 15) * 1000);
    const { data } = await server.request('{ auditEvents(first: 1) { edges { node { type detail } } } }', {
      token: admin,
    });
    expect(data.auditEvents.edges).toEqual([{ node: { type: 'TOKEN_REVOKED', detail: `${OTHER}|${jti}` } }]);
  });

  test.each<[string, object, object]>([
    ['an issuer that is not trusted', { jti: 'x', issuer: 'https://nobody.test/' }, { field: 'issuer' }],
    ['a tenant that is not trusted', { jti: 'x', issuer: 'https://login.test/t3' }, { field: 'issuer' }],
    ['all tenants', { jti: 'x', issuer: 'https://login.test/{tenantid}' }, { field: 'issuer' }],
    ['no issuer, and a jti that is none of ours', { jti: randomUUID() }, { field: 'jti' }],
    ['null as the issuer, likewise', { jti: randomUUID(), issuer: null }, { field: 'jti' }],
    ['no jti', { jti: '', issuer: IDP }, { field: 'jti' }],
    ['a jti that no token could hold', { jti: 'x'.repeat(12_289), issuer: IDP }, { field: 'jti' }],
  ])('refuses %s', async (_what, variables, details) => {
    const { data, errors } = await revoke(variables);
    expect(data).toEqual({ revokeToken: null });
    expect(errors.map(({ path, extensions }) => [path, extensions])).toEqual([
      [['revokeToken'], { code: 'BAD_USER_INPUT', ...details }],
    ]);
  });

  test('is for administrators', async () => {
    const jti = randomUUID();
    const token = tokenOf(IDP, jti);
    const { data, errors } = await revoke({ jti, issuer: IDP }, token);
    expect(data).toEqual({ revokeToken: null });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    expect(await outcome(server, token)).toBe(alive(IDP));
  });
});
