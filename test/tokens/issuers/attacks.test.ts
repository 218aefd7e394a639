import type { KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { compact, encode, hmac } from '../token-fixture.js';
import {
  goodToken,
  type IssuerCase,
  type IssuerScene,
  type Json,
  keysFor,
  NOW,
  optionCases,
  sceneOf,
  signAs,
} from './issuer-cases.js';
import { presetCases } from './preset-cases.js';

const INVALID = { refusal: { reason: 'TOKEN_INVALID', detail: expect.any(String) } };

type Forge = (issuer: IssuerCase) => string;

const withHeader =
  (more: Json, key?: (issuer: IssuerCase) => KeyObject): Forge =>
  (issuer) =>
    signAs(issuer, { ...issuer.header, ...more }, issuer.claims, key?.(issuer));
const withClaims =
  (more: Json): Forge =>
  (issuer) =>
    signAs(issuer, issuer.header, { ...issuer.claims, ...more });
const others = ({ algorithm }: IssuerCase) => keysFor(algorithm).other.privateKey;
const publicJwk = ({ algorithm }: IssuerCase) => keysFor(algorithm).other.publicKey.export({ format: 'jwk' });
const changed = (text: string, at: number) =>
  `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;

/** What is refused, whoever the issuer is: the first of each are signed by somebody else, the others by its own key. */
const attacks: readonly (readonly [what: string, forge: Forge])[] = [
  ['alg none', (issuer) => compact({ ...issuer.header, alg: 'none' }, issuer.claims, () => Buffer.from('x'))],
  ['alg none without a signature', ({ header, claims }) => `${encode({ ...header, alg: 'none' })}.${encode(claims)}.`],
  ['the key of somebody else', withHeader({}, others)],
  ['the key of somebody else, who sends it along', (issuer) => withHeader({ jwk: publicJwk(issuer) }, others)(issuer)],
  ['the key of somebody else, and where it is', withHeader({ jku: 'https://evil.test/jwks.json' }, others)],
  ['a certificate of somebody else', withHeader({ x5c: ['MII'] }, others)],
  ...(['spki', 'jwk', 'raw'] as const).map(
    (form) =>
      [
        `HMAC with the public key as ${form}`,
        (issuer: IssuerCase) => {
          const { publicKey } = keysFor(issuer.algorithm).own;
          const secret =
            form === 'spki'
              ? publicKey.export({ type: 'spki', format: 'pem' }).toString()
              : form === 'jwk'
                ? JSON.stringify(publicKey.export({ format: 'jwk' }))
                : publicKey.export({ type: 'spki', format: 'der' });
          return compact({ ...issuer.header, alg: 'HS256' }, issuer.claims, hmac(secret));
        },
      ] as const,
  ),
  ['another algorithm with its key', withHeader({ alg: 'PS384' })],
  ['an algorithm that there is not', withHeader({ alg: 'RS999' })],
  ['no algorithm', withHeader({ alg: undefined })],
  ['an algorithm that is a list', withHeader({ alg: ['RS256'] })],
  ['a kid that is a number', withHeader({ kid: 1 })],
  ['a kid that is null', withHeader({ kid: null })],
  ['crit', withHeader({ crit: ['exp'], exp: NOW + 600 })],
  ['a payload that is not encoded', withHeader({ b64: false, crit: ['b64'] })],
  ['the type of a logout token', withHeader({ typ: 'logout+jwt' })],
  ['a type that is a number', withHeader({ typ: 1 })],
  ['a type that is null', withHeader({ typ: null })],
  ['a payload of one more bit', (issuer) => changed(goodToken(issuer), goodToken(issuer).indexOf('.') + 12)],
  ['a signature of one more bit', (issuer) => changed(goodToken(issuer), goodToken(issuer).lastIndexOf('.') + 5)],
  ['padding', (issuer) => `${goodToken(issuer)}=`],
  ['another issuer', withClaims({ iss: 'https://evil.test/' })],
  ['an issuer that is a list', (issuer) => withClaims({ iss: [issuer.claims.iss] })(issuer)],
  ['no issuer', withClaims({ iss: undefined })],
  ['an issuer with more at its end', (issuer) => withClaims({ iss: `${String(issuer.claims.iss)}x` })(issuer)],
  ['no expiry', withClaims({ exp: undefined })],
  ['a time of issue in the future', withClaims({ iat: NOW + 16 })],
  ['no time of issue', withClaims({ iat: undefined })],
  ['a start in the future', withClaims({ nbf: NOW + 16 })],
  ['an expiry in ten years', withClaims({ exp: NOW + 10 * 365 * 86_400 })],
  ['a subject that is no text', withClaims({ sub: 42 })],
  ['U+0000 in a claim', withClaims({ name: 'a\0' })],
  ['a security event', withClaims({ events: { 'https://schemas.openid.net/secevent/risc': {} } })],
];

describe.each([...optionCases, ...presetCases].map((issuer) => [issuer.name, issuer] as const))(
  'an issuer with %s',
  (_name, issuer) => {
    let scene: IssuerScene;
    beforeAll(async () => {
      scene = await sceneOf(issuer);
    });
    afterAll(() => scene.server.close());

    test('has its tokens accepted, also a second time', async () => {
      for (let times = 0; times < 2; times += 1) {
        const { iss, exp, iat } = issuer.claims;
        expect(await scene.issuers.verify(goodToken(issuer))).toMatchObject({
          token: { ...issuer.token, issuer: iss, expiresAt: exp, issuedAt: iat, claims: issuer.claims },
        });
      }
      expect(scene.issuers.isFrom(goodToken(issuer))).toBe(true);
      expect(scene.failures).toEqual([]);
    });

    test('has every attack refused', async () => {
      const accepted = [];
      for (const [what, forge] of attacks) {
        const outcome = await scene.issuers.verify(forge(issuer));
        if (!('refusal' in outcome) || outcome.refusal.reason !== 'TOKEN_INVALID') accepted.push([what, outcome]);
      }
      expect(accepted).toEqual([]);
      expect(await scene.issuers.verify(goodToken(issuer))).toHaveProperty('token');
    });

    test('has a token refused that has expired', async () => {
      const token = signAs(issuer, issuer.header, { ...issuer.claims, iat: NOW - 600, exp: NOW - 15 });
      expect(await scene.issuers.verify(token)).toMatchObject({ refusal: { reason: 'TOKEN_EXPIRED' } });
    });

    const forgeries = issuer.forgeries ?? [];
    if (forgeries.length > 0) {
      test.each(forgeries.map(([what, header, claims]) => [what, header, claims] as const))(
        'has a token refused: %s',
        async (_what, header, claims) => {
          expect(await scene.issuers.verify(signAs(issuer, header, claims))).toEqual(INVALID);
        },
      );
    }
  },
);
