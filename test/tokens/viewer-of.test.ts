import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execute, parse } from 'graphql';
import { protectSchema } from '../../src/access/index.js';
import {
  type AnyVerification,
  bearerOf,
  createTrustedIssuers,
  type ForeignRevocations,
  viewerOf,
} from '../../src/tokens/index.js';
import { allowed, answerOf, buildSchema, forbidden, ROLES, unauthenticated } from '../access/support.js';
import { type JwksServer, startJwksServer } from '../support/jwks-server.js';
import { AUDIENCE, clock, compact, createScene, ISSUER, NOW_SECONDS, signature, subject } from './token-fixture.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const IDP = 'https://login.test/';
let jwks: JwksServer;
beforeAll(async () => {
  jwks = await startJwksServer({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] });
});
afterAll(() => jwks.close());

const times = { iat: NOW_SECONDS, exp: NOW_SECONDS + 600 };
const claims = { iss: IDP, sub: 'ada', aud: AUDIENCE, ...times, jti: 't1', groups: ['staff'], scope: 'a b' };
const sign = (more: object = {}) =>
  compact({ alg: 'RS256', typ: 'at+jwt', kid: 'k1' }, { ...claims, ...more }, signature('RS256', privateKey));

const SDL = `type Query { news: String @public  me: String @auth  desk: String @auth(role: SUPPORT) } ${ROLES}`;
const Query = { news: () => 'text', me: () => 'text', desk: () => 'text' };
const access = protectSchema(buildSchema(SDL, { Query }), {
  viewerOf: ({ verification }: { verification: AnyVerification }) => viewerOf(verification),
});

/** What somebody's own server answers, whose tokens another issuer signs. */
async function ask(headers: readonly string[], revocations?: ForeignRevocations) {
  const issuers = createTrustedIssuers({
    issuers: [
      {
        ...{ issuer: IDP, jwksUri: jwks.jwksUri, audience: AUDIENCE, algorithms: ['RS256'], typ: ['at+jwt'] },
        roles: { claim: 'groups', map: { staff: 'SUPPORT' } },
        scopes: { claim: 'scope' },
      },
    ],
    clock,
    ...(revocations && { revocations }),
  });
  const bearer = bearerOf({ rawHeaders: headers.flatMap((header) => ['Authorization', header]) });
  const verification = 'text' in bearer ? await issuers.verify(bearer.text) : bearer;
  const document = parse('{ news me desk }');
  return answerOf(await execute({ schema: access.schema, document, contextValue: { verification } }));
}

describe('a server of somebody’s own', () => {
  test('lets in whom a token of the issuer names, as far as its roles go', async () => {
    expect(await ask([`Bearer ${sign()}`])).toEqual(allowed({ news: 'text', me: 'text', desk: 'text' }));
    expect(await ask([`Bearer ${sign({ groups: ['guest', 'SUPPORT'] })}`])).toEqual({
      data: { news: 'text', me: 'text', desk: null },
      errors: [forbidden('desk')],
    });
  });

  const revoked = {
    isForeignRevoked: (issuer: string, jti: string) => issuer === IDP && jti === 't1',
    isCurrent: () => true,
  };
  test.each<[string, readonly string[], Parameters<typeof unauthenticated>[1], ForeignRevocations?]>([
    ['there is no header', [], 'TOKEN_MISSING'],
    ['the scheme is another', ['Basic YTpi'], 'TOKEN_MISSING'],
    ['there is no token', [], 'TOKEN_MISSING'],
    ['there is no Bearer before the token', [sign()], 'SCHEME_NOT_BEARER'],
    ['there are two headers', [`Bearer ${sign()}`, `Bearer ${sign()}`], 'TOKEN_INVALID'],
    ['there are two tokens', [`Bearer ${sign()}, Bearer ${sign()}`], 'TOKEN_INVALID'],
    ['the token is for somebody else', [`Bearer ${sign({ aud: 'https://other.test' })}`], 'TOKEN_INVALID'],
    ['the token has expired', [`Bearer ${sign({ iat: NOW_SECONDS - 700, exp: NOW_SECONDS - 100 })}`], 'TOKEN_EXPIRED'],
    ['the token was revoked', [`Bearer ${sign()}`], 'TOKEN_REVOKED', revoked],
  ])('lets nobody in if %s, and says why', async (_what, headers, reason, ...[revocations]) => {
    expect(await ask(headers, revocations)).toEqual({
      data: { news: 'text', me: null, desk: null },
      errors: [unauthenticated('me', reason), unauthenticated('desk', reason)],
    });
  });

  test('answers what is public while it cannot be known what was revoked', async () => {
    const unavailable = (path: string) => ({ path, code: 'SERVICE_UNAVAILABLE', retryAfter: 1 });
    expect(await ask([`Bearer ${sign()}`], { isForeignRevoked: () => false, isCurrent: () => false })).toEqual({
      data: { news: 'text', me: null, desk: null },
      errors: [unavailable('me'), unavailable('desk')],
    });
  });
});

test('a token of ours says who the viewer is', async () => {
  const { issue, verify } = await createScene('RS256');
  const verification = verify(issue());
  expect(viewerOf(verification)).toEqual({
    authenticated: true,
    issuer: ISSUER,
    ...{ subject: subject.subject, roles: subject.roles, scopes: subject.scopes },
    claims: expect.objectContaining({ sub: subject.subject, sid: subject.sessionId }),
    expiresAt: NOW_SECONDS + 600,
    reason: null,
  });
  const expired = verify(issue(), { clock: () => (NOW_SECONDS + 900) * 1000 });
  expect(viewerOf(expired)).toMatchObject({ authenticated: false, subject: null, reason: 'TOKEN_EXPIRED' });
});

test('the viewer of one verification is one object, which nobody can change', async () => {
  const { issue, verify } = await createScene('ES256');
  const verification = verify(issue());
  expect(viewerOf(verification)).toBe(viewerOf(verification));
  expect(Object.isFrozen(viewerOf(verification))).toBe(true);
  expect(viewerOf(verify(issue()))).not.toBe(viewerOf(verification));
});

test.each<[string, unknown]>([
  ['the text of a token', { text: 'a.b.c' }],
  ['a token that nobody verified', { token: 'a.b.c' }],
  ['a payload', { sub: 'ada', roles: ['ADMIN'] }],
  ['a promise', Promise.resolve({ refusal: { reason: 'TOKEN_INVALID' } })],
])('%s is no verification, and makes nobody a viewer', (_what, given) => {
  expect(() => viewerOf(given as AnyVerification)).toThrow(TypeError);
});
