import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Algorithm, algorithms, createVerifier } from '../../../src/tokens/index.js';
import {
  AUDIENCE,
  createScene,
  expectRefusal,
  goodClaims,
  ISSUER,
  LIFETIME_SECONDS,
  NOW_SECONDS,
  type Scene,
  subject,
  TOLERANCE_SECONDS,
} from '../token-fixture.js';

const at = (seconds: number) => ({ clock: () => seconds * 1000 });
const EXPIRY = NOW_SECONDS + LIFETIME_SECONDS;

const scenes = new Map<Algorithm, Scene>();
beforeAll(async () => {
  for (const algorithm of algorithms) scenes.set(algorithm, await createScene(algorithm));
});

function sceneOf(algorithm: Algorithm): Scene {
  const scene = scenes.get(algorithm);
  if (!scene) throw new TypeError(`No scene of ${algorithm}.`);
  return scene;
}

describe.each(algorithms)('a token of our issuer, %s', (algorithm) => {
  test('verifies, and says what was issued', () => {
    const { issue, verify } = sceneOf(algorithm);
    const result = verify(issue());
    expect(result).toEqual({
      token: {
        ...subject,
        issuer: ISSUER,
        tokenId: expect.stringMatching(/^[0-9a-f]{32}$/),
        issuedAt: NOW_SECONDS,
        expiresAt: EXPIRY,
        claims: expect.objectContaining({ iss: ISSUER, aud: AUDIENCE, sub: subject.subject, sid: subject.sessionId }),
      },
    });
    expect('token' in result && Object.isFrozen(result.token)).toBe(true);
  });

  test('verifies when made without jsonwebtoken, so that the forgeries of these tests would', () => {
    const { forge, header, verify } = sceneOf(algorithm);
    expect(verify(forge(header))).toHaveProperty('token.tokenId', goodClaims.jti);
  });

  test('is refused by a server with other keys', async () => {
    const token = (await createScene(algorithm)).issue();
    expectRefusal(sceneOf(algorithm).verify(token), 'TOKEN_INVALID', token);
  });

  test('is refused by a server of another issuer, or for another audience', () => {
    const { issue, verify } = sceneOf(algorithm);
    const token = issue();
    expectRefusal(verify(token, { issuer: 'https://elsewhere.test' }), 'TOKEN_INVALID', token);
    expectRefusal(verify(token, { audience: 'https://elsewhere.test' }), 'TOKEN_INVALID', token);
  });
});

describe('time', () => {
  test.each([
    ['at its expiry', EXPIRY],
    ['a millisecond before the tolerance ends', EXPIRY + TOLERANCE_SECONDS - 0.001],
    ['issued by a clock as far ahead as tolerated', NOW_SECONDS - TOLERANCE_SECONDS],
  ])('accepted %s', (_, seconds) => {
    const { issue, verify } = sceneOf('ES256');
    expect(verify(issue(), at(seconds))).toHaveProperty('token');
  });

  test.each([
    ['the moment the tolerance ends', EXPIRY + TOLERANCE_SECONDS],
    ['a year later', EXPIRY + 31_536_000],
  ])('expired %s', (_, seconds) => {
    const { issue, verify } = sceneOf('ES256');
    const token = issue();
    expectRefusal(verify(token, at(seconds)), 'TOKEN_EXPIRED', token);
  });

  test('without tolerance it expires at exp to the millisecond', () => {
    const { issue, verify } = sceneOf('ES256');
    const token = issue();
    expect(verify(token, { toleranceSeconds: 0, ...at(EXPIRY - 0.001) })).toHaveProperty('token');
    expectRefusal(verify(token, { toleranceSeconds: 0, ...at(EXPIRY) }), 'TOKEN_EXPIRED', token);
  });

  test('issued in the future', () => {
    const { issue, verify } = sceneOf('ES256');
    const token = issue();
    expectRefusal(verify(token, at(NOW_SECONDS - TOLERANCE_SECONDS - 0.001)), 'TOKEN_INVALID', token);
  });

  test('an expired token with a bad signature is invalid, not expired', () => {
    const { issue, verify } = sceneOf('HS256');
    const token = issue().replace(/[^.]+$/, Buffer.alloc(32).toString('base64url'));
    expectRefusal(verify(token, at(EXPIRY + 31_536_000)), 'TOKEN_INVALID', token);
  });
});

describe('revocation', () => {
  test('a revoked token is refused', () => {
    const { issue, verify } = sceneOf('ES256');
    const token = issue();
    const result = verify(token, { revocations: { isRevoked: () => true, isCurrent: () => true } });
    expectRefusal(result, 'TOKEN_REVOKED', token);
    expect(result).toHaveProperty('refusal.token.sessionId', subject.sessionId);
  });

  test('is asked with the subject, session and version of the token', () => {
    const { issue, verify } = sceneOf('ES256');
    const asked: unknown[] = [];
    verify(issue(), { revocations: { isRevoked: (token) => asked.push(token) === 0, isCurrent: () => true } });
    const { subject: sub, sessionId, version } = subject;
    expect(asked).toEqual([expect.objectContaining({ subject: sub, sessionId, version })]);
  });

  test('is not asked about what nobody signed, nor about what has expired anyway', () => {
    const { issue, verify } = sceneOf('ES256');
    const revocations = {
      isRevoked: () => {
        throw new Error('Asked.');
      },
      isCurrent: () => true,
    };
    expect(verify(`${issue()}A`, { revocations })).toHaveProperty('refusal.reason', 'TOKEN_INVALID');
    expect(verify(issue(), { revocations, ...at(EXPIRY + 60) })).toHaveProperty('refusal.reason', 'TOKEN_EXPIRED');
  });
});

describe('never throws', () => {
  test('on any text', () => {
    const { verify } = sceneOf('ES256');
    const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary-ascii', maxLength: 300 }));
    fc.assert(
      fc.property(anyText, (text) => {
        expect(verify(text)).toHaveProperty('refusal.reason', 'TOKEN_INVALID');
      }),
    );
  });

  test('on any JSON that our own key signed', () => {
    const { forge, header, verify } = sceneOf('HS256');
    fc.assert(
      fc.property(fc.json(), fc.json(), (head, payload) => {
        expect(verify(forge(head))).toHaveProperty('refusal.reason', 'TOKEN_INVALID');
        expect(verify(forge(header, payload))).toHaveProperty('refusal.reason', 'TOKEN_INVALID');
      }),
    );
  });

  test('on any single claim that our own key signed', () => {
    const { forge, header, verify } = sceneOf('HS256');
    const name = fc.constantFrom(...Object.keys(goodClaims), 'nbf', '__proto__', 'constructor');
    fc.assert(
      fc.property(name, fc.jsonValue(), (claim, value) => {
        const payload = JSON.stringify({ ...goodClaims, [claim]: value });
        expect(Object.keys(verify(forge(header, payload)))).toHaveLength(1);
      }),
    );
  });
});

test('a verifier is frozen', () => {
  const { keys } = sceneOf('HS256');
  const options = { issuer: ISSUER, audience: AUDIENCE, toleranceSeconds: 0, clock: Date.now };
  expect(
    Object.isFrozen(
      createVerifier({ ...options, keys, revocations: { isRevoked: () => false, isCurrent: () => true } }),
    ),
  ).toBe(true);
});
