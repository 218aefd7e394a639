import { createSecretKey, randomBytes, sign } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createTrustedIssuers, mayIssue, nameProblem, readIssuerOptions } from '../../../src/tokens/index.js';
import { compact, encode, hmac } from '../token-fixture.js';
import {
  AUDIENCE,
  goodToken,
  ISSUER,
  type IssuerCase,
  type IssuerScene,
  type Json,
  keysFor,
  NOW,
  optionCases,
  SECRET,
  sceneOf,
  signAs,
  times,
} from './issuer-cases.js';

const scenes: IssuerScene[] = [];
afterEach(async () => {
  await Promise.all(scenes.splice(0).map(({ server }) => server.close()));
});

async function scene(...args: Parameters<typeof sceneOf>): Promise<IssuerScene> {
  const made = await sceneOf(...args);
  scenes.push(made);
  return made;
}

const INVALID = { refusal: { reason: 'TOKEN_INVALID', detail: expect.any(String) } };
const invalid = (detail: string) => ({ refusal: { reason: 'TOKEN_INVALID', detail } });

const base: IssuerCase = {
  name: 'base',
  algorithm: 'RS256',
  options: { issuer: ISSUER, audience: AUDIENCE },
  header: { alg: 'RS256', typ: 'JWT', kid: 'k1' },
  claims: { iss: ISSUER, sub: '42', aud: AUDIENCE, ...times },
  token: { subject: `${ISSUER}|42`, roles: [], scopes: [] },
};
const withOptions = (options: Json): IssuerCase => ({ ...base, options: { ...base.options, ...options } });
const jwkOf = (which: 'own' | 'other', more: Json = {}) => ({
  ...keysFor('RS256')[which].publicKey.export({ format: 'jwk' }),
  ...more,
});

describe('the type of a token', () => {
  const typed = (typ: unknown, more: Json = {}) =>
    signAs(base, typ === undefined ? { alg: 'RS256', kid: 'k1' } : { ...base.header, typ }, {
      ...base.claims,
      ...more,
    });

  test('is at+jwt, JWT or none by default, in any case and with application/', async () => {
    const { issuers } = await scene(base);
    for (const typ of ['at+jwt', 'AT+JWT', 'application/at+jwt', 'JWT', 'jwt', 'Application/JWT', undefined])
      expect(await issuers.verify(typed(typ))).toHaveProperty('token');
    for (const typ of ['', ' JWT', 'id+jwt', 'application/', 'application/application/jwt', null, 3, ['JWT']])
      expect(await issuers.verify(typed(typ))).toEqual(INVALID);
  });

  test.each<[readonly (string | null)[], readonly unknown[], readonly unknown[]]>([
    [['at+jwt'], ['at+jwt'], ['JWT', undefined]],
    [['application/AT+JWT'], ['at+jwt'], ['JWT', undefined]],
    [[null], [undefined], ['JWT', 'at+jwt', 'null']],
    [['my-token', null], ['MY-Token', undefined], ['JWT']],
  ])('is one of %j', async (typ, good, bad) => {
    const { issuers } = await scene(withOptions({ typ }));
    for (const each of good) expect(await issuers.verify(typed(each))).toHaveProperty('token');
    for (const each of bad) expect(await issuers.verify(typed(each))).toEqual(INVALID);
  });

  test('keeps an ID token out that says so by its claims, where there is none as under JWT', async () => {
    const { issuers } = await scene(base);
    for (const more of [{ nonce: 'n' }, { at_hash: 'x' }, { token_use: 'id' }, { events: {} }])
      expect(await issuers.verify(typed(undefined, more))).toEqual(INVALID);
  });

  test('does not keep an ID token out that says nothing: the audience does', async () => {
    const idToken = (typ?: string) => typed(typ, { aud: 'spa-client', auth_time: NOW, email: 'ada@example.com' });
    const attacked = await scene(withOptions({ audience: 'spa-client' }));
    const { issuers } = await scene(base);
    for (const typ of ['JWT', undefined]) {
      // Whoever names the client that users sign in to as audience lets its ID tokens in.
      expect(await attacked.issuers.verify(idToken(typ))).toHaveProperty('token');
      expect(await issuers.verify(idToken(typ))).toEqual(invalid(`aud is not ${AUDIENCE}.`));
    }
    const named = await scene(withOptions({ audience: { claim: 'client_id', in: ['spa-client'] } }));
    expect(await named.issuers.verify(idToken())).toEqual(invalid('client_id is not spa-client.'));
  });

  test('of ID tokens alone is let pass where they count, and no other kind', async () => {
    const { issuers } = await scene(withOptions({ acceptIdTokens: true }));
    for (const more of [{ nonce: 'n' }, { at_hash: 'x' }, { typ: 'ID' }, { token_use: 'id' }])
      expect(await issuers.verify(typed('JWT', more))).toHaveProperty('token');
    for (const more of [{ events: {} }, { typ: 'Logout' }, { typ: 'Refresh' }])
      expect(await issuers.verify(typed('JWT', more))).toEqual(INVALID);
  });
});

describe('a token without a kid', () => {
  const nameless = signAs(base, { alg: 'RS256', typ: 'JWT' }, base.claims);
  const forged = signAs(base, { alg: 'RS256', typ: 'JWT' }, base.claims, keysFor('RS256').other.privateKey);

  test('is of the only key of its algorithm, whatever that is called', async () => {
    const { issuers } = await scene(base, {
      keys: [jwkOf('own', { kid: 'k1' }), keysFor('ES256').own.publicKey.export({ format: 'jwk' })],
    });
    expect(await issuers.verify(nameless)).toHaveProperty('token');
    expect(await issuers.verify(forged)).toEqual(invalid("The signature was not made with the issuer's key."));
  });

  test.each<[string, readonly object[]]>([
    ['two keys', [jwkOf('own', { kid: 'k1' }), jwkOf('other', { kid: 'k2' })]],
    ['two keys without a kid', [jwkOf('own'), jwkOf('other')]],
    ['the same key twice', [jwkOf('own', { kid: 'k1' }), jwkOf('own', { kid: 'k2' })]],
  ])('is refused where there are %s', async (_what, keys) => {
    const { issuers } = await scene(base, { keys });
    expect(await issuers.verify(nameless)).toEqual(
      invalid('The header has no kid, and the issuer has no key, or more than one, for its alg.'),
    );
  });

  test('is of the only key that may be used', async () => {
    const { issuers } = await scene(base, {
      keys: [
        jwkOf('own', { kid: 'k1' }),
        jwkOf('other', { kid: 'k2', use: 'enc' }),
        jwkOf('other', { kid: 'k3', alg: 'PS256' }),
      ],
    });
    expect(await issuers.verify(nameless)).toHaveProperty('token');
  });

  test('is of the next key as soon as it is the only one', async () => {
    const { issuers, server, wait } = await scene(base, { keys: [jwkOf('other')] });
    expect(await issuers.verify(nameless)).toEqual(INVALID);
    server.answer({ keys: [jwkOf('own')] });
    expect(await issuers.verify(nameless)).toEqual(INVALID);
    wait(30);
    expect(await issuers.verify(nameless)).toHaveProperty('token');
    expect(await issuers.verify(forged)).toEqual(INVALID);
    expect(server.requests()).toBe(2);
  });
});

describe('a key without a kid', () => {
  test('is used if it is the only one, whatever kid a token has', async () => {
    const { issuers } = await scene(base, { keys: [jwkOf('own')] });
    for (const kid of [undefined, 'k1', 'another'])
      expect(await issuers.verify(signAs(base, { ...base.header, kid }, base.claims))).toHaveProperty('token');
    const forged = signAs(base, base.header, base.claims, keysFor('RS256').other.privateKey);
    expect(await issuers.verify(forged)).toEqual(INVALID);
  });

  test('is not used for a token with a kid beside another key', async () => {
    const { issuers } = await scene(base, { keys: [jwkOf('own'), jwkOf('other', { kid: 'k2' })] });
    expect(await issuers.verify(goodToken(base))).toEqual(
      invalid("The header's kid names no key of the issuer that fits its alg."),
    );
  });
});

describe('the claims of a token', () => {
  /** With so many levels of claims, the first of which is all of them. */
  const nested = (levels: number) => {
    const text = JSON.stringify({ ...base.claims, deep: 0 }).replace(
      '"deep":0',
      `"deep":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}`,
    );
    const input = `${encode(base.header)}.${Buffer.from(text).toString('base64url')}`;
    return `${input}.${sign('sha256', Buffer.from(input), keysFor('RS256').own.privateKey).toString('base64url')}`;
  };

  test.each<[string | readonly string[], string, Json]>([
    ['constructor', 'constructor', { constructor: 'x' }],
    ['__proto__', '__proto__', JSON.parse('{"__proto__":"x"}')],
    [['org', 'toString'], 'org.toString', { org: { toString: 'x' } }],
  ])('are their own, and %j is not there because every object has it', async (claim, name, more) => {
    const { issuers } = await scene(withOptions({ requiredClaims: [{ claim }] }));
    const without = signAs(base, base.header, { ...base.claims, org: {} });
    expect(await issuers.verify(without)).toEqual(invalid(`${name} is missing.`));
    expect(await issuers.verify(signAs(base, base.header, { ...base.claims, ...more }))).toHaveProperty('token');
  });

  test('are remembered if they count, and else not, so that tokens for others push out none of these', async () => {
    const { issuers } = await scene(base);
    const bad = signAs(base, base.header, { ...base.claims, aud: 'https://other.test' });
    expect(await issuers.verify(bad)).toEqual(INVALID);
    expect(issuers.recall(bad)).toBeUndefined();
    expect(await issuers.verify(goodToken(base))).toHaveProperty('token');
    expect(issuers.recall(goodToken(base))).toHaveProperty('token');
  });

  test('are nested no deeper than 100 levels, and deeper ones are refused like any other', async () => {
    const { issuers } = await scene(withOptions({ maxBytes: 16_384 }));
    expect(await issuers.verify(nested(100))).toHaveProperty('token');
    for (const levels of [101, 5500])
      expect(await issuers.verify(nested(levels))).toEqual(invalid('The claims are nested deeper than 100 levels.'));
  });
});

describe('the key of one tenant', () => {
  const options = { issuer: 'https://login.test/{tenantid}/v2.0', tenants: 'any', audience: AUDIENCE } as const;
  const tenantCase = (jwk: Json): IssuerCase => ({ ...base, options, jwk });
  const tokenOf = (tid: string) =>
    signAs(base, base.header, { ...base.claims, iss: `https://login.test/${tid}/v2.0`, tid });

  test('signs for that one alone, and the key of all for any', async () => {
    const one = await scene(tenantCase({ issuer: 'https://login.test/t1/v2.0' }));
    expect(await one.issuers.verify(tokenOf('t1'))).toMatchObject({
      token: { subject: 'https://login.test/t1/v2.0|42' },
    });
    expect(await one.issuers.verify(tokenOf('t2'))).toEqual(
      invalid('The key that signed it belongs to another issuer.'),
    );
    for (const jwk of [{ issuer: 'https://login.test/{tenantid}/v2.0' }, {}]) {
      const all = await scene(tenantCase(jwk));
      for (const tid of ['t1', 't2']) expect(await all.issuers.verify(tokenOf(tid))).toHaveProperty('token');
    }
  });

  test('is compared with the name of the tenant as it is, whatever stands for something in a replacement', async () => {
    const { issuers } = await scene({ ...base, jwk: { issuer: `${ISSUER}{tenantid}` } });
    expect(await issuers.verify(signAs(base, base.header, { ...base.claims, tid: '' }))).toHaveProperty('token');
    for (const tid of ["$'", '$`', '$&'])
      expect(await issuers.verify(signAs(base, base.header, { ...base.claims, tid }))).toEqual(INVALID);
  });

  test('signs for none where the issuer is named by itself and is not that one', async () => {
    const { issuers } = await scene({ ...base, jwk: { issuer: 'https://login.test/{tenantid}/v2.0' } });
    expect(await issuers.verify(signAs(base, base.header, { ...base.claims, tid: 't1' }))).toEqual(INVALID);
  });

  test.each(['', 'a/b', 'a|b', '..', '{tenantid}', 'a b', 'x'.repeat(101)])('is none of the tenant %j', async (tid) => {
    const { issuers } = await scene(tenantCase({}));
    expect(await issuers.verify(tokenOf(tid))).toEqual(invalid('iss is not a trusted issuer.'));
    expect(issuers.isFrom(tokenOf(tid))).toBe(false);
  });

  test('never signs for an issuer that is named by itself', async () => {
    const [own, other] = [
      await scene(base, { keys: [jwkOf('own', { kid: 'k1' })] }),
      await scene(base, { keys: [jwkOf('other', { kid: 'k1' })] }),
    ];
    const issuers = createTrustedIssuers({
      issuers: [
        { ...options, jwksUri: own.server.jwksUri },
        { issuer: 'https://login.test/t1/v2.0', audience: AUDIENCE, jwksUri: other.server.jwksUri },
      ],
      clock: () => NOW * 1000,
    });
    expect(await issuers.verify(tokenOf('t1'))).toEqual(INVALID);
    expect(await issuers.verify(tokenOf('t2'))).toHaveProperty('token');
  });
});

describe('a secret in place of keys', () => {
  const withSecret = (secret: unknown): IssuerCase => ({
    ...base,
    options: { issuer: ISSUER, audience: AUDIENCE, secret } as IssuerCase['options'],
  });
  const header = { alg: 'HS256', typ: 'JWT' };
  const signed = (key: Buffer, head: Json = header) => compact(head, base.claims, hmac(key));

  test.each<[string, unknown]>([
    ['bytes', new Uint8Array(SECRET)],
    ['a KeyObject', createSecretKey(SECRET)],
  ])('verifies HS256, given as %s', async (_what, secret) => {
    const { issuers } = await scene(withSecret(secret));
    for (const kid of [undefined, 'any'])
      expect(await issuers.verify(signed(SECRET, { ...header, kid }))).toHaveProperty('token');
    for (const bad of [
      signed(randomBytes(32)),
      signed(Buffer.alloc(0)),
      signed(Buffer.from(SECRET.toString('base64'))),
      goodToken(base),
      compact({ ...header, alg: 'none' }, base.claims, () => Buffer.from('x')),
      compact({ ...header, alg: 'HS512' }, base.claims, hmac(SECRET, 'sha512')),
      `${encode({ alg: 'none' })}.${encode(base.claims)}.`,
    ])
      expect(await issuers.verify(bad)).toEqual(INVALID);
  });

  test('asks nobody for keys', async () => {
    const { issuers, server } = await scene(withSecret(SECRET));
    await issuers.refresh();
    await issuers.verify(signed(randomBytes(32)));
    expect(server.requests()).toBe(0);
  });

  test.each<[string, Json, string]>([
    ['too short', { secret: SECRET.subarray(1) }, 'secret: A secret must have at least 32 bytes'],
    ['as text', { secret: SECRET.toString('base64') }, 'secret: A secret must have at least 32 bytes'],
    [
      'beside keys',
      { secret: SECRET, jwksUri: 'https://idp.test/jwks' },
      'secret: An issuer has either a secret or keys',
    ],
    [
      'for another algorithm',
      { secret: SECRET, algorithms: ['RS256'] },
      'algorithms: With a secret, only HS256 is possible.',
    ],
    [
      'for a second algorithm',
      { secret: SECRET, algorithms: ['HS256', 'RS256'] },
      'algorithms: With a secret, only HS256 is possible.',
    ],
    [
      'missing',
      { algorithms: ['HS256'], jwksUri: 'https://idp.test/jwks' },
      'algorithms: HS256 is only for an issuer with a secret',
    ],
  ])('cannot be %s, and no error shows it', (_what, more, problem) => {
    const make = () => createTrustedIssuers({ issuers: [{ issuer: ISSUER, audience: AUDIENCE, ...more }] });
    expect(make).toThrow(TypeError);
    expect(make).toThrow(problem);
    expect(make).not.toThrow(SECRET.toString('base64').slice(0, 12));
  });
});

describe('the size of a token', () => {
  const padded = (bytes: number) => {
    const padding = (length: number) => signAs(base, base.header, { ...base.claims, padding: 'x'.repeat(length) });
    const over = padding(bytes).length - bytes;
    return (
      [0, 1, 2]
        .map((less) => padding(bytes - Math.ceil((over * 3) / 4) - less))
        .find(({ length }) => length <= bytes) ?? ''
    );
  };

  test.each([undefined, 1000, 16_384])('is bounded by maxBytes: %j', async (maxBytes) => {
    const bound = maxBytes ?? 8192;
    const { issuers } = await scene(withOptions({ maxBytes }));
    const [good, bad] = [padded(bound), padded(bound + 8)];
    expect(good.length).toBeGreaterThan(bound - 4);
    expect(bad.length).toBeGreaterThan(bound);
    expect(await issuers.verify(good)).toHaveProperty('token');
    expect(await issuers.verify(bad)).toEqual(INVALID);
  });

  test('is that of its own issuer, though another has larger ones', async () => {
    const { server } = await scene(base);
    const issuers = createTrustedIssuers({
      issuers: [
        { ...base.options, audience: AUDIENCE, issuer: ISSUER, jwksUri: server.jwksUri },
        { issuer: 'https://large.test', audience: AUDIENCE, jwksUri: server.jwksUri, maxBytes: 16_384 },
      ],
      clock: () => NOW * 1000,
    });
    expect(await issuers.verify(padded(8192))).toHaveProperty('token');
    expect(await issuers.verify(padded(8300))).toEqual(
      invalid("The token is longer than 8192 bytes, the issuer's maxBytes."),
    );
  });
});

describe('options', () => {
  const good = { issuer: ISSUER, audience: AUDIENCE, jwksUri: 'https://idp.test/jwks' };

  test.each<[Json, string, string]>([
    [{ audiance: 'x' }, 'audiance', 'Unknown option.'],
    [{ issuer: '' }, 'issuer', 'Write the iss of'],
    [{ issuer: 'https://a|b' }, 'issuer', 'must not contain |'],
    [{ issuer: 'https://ada:pass@idp.test' }, 'issuer', 'must not contain a user name or password'],
    [{ jwksUri: 'https://ada:pass@idp.test/jwks' }, 'jwksUri', 'without a user name or password'],
    [{ jwksUri: 'https://ada@idp.test/jwks' }, 'jwksUri', 'without a user name or password'],
    [{ issuer: 'https://login.test/{tenant}' }, 'issuer', 'Braces may be used only for {tenantid}'],
    [
      { issuer: 'https://login.test/{tenantid}/{tenantid}', tenants: 'any' },
      'issuer',
      'Braces may be used only for {tenantid}',
    ],
    [
      { issuer: 'https://login.test/{tenantid}' },
      'tenants',
      'Write the list of tenants whose tokens are accepted, or "any"',
    ],
    [{ issuer: 'https://login.test/{tenantid}', tenants: [] }, 'tenants', 'Write a list of tenant ids, or "any"'],
    [{ issuer: 'https://login.test/{tenantid}', tenants: ['a/b'] }, 'tenants', 'Write a list of tenant ids'],
    [
      { issuer: 'https://login.test/{tenantid}', tenants: 'any', jwksUri: undefined },
      'jwksUri',
      'Write the address of the keys of all tenants.',
    ],
    [{ tenants: ['t1'] }, 'tenants', 'for an issuer with {tenantid}'],
    [{ audience: undefined }, 'audience', 'Write the aud of'],
    [{ audience: [] }, 'audience', 'Write the aud of'],
    [{ audience: { claim: 'azp' } }, 'audience', 'Write the aud of'],
    [{ audience: { claim: 'azp', in: [] } }, 'audience', 'Write the aud of'],
    [{ audience: { claim: 'azp', in: ['x'], or: 'y' } }, 'audience', 'Write the aud of'],
    [{ jwksUri: 'http://idp.test/jwks' }, 'jwksUri', 'Write an https address.'],
    [{ jwksUri: 'file:///etc/jwks.json', allowHttp: true }, 'jwksUri', 'Write an https address.'],
    [{ jwksUri: undefined, issuer: 'my-issuer' }, 'jwksUri', 'Write the address of the keys.'],
    [{ jwksUri: undefined, issuer: 'http://idp.test' }, 'jwksUri', 'Write the address of the keys.'],
    [{ allowHttp: 'yes' }, 'allowHttp', 'Write true or false.'],
    [{ algorithms: [] }, 'algorithms', 'Write a list of RS256'],
    [{ algorithms: ['none'] }, 'algorithms', 'Write a list of RS256'],
    [{ algorithms: 'RS256' }, 'algorithms', 'Write a list of RS256'],
    [{ typ: 'JWT' }, 'typ', 'Write a list of types'],
    [{ typ: [] }, 'typ', 'Write a list of types'],
    [{ subject: 'email' }, 'subject', 'Write { claim }.'],
    [{ roles: { map: {} } }, 'roles', 'Write { claim, map }'],
    [{ roles: [] }, 'roles', 'Write { claim, map }'],
    [{ roles: { claim: 'r', map: { a: 1 } } }, 'roles', 'Write { claim, map }'],
    [{ scopes: ['scope'] }, 'scopes', 'Write { claim }'],
    [{ requiredClaims: [{ claim: 'a', in: 'b' }] }, 'requiredClaims', 'Write a list of { claim }'],
    [{ acceptIdTokens: 1 }, 'acceptIdTokens', 'Write true or false.'],
    [{ maxBytes: 16_385 }, 'maxBytes', 'Write a whole number from 1 to 16384.'],
    [{ maxLifetimeSeconds: 0 }, 'maxLifetimeSeconds', 'Write a whole number of seconds'],
    [{ preset: 'auth1' }, 'preset', 'Unknown preset. Choose from auth0'],
    [{ preset: 'auth0', roles: { map: { a: 'USER' } } }, 'roles', 'Write { claim, map }'],
  ])('%j is told of', (more, option, message) => {
    const read = readIssuerOptions({ ...good, ...more });
    expect(read).toEqual({ problems: expect.arrayContaining([{ option, message: expect.stringContaining(message) }]) });
    const make = () => createTrustedIssuers({ issuers: [{ ...good, ...more }] });
    expect(make).toThrow(TypeError);
    expect(make).toThrow(`${option}: `);
  });

  test.each([null, 3, 'https://idp.test', [good]])('%j is no issuer', (value) => {
    expect(readIssuerOptions(value)).toEqual({
      problems: [{ option: 'issuer', message: 'An issuer must be an object of options.' }],
    });
  });

  test('that are right are taken as they are', () => {
    expect(readIssuerOptions(good)).toEqual({ issuer: good });
    expect(readIssuerOptions({ ...good, jwksUri: 'http://idp.test/jwks', allowHttp: true })).toHaveProperty('issuer');
    expect(readIssuerOptions({ ...good, jwksUri: undefined })).toHaveProperty('issuer');
    for (const { options } of optionCases) {
      const jwksUri = 'secret' in options ? undefined : good.jwksUri;
      expect(readIssuerOptions({ ...options, jwksUri })).toHaveProperty('issuer');
    }
  });

  test('replace what a preset says, and required claims come to those of it', () => {
    const read = readIssuerOptions({
      preset: 'cognito',
      issuer: 'https://idp.test/pool/',
      audience: { claim: 'aud', in: ['api'] },
      scopes: { claim: 'scp' },
      requiredClaims: [{ claim: 'email_verified' }],
    });
    expect(read).toEqual({
      issuer: {
        issuer: 'https://idp.test/pool/',
        jwksUri: 'https://idp.test/pool/.well-known/jwks.json',
        audience: { claim: 'aud', in: ['api'] },
        typ: [null, 'JWT'],
        scopes: { claim: 'scp' },
        requiredClaims: [{ claim: 'token_use', in: ['access'] }, { claim: 'email_verified' }],
        roles: undefined,
      },
    });
    expect(
      readIssuerOptions({ preset: 'cognito', issuer: 'https://a.test', audience: 'a', requiredClaims: 'x' }),
    ).toEqual({
      problems: [{ option: 'requiredClaims', message: expect.stringContaining('Write a list') }],
    });
  });

  test.each([['acme', { claim: 'aud', in: ['acme'] }], [['acme', 'other']]])(
    'of a preset whose issuer follows from the audience have the first of %j',
    (...audiences) => {
      for (const audience of audiences)
        expect(readIssuerOptions({ preset: 'firebase', audience })).toMatchObject({
          issuer: { issuer: 'https://securetoken.google.com/acme' },
        });
    },
  );

  test('of two issuers that could have the same iss are told of', () => {
    const named = (...issuers: readonly string[]) => nameProblem(issuers.map((issuer) => ({ issuer })));
    expect(named('https://a.test', 'https://a.test')).toBe('The issuer https://a.test occurs twice.');
    expect(named('https://a.test/{tenantid}', 'https://a.test/{tenantid}/x')).toBeUndefined();
    expect(named('https://a.test/{tenantid}', 'https://a.test/x{tenantid}')).toMatch(/can have the same iss\.$/);
    expect(named('https://a.test/{tenantid}', 'https://b.test/{tenantid}', 'https://a.test/t1')).toBeUndefined();
  });

  test('say whose tokens an issuer may sign', () => {
    const pattern = { issuer: 'https://a.test/{tenantid}/v2', tenants: ['t1'] };
    expect(mayIssue(pattern, 'https://a.test/t1/v2')).toBe(true);
    expect(mayIssue({ ...pattern, tenants: 'any' }, 'https://a.test/t2/v2')).toBe(true);
    for (const iss of [
      'https://a.test/t2/v2',
      'https://a.test/{tenantid}/v2',
      'https://a.test//v2',
      'https://a.test/v2',
      'https://a.test/t1/v2/x',
    ])
      expect(mayIssue(pattern, iss)).toBe(false);
    expect(mayIssue({ issuer: 'https://a.test' }, 'https://a.test')).toBe(true);
    expect(mayIssue({ issuer: 'https://a.test' }, 'https://a.test/')).toBe(false);
  });
});
