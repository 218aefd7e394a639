import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import {
  algorithms,
  createTokenIssuer,
  createVerifier,
  type KeyRing,
  type MasterKeys,
  type SigningKey,
  type StoredKey,
} from '../../../src/tokens/index.js';
import { createTestClock } from '../../support/clock.js';
import { createInMemoryKeyStore } from '../../support/in-memory-key-store.js';
import {
  AUDIENCE,
  compact,
  expectRefusal,
  goodClaims,
  hmac,
  ISSUER,
  type KeyOptions,
  keyOptions,
  signature,
  startKeys,
  subject,
  TOLERANCE_SECONDS,
} from '../token-fixture.js';

const ANNOUNCE_SECONDS = 600;
const LIFETIME_SECONDS = 3600;

type Stored = Pick<KeyOptions, 'store' | 'masterKeys'>;

async function createScene(algorithm: (typeof algorithms)[number], stored?: Stored) {
  const clock = createTestClock();
  const uptime = createTestClock();
  const options = { ...keyOptions(algorithm), ...stored, clock: clock.now, uptime: uptime.now };
  const { ring: keys, manager } = await startKeys(options);
  const names = { issuer: ISSUER, audience: AUDIENCE, clock: clock.now };
  const issuer = createTokenIssuer({ ...names, keys, randomBytes });
  const revocations = { isRevoked: () => false, isCurrent: () => true };
  const verifier = createVerifier({ ...names, keys, revocations, toleranceSeconds: TOLERANCE_SECONDS });
  const seconds = () => Math.floor(clock.now() / 1000);
  return {
    clock,
    uptime,
    keys,
    manager,
    stored: options satisfies Stored,
    issue: () => issuer.issue(subject, LIFETIME_SECONDS),
    verify: (token: string) => verifier.verify(token),
    /** What our verifier accepts, if a good key signs it. */
    claims: () => ({ ...goodClaims, iat: seconds(), exp: seconds() + LIFETIME_SECONDS }),
  };
}

const headerOf = ({ kid, algorithm: alg }: Pick<SigningKey, 'kid' | 'algorithm'>) => ({ alg, typ: 'at+jwt', kid });

/** What somebody else has who verifies by himself. */
function jwkSet(keys: KeyRing): JSONWebKeySet {
  return { keys: keys.jwks().keys.map((jwk) => ({ ...jwk, kty: jwk.kty ?? '' })) };
}

describe.each(['RS256', 'PS256', 'ES256'] as const)('during a rotation of %s', (algorithm) => {
  test('each stage has the JWK Set that it should, and jose verifies by one that is 5 minutes old', async () => {
    const { clock, keys, manager, issue, verify } = await createScene(algorithm);
    const accepts = (set: JSONWebKeySet, token: string) =>
      jwtVerify(token, createLocalJWKSet(set), {
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: 'at+jwt',
        algorithms: [algorithm],
        currentDate: new Date(clock.now()),
      }).then(
        () => true,
        ({ code }) => code,
      );
    const kids = (set: JSONWebKeySet) => set.keys.map(({ kid }) => kid);
    const old = keys.signingKey().kid;
    const first = issue();
    const before = jwkSet(keys);
    expect(kids(before)).toEqual([old]);
    expect(await accepts(before, first)).toBe(true);

    clock.advance(1);
    await manager.rotate();
    const announced = jwkSet(keys);
    expect(announced.keys).toHaveLength(2);
    expect(kids(announced)).toContain(old);
    expect(await accepts(before, issue())).toBe(true);

    clock.advance(ANNOUNCE_SECONDS);
    const { kid } = keys.signingKey();
    expect(kid).not.toBe(old);
    expect(jwkSet(keys)).toEqual(announced);
    expect(await accepts(before, issue())).toBe('ERR_JWKS_NO_MATCHING_KEY');
    for (const token of [first, issue()]) {
      expect(await accepts(announced, token)).toBe(true);
      expect(verify(token)).toHaveProperty('token');
    }

    clock.advance(LIFETIME_SECONDS + TOLERANCE_SECONDS);
    expect(await manager.retire(old, { compromised: false })).toHaveProperty('retired');
    expect(kids(jwkSet(keys))).toEqual([kid]);
    expect(await accepts(jwkSet(keys), first)).toBe('ERR_JWKS_NO_MATCHING_KEY');
    expect(await accepts(jwkSet(keys), issue())).toBe(true);
    expect(JSON.stringify(jwkSet(keys))).not.toMatch(/"(d|p|q|dp|dq|qi|k)":/);
  });
});

test('a secret is in the JWK Set at no stage', async () => {
  const { clock, keys, manager, issue, verify } = await createScene('HS256');
  const tokens = [issue()];
  await manager.rotate();
  expect(keys.jwks()).toEqual({ keys: [] });
  clock.advance(ANNOUNCE_SECONDS);
  tokens.push(issue());
  expect(keys.jwks()).toEqual({ keys: [] });
  for (const token of tokens) expect(verify(token)).toHaveProperty('token');
});

test('the last token of a key is never refused because it may be retired', async () => {
  const { clock, keys, manager, issue, verify } = await createScene('ES256');
  const { kid } = keys.signingKey();
  await manager.rotate();
  clock.advance(ANNOUNCE_SECONDS - 0.001);
  const last = issue();
  clock.advance(0.001);
  const retire = () => manager.retire(kid, { compromised: false });
  for (let seconds = 0; 'token' in verify(last); seconds += 1) {
    expect(await retire()).toHaveProperty('refused', 'VERIFYING');
    expect(seconds).toBeLessThan(LIFETIME_SECONDS + TOLERANCE_SECONDS);
    clock.advance(1);
  }
  expectRefusal(verify(last), 'TOKEN_EXPIRED', last);
  clock.advance(1);
  expect(await retire()).toEqual({ retired: kid, replacedBy: null });
});

describe.each(algorithms)('a compromised key of %s', (algorithm) => {
  async function retired() {
    const scene = await createScene(algorithm);
    const key = scene.keys.signingKey();
    const token = scene.issue();
    expect(scene.verify(token)).toHaveProperty('token');
    await scene.manager.retire(key.kid, { compromised: true });
    return { ...scene, key, token, sign: signature(algorithm, key.privateKey) };
  }

  test('has its tokens refused as revoked, so that a client refreshes, and is not believed in anything', async () => {
    const { key, token, verify, claims, sign, issue } = await retired();
    for (const text of [token, compact(headerOf(key), { ...claims(), sid: 'of another' }, sign)]) {
      const refusal = { reason: 'TOKEN_REVOKED', detail: 'The key that kid names has been retired.' };
      expect(verify(text)).toEqual({ refusal });
    }
    expect(verify(issue())).toHaveProperty('token');
  });

  test('signs for no other key, and no other for it', async () => {
    const { keys, key, verify, claims, sign } = await retired();
    const current = keys.signingKey();
    const swapped = compact(headerOf(current), claims(), sign);
    expectRefusal(verify(swapped), 'TOKEN_INVALID', swapped);
    const back = compact(headerOf(key), claims(), signature(algorithm, current.privateKey));
    expect(verify(back)).toHaveProperty('refusal.reason', 'TOKEN_REVOKED');
  });
});

describe.each(['RS256', 'ES256'] as const)('the wrong use of a pending or retired key of %s', (algorithm) => {
  const secrets: Readonly<Record<string, (key: SigningKey, jwk: unknown) => string | Buffer>> = {
    PEM: ({ publicKey }) => publicKey.export({ type: 'spki', format: 'pem' }),
    DER: ({ publicKey }) => publicKey.export({ type: 'spki', format: 'der' }),
    JWK: (_key, jwk) => JSON.stringify(jwk),
    kid: ({ kid }) => kid,
    nothing: () => '',
  };

  let [keys, masterKeys]: [readonly StoredKey[], MasterKeys | undefined] = [[], undefined];
  beforeAll(async () => {
    const { manager, stored } = await createScene(algorithm);
    await manager.rotate();
    [keys, masterKeys] = [await stored.store.list(), stored.masterKeys];
  });
  /** An instance that starts after a rotation. The keys are the same for each test, since RSA keys are slow to make. */
  const rotated = async () => {
    if (!masterKeys) throw new TypeError('There are no keys.');
    const scene = await createScene(algorithm, { store: createInMemoryKeyStore(keys), masterKeys });
    const signing = scene.keys.signingKey();
    const pending = scene.keys.jwks().keys.find(({ kid }) => kid !== signing.kid);
    return { ...scene, signing, jwk: pending, pending: scene.keys.find(String(pending?.kid)) };
  };

  test.each(Object.keys(secrets))('as an HS256 secret: %s', async (name) => {
    const { clock, jwk, pending, manager, verify, claims } = await rotated();
    const attack = (key: SigningKey, jwk: unknown) => {
      const sign = hmac(secrets[name]?.(key, jwk) ?? '');
      return ['HS256', algorithm].flatMap((alg) => {
        const token = compact({ ...headerOf(key), alg }, claims(), sign);
        const result = verify(token);
        return 'refusal' in result ? [result.refusal.reason] : ['accepted'];
      });
    };
    if (!pending || !jwk) throw new TypeError('There is a pending key.');
    expect(attack(pending, jwk)).toEqual(['TOKEN_INVALID', 'TOKEN_INVALID']);
    clock.advance(ANNOUNCE_SECONDS);
    expect(attack(pending, jwk)).toEqual(['TOKEN_INVALID', 'TOKEN_INVALID']);
    await manager.retire(pending.kid, { compromised: true });
    expect(attack(pending, jwk)).toEqual(['TOKEN_REVOKED', 'TOKEN_REVOKED']);
  });

  test.each(['none', 'None', ''])('with alg %j', async (alg) => {
    const { keys, signing: key, manager, verify, claims } = await rotated();
    expect(keys.jwks().keys).toHaveLength(2);
    for (const { kid } of keys.jwks().keys) {
      const token = compact({ typ: 'at+jwt', alg, kid }, claims(), () => Buffer.from('x'));
      expectRefusal(verify(token), 'TOKEN_INVALID', token);
    }
    await manager.retire(key.kid, { compromised: true });
    const token = compact({ ...headerOf(key), alg }, claims(), signature(algorithm, key.privateKey));
    expect(verify(token)).toHaveProperty('refusal.reason', 'TOKEN_REVOKED');
  });

  test('one key under the kid of the other', async () => {
    const { signing, pending, verify, claims } = await rotated();
    if (!pending) throw new TypeError('There is a pending key.');
    const forge = (header: SigningKey, key: SigningKey) =>
      compact(headerOf(header), claims(), signature(algorithm, key.privateKey));
    for (const token of [forge(signing, pending), forge(pending, signing)]) {
      expectRefusal(verify(token), 'TOKEN_INVALID', token);
    }
    // Whoever has a clock that is ahead signs with it before the others do.
    expect(verify(forge(pending, pending))).toHaveProperty('token');
  });
});

test('while retired keys cannot be known, no token is taken for good, and a bad one is refused all the same', async () => {
  const { uptime, keys, issue, verify } = await createScene('ES256');
  const token = issue();
  uptime.advance(5.001);
  expect(verify(token)).toHaveProperty('unavailable.subject', subject.subject);
  expect(verify(`${token}A`)).toHaveProperty('refusal.reason', 'TOKEN_INVALID');
  await keys.catchUp();
  expect(verify(token)).toHaveProperty('token');
});
