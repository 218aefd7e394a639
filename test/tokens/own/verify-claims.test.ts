import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Refusal } from '../../../src/tokens/index.js';
import {
  AUDIENCE,
  createScene,
  expectRefusal,
  goodClaims,
  ISSUER,
  NOW_SECONDS,
  type Scene,
  TOLERANCE_SECONDS,
} from '../token-fixture.js';

let scene: Scene;
beforeAll(async () => {
  scene = await createScene('HS256');
});

/** Claims that our key signed, one of them changed; undefined removes it. */
const withClaim = (name: string, value: unknown) => scene.forge(scene.header, { ...goodClaims, [name]: value });

/** JSON can say numbers that JavaScript would not write. */
const withRawClaim = (name: string, text: string) =>
  scene.forge(scene.header, JSON.stringify({ ...goodClaims, [name]: '@' }).replace('"@"', text));

function expectRefused(token: string, reason: Refusal['reason'] = 'TOKEN_INVALID'): void {
  expectRefusal(scene.verify(token), reason, token);
}

test('unchanged, they are accepted', () => {
  expect(scene.verify(scene.forge(scene.header))).toHaveProperty('token.claims', goodClaims);
});

test.each(['iss', 'sub', 'aud', 'iat', 'exp', 'jti', 'sid', 'ver'])('%s is required', (name) => {
  expectRefused(withClaim(name, undefined));
  expectRefused(withClaim(name, null));
  expectRefused(withClaim(name, {}));
  expectRefused(withClaim(name, [goodClaims[name]]));
});

describe('iss and aud are exact', () => {
  test.each(['https://attacker.test', `${ISSUER}/`, ISSUER.toUpperCase(), ` ${ISSUER}`, '', 0, [ISSUER]])(
    'iss %j',
    (value) => expectRefused(withClaim('iss', value)),
  );
  test.each(['https://attacker.test', `${AUDIENCE}/`, ISSUER, '', 0, [AUDIENCE], [AUDIENCE, 'other'], ['other']])(
    'aud %j',
    (value) => expectRefused(withClaim('aud', value)),
  );
});

test.each(['', 1, true, ['user-1'], { id: 'user-1' }])('sub %j', (value) => expectRefused(withClaim('sub', value)));

describe.each(['exp', 'iat'])('%s is a number of seconds', (name) => {
  test.each(['NaN', '', `${NOW_SECONDS + 60}`, '2027-01-15T08:00:00Z', -1, -1e300, 1e300, 8.7e12, true, [NOW_SECONDS]])(
    'not %j',
    (value) => expectRefused(withClaim(name, value)),
  );
  test.each(['1e400', '-1e400', '9'.repeat(400)])('not %s', (text) => expectRefused(withRawClaim(name, text)));
  test.each(['NaN', 'Infinity', '0x10', '01', '+1'])('not %s, which is no JSON', (text) =>
    expectRefused(withRawClaim(name, text)),
  );
});

describe('the last and first moments that count', () => {
  test.each([0, -0, 1, 1e-320, NOW_SECONDS - TOLERANCE_SECONDS])('exp %d has passed', (value) =>
    expectRefused(withClaim('exp', value), 'TOKEN_EXPIRED'),
  );
  test.each([NOW_SECONDS - TOLERANCE_SECONDS + 1, NOW_SECONDS - TOLERANCE_SECONDS + 0.5, 8.64e12])(
    'exp %d has not',
    (value) => expect(scene.verify(withClaim('exp', value))).toHaveProperty('token.expiresAt', value),
  );
  test.each([NOW_SECONDS + TOLERANCE_SECONDS + 1, 8.64e12])('iat %d lies in the future', (value) =>
    expectRefused(withClaim('iat', value)),
  );
  test.each([0, NOW_SECONDS + TOLERANCE_SECONDS])('iat %d does not', (value) =>
    expect(scene.verify(withClaim('iat', value))).toHaveProperty('token.issuedAt', value),
  );
  test.each([NOW_SECONDS + TOLERANCE_SECONDS + 1, 8.64e12, 1e300, -1, 'NaN', '0', null, [0], true])(
    'nbf %j is refused',
    (value) => expectRefused(withClaim('nbf', value)),
  );
  test.each([0, NOW_SECONDS, NOW_SECONDS + TOLERANCE_SECONDS])('nbf %d is accepted', (value) =>
    expect(scene.verify(withClaim('nbf', value))).toHaveProperty('token'),
  );
  test('nbf Infinity', () => expectRefused(withRawClaim('nbf', '1e400')));
});

test.each([1, true, ['id'], { id: 1 }])('jti and sid are no %j', (value) => {
  expectRefused(withClaim('jti', value));
  expectRefused(withClaim('sid', value));
});

test.each(['3', 3.5, 2 ** 53, 1e300, true, [3]])('ver is no %j', (value) => expectRefused(withClaim('ver', value)));

describe('roles and scope', () => {
  test.each<[unknown, readonly string[]]>([
    [['ADMIN'], ['ADMIN']],
    [['ADMIN', 1, null, ['ROOT'], {}], ['ADMIN']],
    [[], []],
    ['ADMIN', []],
    [{ 0: 'ADMIN', length: 1 }, []],
    [null, []],
    [undefined, []],
  ])('roles %j are %j', (value, roles) => {
    expect(scene.verify(withClaim('roles', value))).toHaveProperty('token.roles', roles);
  });

  test.each<[unknown, readonly string[]]>([
    ['read write', ['read', 'write']],
    ['  read   write ', ['read', 'write']],
    ['read,write', ['read,write']],
    ['', []],
    [['read'], []],
    [null, []],
    [undefined, []],
  ])('scope %j is %j', (value, scopes) => {
    expect(scene.verify(withClaim('scope', value))).toHaveProperty('token.scopes', scopes);
  });
});

test('a claim said twice counts as it was said last, and nothing comes from __proto__', () => {
  const text = JSON.stringify(goodClaims);
  expectRefused(scene.forge(scene.header, text.replace('{', '{"iss":"first",').replace(/}$/, ',"iss":"last"}')));
  const inherited = text.replace('"sub":"user-1"', '"__proto__":{"sub":"user-1"}');
  expect(inherited).not.toBe(text);
  expectRefused(scene.forge(scene.header, inherited));
});
