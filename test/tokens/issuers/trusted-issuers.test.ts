import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createTrustedIssuers, type TrustedIssuer, type TrustedIssuersOptions } from '../../../src/tokens/index.js';
import { type JwksServer, startJwksServer } from '../../support/jwks-server.js';
import { compact, hmac, signature } from '../token-fixture.js';

const NOW = 1_800_000_000;
const ISSUER = 'https://tenant.idp.test/';
const AUDIENCE = 'https://api.test';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const weakRsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const otherCurve = generateKeyPairSync('ec', { namedCurve: 'P-384' });

const jwk = (key: KeyObject, kid: string, more: object = {}) => ({ ...key.export({ format: 'jwk' }), kid, ...more });
const jwks = (...keys: object[]) => ({ keys });
const claims = {
  iss: ISSUER,
  sub: 'auth0|42',
  aud: AUDIENCE,
  iat: NOW,
  exp: NOW + 600,
  realm_access: { roles: ['boss', 'clerk', 'constructor'] },
  scope: 'read write',
};
const header = { alg: 'RS256', typ: 'JWT', kid: 'k1' };
const sign = (payload: object = claims, head: object = header, key: KeyObject = rsa.privateKey) =>
  compact(head, payload, signature('RS256', key));
const trusted: Omit<TrustedIssuer, 'jwksUri'> = {
  issuer: ISSUER,
  audience: AUDIENCE,
  algorithms: ['RS256'],
  typ: ['at+jwt', 'JWT'],
  roles: { claim: ['realm_access', 'roles'], map: { boss: 'ADMIN', clerk: 'USER' } },
  scopes: { claim: 'scope' },
};

let servers: JwksServer[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

interface SceneOptions extends Partial<Omit<TrustedIssuersOptions, 'issuers'>> {
  readonly keys?: Parameters<typeof startJwksServer>[0];
  readonly issuer?: Partial<TrustedIssuer>;
}

async function scene({ keys = jwks(jwk(rsa.publicKey, 'k1')), issuer, ...options }: SceneOptions = {}) {
  const server = await startJwksServer(keys);
  servers.push(server);
  const failures: unknown[] = [];
  let uptime = 0;
  const issuers = createTrustedIssuers({
    issuers: [{ ...trusted, jwksUri: server.jwksUri, ...issuer }],
    toleranceSeconds: 15,
    clock: () => NOW * 1000,
    uptime: () => uptime,
    onFailure: (error) => failures.push(error),
    ...options,
  });
  return { server, issuers, failures, wait: (seconds: number) => (uptime += seconds * 1000) };
}

const invalid = { refusal: { reason: 'TOKEN_INVALID', detail: expect.any(String) } };

describe('a claim that is no text', () => {
  test.each<[string, object]>([
    ['U+0000 in sub', { sub: 'a\0' }],
    ['a lone surrogate in sub', { sub: 'a\ud800' }],
    ['an escape in jti', { jti: '\u001b[2J' }],
    ['a lone surrogate in a claim of a claim', { profile: { names: ['Ada', '\udc00'] } }],
    ['U+0000 in the name of a claim', { 'a\0': 1 }],
  ])('%s is invalid', async (_what, more) => {
    const { issuers } = await scene();
    expect(await issuers.verify(sign({ ...claims, ...more }))).toEqual(invalid);
  });

  test('is none, if it is any other Unicode', async () => {
    const { issuers } = await scene();
    const { token } = (await issuers.verify(sign({ ...claims, sub: 'a\n🙂\ufffd' }))) as {
      token?: { subject: string };
    };
    expect(token?.subject).toBe(`${ISSUER}|a\n🙂\ufffd`);
  });
});

describe('a token of a trusted issuer', () => {
  test('is accepted, with the roles and scopes that are mapped, and a subject that is nobody of ours', async () => {
    const { issuers } = await scene();
    expect(issuers.isFrom(sign())).toBe(true);
    expect(await issuers.verify(sign())).toEqual({
      token: {
        issuer: ISSUER,
        subject: `${ISSUER}|auth0|42`,
        tokenId: null,
        roles: ['ADMIN', 'USER'],
        scopes: ['read', 'write'],
        issuedAt: NOW,
        expiresAt: NOW + 600,
        claims,
      },
    });
  });

  test.each<[string, object, readonly string[]]>([
    ['under a literal name with dots', { 'https://x.test/roles': ['boss'] }, ['ADMIN']],
    ['as one text with spaces', { 'https://x.test/roles': 'clerk boss other' }, ['USER', 'ADMIN']],
    ['that are none of the map', { 'https://x.test/roles': ['ADMIN', '__proto__', 'toString'] }, []],
    ['that are no texts', { 'https://x.test/roles': [1, null, { boss: true }] }, []],
    ['that are absent', {}, []],
  ])('has roles %s', async (_what, more, roles) => {
    const { issuers } = await scene({
      issuer: { roles: { claim: 'https://x.test/roles', map: { boss: 'ADMIN', clerk: 'USER' } } },
    });
    expect(await issuers.verify(sign({ ...claims, ...more }))).toMatchObject({ token: { roles } });
  });

  test.each<[string, object]>([
    ['one audience of several', { aud: ['other', AUDIENCE] }],
    ['an expiry within the tolerance', { exp: NOW - 14 }],
    ['a start within the tolerance', { iat: NOW + 15, nbf: NOW + 15 }],
  ])('is accepted with %s', async (_what, change) => {
    const { issuers } = await scene();
    expect(await issuers.verify(sign({ ...claims, ...change }))).toHaveProperty('token');
  });

  test.each<[string, object]>([
    ['another audience', { aud: 'https://other.test' }],
    ['an audience that only begins so', { aud: `${AUDIENCE}/` }],
    ['no audience', { aud: undefined }],
    ['no subject', { sub: undefined }],
    ['an empty subject', { sub: '' }],
    ['no expiry', { exp: undefined }],
    ['an expiry as text', { exp: String(NOW + 600) }],
    ['no time of issue', { iat: undefined }],
    ['a time of issue in the future', { iat: NOW + 16 }],
    ['a start in the future', { nbf: NOW + 16 }],
    ['an issuer that is not trusted', { iss: 'https://other.idp.test/' }],
    ['an issuer without the slash', { iss: ISSUER.slice(0, -1) }],
  ])('is refused with %s', async (_what, change) => {
    const { issuers } = await scene();
    expect(await issuers.verify(sign({ ...claims, ...change }))).toEqual(invalid);
  });

  test('that has expired says so', async () => {
    const { issuers } = await scene();
    expect(await issuers.verify(sign({ ...claims, exp: NOW - 15 }))).toMatchObject({
      refusal: { reason: 'TOKEN_EXPIRED' },
    });
  });
});

describe('another kind of token of the same issuer', () => {
  const headers = ['JWT', 'jwt', 'application/jwt', 'Application/JWT'].map((typ) => ({ ...header, typ }));
  const kinds: readonly (readonly [string, object])[] = [
    ['an ID token, by nonce', { nonce: 'n-0S6_WzA2Mj' }],
    ['an ID token, by a nonce that is null', { nonce: null }],
    ['an ID token, by at_hash', { at_hash: 'MTIzNDU2Nzg5MDEyMzQ1Ng' }],
    ['an ID token, by c_hash', { c_hash: 'LDktKdoQak3Pk0cnXxCltA' }],
    ['an ID token, by s_hash', { s_hash: 'LDktKdoQak3Pk0cnXxCltA' }],
    ['an ID token of CIBA', { 'urn:openid:params:jwt:claim:auth_req_id': '1c266114' }],
    ['a self-issued ID token', { sub_jwk: {} }],
    ['a logout token', { events: { 'http://schemas.openid.net/event/backchannel-logout': {} }, sid: 's' }],
    ['a security event', { events: { 'https://schemas.openid.net/secevent/risc/event-type/account-disabled': {} } }],
    ['an ID token, as Keycloak says', { typ: 'ID' }],
    ['a logout token, as Keycloak says', { typ: 'Logout' }],
    ['a refresh token, as Keycloak says', { typ: 'Refresh' }],
    ['an ID token, as Cognito says', { token_use: 'id' }],
  ];

  test.each(kinds)('is refused: %s', async (_what, more) => {
    const { issuers } = await scene({ issuer: { typ: ['at+jwt', 'JWT'] } });
    for (const head of headers) expect(await issuers.verify(sign({ ...claims, ...more }, head))).toEqual(invalid);
    const [head] = headers;
    expect(await issuers.verify(sign({ ...claims, ...more }, head))).toEqual({
      refusal: { reason: 'TOKEN_INVALID', detail: expect.stringMatching(/^It.* is an? (ID|logout|refresh) token/) },
    });
  });

  test.each(kinds)('is what its own type says, whatever claims it has: %s', async (_what, more) => {
    const { issuers } = await scene({ issuer: { typ: ['at+jwt', 'JWT'] } });
    for (const typ of ['at+jwt', 'application/at+jwt', 'AT+JWT']) {
      expect(await issuers.verify(sign({ ...claims, ...more }, { ...header, typ }))).toHaveProperty('token');
    }
  });

  test.each<[string, object]>([
    ['no claim of another', {}],
    [
      'the claims of an access token',
      { typ: 'Bearer', token_use: 'access', azp: 'app', sid: 's', auth_time: NOW, acr: '1' },
    ],
    ['a claim that only its prototype has', JSON.parse('{"__proto__":{"nonce":"x"}}')],
  ])('is none with %s', async (_what, more) => {
    const { issuers } = await scene();
    for (const head of headers)
      expect(await issuers.verify(sign({ ...claims, ...more }, head))).toHaveProperty('token');
  });

  test('has no place in the list by another name', async () => {
    const { issuers } = await scene({ issuer: { typ: ['at+jwt'] } });
    for (const head of [
      ...headers,
      { ...header, typ: 'application/application/at+jwt' },
      { ...header, typ: ' at+jwt' },
    ]) {
      expect(await issuers.verify(sign(claims, head))).toEqual(invalid);
    }
  });
});

describe('the lifetime of a token', () => {
  test.each<[string, number | undefined, object, boolean]>([
    ['24 h', undefined, { iat: NOW, exp: NOW + 86_400 }, true],
    ['a second more', undefined, { iat: NOW, exp: NOW + 86_401 }, false],
    ['24 h at its end', undefined, { iat: NOW - 86_400, exp: NOW }, true],
    ['a year, at its end', undefined, { iat: NOW - 365 * 86_400, exp: NOW + 60 }, false],
    ['no time of issue, and a year', undefined, { iat: undefined, exp: NOW + 365 * 86_400 }, false],
    ['no time of issue, and its last minute', undefined, { iat: undefined, exp: NOW + 60 }, false],
    ['what its issuer may', 600, { iat: NOW, exp: NOW + 600 }, true],
    ['more than its issuer may', 600, { iat: NOW, exp: NOW + 601 }, false],
    ['30 days, where the issuer may', 30 * 86_400, { iat: NOW, exp: NOW + 30 * 86_400 }, true],
    ['more than 30 days', 30 * 86_400, { iat: NOW, exp: NOW + 30 * 86_400 + 1 }, false],
  ])('%s', async (_what, maxLifetimeSeconds, times, isGood) => {
    const { issuers } = await scene({ issuer: { maxLifetimeSeconds } });
    const outcome = await issuers.verify(sign({ ...claims, ...times }));
    if (isGood) expect(outcome).toHaveProperty('token');
    else expect(outcome).toEqual(invalid);
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 30 * 86_400 + 1])(
    'cannot be bounded by %d',
    (maxLifetimeSeconds) => {
      const issuer = { ...trusted, jwksUri: 'https://idp.test/jwks', maxLifetimeSeconds };
      expect(() => createTrustedIssuers({ issuers: [issuer] })).toThrow(TypeError);
    },
  );
});

describe('a token that was revoked', () => {
  const revoking = async () => {
    const revoked = new Set<string>();
    const state = { isCurrent: true };
    const { issuers } = await scene({
      revocations: {
        isForeignRevoked: (issuer, tokenId) => revoked.has(`${issuer} ${tokenId}`),
        isCurrent: () => state.isCurrent,
      },
    });
    return { issuers, revoked, state };
  };

  test('is refused from then on, though it was remembered, and no other is', async () => {
    const { issuers, revoked } = await revoking();
    const [one, other] = ['a', 'b'].map((jti) => sign({ ...claims, jti })) as [string, string];
    for (const text of [one, other, sign()]) expect(await issuers.verify(text)).toHaveProperty('token');
    revoked.add(`${ISSUER} a`);
    expect(await issuers.verify(one)).toHaveProperty('refusal.reason', 'TOKEN_REVOKED');
    expect(await issuers.verify(other)).toMatchObject({ token: { tokenId: 'b' } });
    expect(await issuers.verify(sign())).toHaveProperty('token');
    revoked.add(`https://other.test b`);
    expect(await issuers.verify(other)).toHaveProperty('token');
  });

  test('is refused before it was ever seen', async () => {
    const { issuers, revoked } = await revoking();
    revoked.add(`${ISSUER} a`);
    expect(await issuers.verify(sign({ ...claims, jti: 'a' }))).toHaveProperty('refusal.reason', 'TOKEN_REVOKED');
  });

  test('cannot be told from one that was not, while what was revoked cannot be known', async () => {
    const { issuers, state } = await revoking();
    const text = sign({ ...claims, jti: 'a' });
    expect(await issuers.verify(text)).toHaveProperty('token');
    state.isCurrent = false;
    expect(await issuers.verify(text)).toEqual({ unavailable: expect.any(String) });
    expect(await issuers.verify(sign({ ...claims, exp: NOW - 15 }))).toHaveProperty('refusal.reason', 'TOKEN_EXPIRED');
    state.isCurrent = true;
    expect(await issuers.verify(text)).toHaveProperty('token');
  });

  test.each([1, null, '', ['a'], undefined])('has no jti if it is %j', async (jti) => {
    const { issuers } = await revoking();
    expect(await issuers.verify(sign({ ...claims, jti }))).toMatchObject({ token: { tokenId: null } });
  });
});

describe('the signature', () => {
  const publicText = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  test.each<[string, () => string]>([
    ['none', () => compact({ ...header, alg: 'none' }, claims, () => Buffer.from('x'))],
    ['of another key', () => sign(claims, header, otherRsa.privateKey)],
    ['by HMAC with the public key', () => compact({ ...header, alg: 'HS256' }, claims, hmac(publicText))],
    [
      'by an algorithm that the issuer does not use',
      () => compact({ ...header, alg: 'PS256' }, claims, signature('PS256', rsa.privateKey)),
    ],
    ['with a kid that is a number', () => sign(claims, { ...header, kid: 1 })],
    ['with a kid that is not known', () => sign(claims, { ...header, kid: 'k2' })],
    [
      'with a key in the header',
      () => sign(claims, { ...header, jwk: otherRsa.publicKey.export({ format: 'jwk' }) }, otherRsa.privateKey),
    ],
    ['with crit', () => sign(claims, { ...header, crit: ['exp'] })],
    ['of another type of token', () => sign(claims, { ...header, typ: 'logout+jwt' })],
    ['without a type', () => sign(claims, { alg: 'RS256', kid: 'k1' })],
  ])('is refused: %s', async (_what, forge) => {
    const { issuers } = await scene();
    expect(await issuers.verify(forge())).toEqual(invalid);
  });

  test('is of ES256 with a key of its curve, and no other', async () => {
    const es = { alg: 'ES256', typ: 'JWT', kid: 'e1' };
    const token = compact(es, claims, signature('ES256', ec.privateKey));
    const good = await scene({ keys: jwks(jwk(ec.publicKey, 'e1')), issuer: { algorithms: ['ES256'] } });
    expect(await good.issuers.verify(token)).toHaveProperty('token');
    const wrong = await scene({ keys: jwks(jwk(otherCurve.publicKey, 'e1')), issuer: { algorithms: ['ES256'] } });
    expect(await wrong.issuers.verify(token)).toEqual(invalid);
  });

  test.each<[string, object]>([
    ['too short a key', jwk(weakRsa.publicKey, 'k1')],
    ['a key for encryption', jwk(rsa.publicKey, 'k1', { use: 'enc' })],
    ['a key of another algorithm', jwk(rsa.publicKey, 'k1', { alg: 'PS256' })],
  ])('is never one of %s', async (_what, key) => {
    const { issuers } = await scene({ keys: jwks(key, jwk(otherRsa.publicKey, 'k9')) });
    const token = sign(claims, header, _what === 'too short a key' ? weakRsa.privateKey : rsa.privateKey);
    expect(await issuers.verify(token)).toEqual(invalid);
  });

  test('of one issuer is not one of the other, though both have the same kid and the same sub', async () => {
    const [a, b] = [
      await startJwksServer(jwks(jwk(rsa.publicKey, 'k1'))),
      await startJwksServer(jwks(jwk(otherRsa.publicKey, 'k1'))),
    ];
    servers.push(a, b);
    const issuers = createTrustedIssuers({
      issuers: [
        { ...trusted, jwksUri: a.jwksUri },
        { ...trusted, issuer: 'https://b.test', jwksUri: b.jwksUri },
      ],
      clock: () => NOW * 1000,
    });
    const ofB = { ...claims, iss: 'https://b.test' };
    expect(await issuers.verify(sign(ofB, header, rsa.privateKey))).toEqual(invalid);
    expect(await issuers.verify(sign(claims, header, otherRsa.privateKey))).toEqual(invalid);
    const [one, other] = await Promise.all([
      issuers.verify(sign()),
      issuers.verify(sign(ofB, header, otherRsa.privateKey)),
    ]);
    expect(one).toMatchObject({ token: { subject: `${ISSUER}|auth0|42` } });
    expect(other).toMatchObject({ token: { subject: 'https://b.test|auth0|42' } });
  });
});

describe('the keys', () => {
  test('are fetched once, however many tokens with unknown kids come, until the cool-down is over', async () => {
    const { issuers, server, wait } = await scene();
    await Promise.all(Array.from({ length: 50 }, (_, i) => issuers.verify(sign(claims, { ...header, kid: `x${i}` }))));
    expect(server.requests()).toBe(1);
    wait(29);
    await issuers.verify(sign(claims, { ...header, kid: 'x' }));
    expect(server.requests()).toBe(1);
    wait(1);
    await issuers.verify(sign(claims, { ...header, kid: 'x' }));
    expect(server.requests()).toBe(2);
  });

  test('that are new are found by the first token that names them', async () => {
    const { issuers, server, wait } = await scene();
    expect(await issuers.verify(sign())).toHaveProperty('token');
    server.answer(jwks(jwk(rsa.publicKey, 'k1'), jwk(otherRsa.publicKey, 'k2')));
    wait(30);
    expect(await issuers.verify(sign(claims, { ...header, kid: 'k2' }, otherRsa.privateKey))).toHaveProperty('token');
  });

  test('that were taken back are not trusted after the next fetch', async () => {
    const { issuers, server, wait } = await scene();
    expect(await issuers.verify(sign())).toHaveProperty('token');
    server.answer(jwks(jwk(otherRsa.publicKey, 'k2')));
    wait(30);
    await issuers.refresh();
    expect(await issuers.verify(sign())).toEqual(invalid);
  });

  test('stay while the issuer is down, for 24 h and no longer', async () => {
    const { issuers, server, failures, wait } = await scene();
    await issuers.refresh();
    await server.close();
    wait(24 * 3600);
    await issuers.refresh();
    expect(failures).toHaveLength(1);
    expect(await issuers.verify(sign())).toHaveProperty('token');
    wait(1);
    expect(await issuers.verify(sign())).toEqual({ unavailable: expect.stringContaining(ISSUER) });
  });

  test.each<[string, Parameters<typeof startJwksServer>[0]]>([
    ['an error', (_request, response) => void response.writeHead(500).end('{}')],
    ['a redirect to good ones', (_request, response) => void response.writeHead(302, { location: '/elsewhere' }).end()],
    ['what is no JSON', (_request, response) => void response.end('<html>')],
    ['no set of keys', { keys: 'none' }],
    ['an empty set', jwks()],
    ['keys that are none', jwks({ kty: 'RSA', kid: 'k1' }, 3 as unknown as object, null as unknown as object)],
    ['more than there may be', (_request, response) => void response.end(`{"keys":[],"x":"${'x'.repeat(300_000)}"}`)],
  ])('cannot be had from an address that answers with %s', async (_what, answer) => {
    const { issuers, failures } = await scene({ keys: answer });
    expect(await issuers.verify(sign())).toEqual({ unavailable: expect.stringContaining(ISSUER) });
    expect(failures).toHaveLength(1);
  });

  test('that are good stay when the address answers nonsense later', async () => {
    const { issuers, server, wait } = await scene();
    await issuers.refresh();
    server.answer({ keys: [] });
    wait(30);
    await issuers.refresh();
    expect(await issuers.verify(sign())).toHaveProperty('token');
  });

  test('are had over https, or from this machine, alone', () => {
    const at = (jwksUri: string) => () => createTrustedIssuers({ issuers: [{ ...trusted, jwksUri }] });
    for (const uri of ['http://idp.test/jwks', 'http://127.0.0.1.idp.test/jwks', 'ftp://localhost/jwks', 'jwks']) {
      expect(at(uri)).toThrow(TypeError);
    }
    for (const uri of ['https://idp.test/jwks', 'http://localhost:1/jwks', 'http://[::1]/jwks']) {
      expect(at(uri)).not.toThrow();
    }
  });
});

test('an issuer that is there twice is a mistake', () => {
  const issuer = { ...trusted, jwksUri: 'https://idp.test/jwks' };
  expect(() => createTrustedIssuers({ issuers: [issuer, issuer] })).toThrow(ISSUER);
});

describe('a token of a trusted issuer that is remembered', () => {
  test('is refused once it has expired', async () => {
    let now = NOW * 1000;
    const { issuers } = await scene({ clock: () => now });
    const text = sign();
    expect(await issuers.verify(text)).toHaveProperty('token');
    now += 615_000 - 1;
    expect(await issuers.verify(text)).toHaveProperty('token');
    now += 1;
    expect(await issuers.verify(text)).toHaveProperty('refusal.reason', 'TOKEN_EXPIRED');
    expect(issuers.isFrom(text)).toBe(true);
  });

  test('is read once, and still ends when it is revoked, when it expires, and when the clock goes back', async () => {
    let now = NOW * 1000;
    const revoked = new Set<string>();
    const { issuers } = await scene({
      clock: () => now,
      revocations: {
        isForeignRevoked: (issuer, tokenId) => revoked.has(`${issuer} ${tokenId}`),
        isCurrent: () => true,
      },
    });
    const [text, other] = [sign({ ...claims, jti: 'a' }), sign({ ...claims, jti: 'b' })];
    const tokenOf = (found: object | undefined) => (found && 'token' in found ? found.token : undefined);
    const [first, ofOther] = [tokenOf(await issuers.verify(text)), tokenOf(await issuers.verify(other))];
    expect(first).toMatchObject({ tokenId: 'a', roles: ['ADMIN', 'USER'], scopes: ['read', 'write'] });
    for (const found of [issuers.recall(text), await issuers.verify(text)]) expect(tokenOf(found)).toBe(first);

    revoked.add(`${ISSUER} a`);
    expect(issuers.recall(text)).toHaveProperty('refusal.reason', 'TOKEN_REVOKED');
    expect(tokenOf(issuers.recall(other))).toBe(ofOther);
    now -= 16_000;
    expect(issuers.recall(other)).toEqual(invalid);
    now += 16_000 + 615_000 - 1;
    expect(tokenOf(issuers.recall(other))).toBe(ofOther);
    now += 1;
    for (const found of [issuers.recall(other), issuers.recall(text)])
      expect(found).toHaveProperty('refusal.reason', 'TOKEN_EXPIRED');
  });

  test('is refused when its issuer has another key of that name, and accepted while it is the same', async () => {
    const { issuers, server, wait } = await scene();
    const text = sign();
    expect(await issuers.verify(text)).toHaveProperty('token');
    wait(600);
    await issuers.refresh();
    expect(await issuers.verify(text)).toHaveProperty('token');
    server.answer(jwks(jwk(otherRsa.publicKey, 'k1')));
    wait(600);
    await issuers.refresh();
    expect(await issuers.verify(text)).toEqual(invalid);
    expect(await issuers.verify(sign(claims, header, otherRsa.privateKey))).toHaveProperty('token');
  });

  test('cannot be taken for good when the keys of its issuer were out of reach for 24 h', async () => {
    const { issuers, server, wait } = await scene();
    const text = sign();
    expect(await issuers.verify(text)).toHaveProperty('token');
    server.answer((_request, response) => void response.writeHead(500).end());
    wait(24 * 3600);
    expect(await issuers.verify(text)).toHaveProperty('token');
    wait(1);
    expect(await issuers.verify(text)).toHaveProperty('unavailable');
  });

  test('does not let one request change what the next sees', async () => {
    const { issuers } = await scene();
    const text = sign();
    const first = await issuers.verify(text);
    const seen = 'token' in first ? first.token.claims : {};
    expect(() => Object(seen.realm_access).roles.push('boss')).toThrow(TypeError);
    expect(await issuers.verify(text)).toEqual(first);
  });
});
