import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { StartupError } from '../../src/errors.js';
import {
  algorithms,
  createKeyRing,
  createMasterKeys,
  type KeyRing,
  type KeyRingOptions,
} from '../../src/tokens/index.js';
import { ringOptions } from './token-fixture.js';

async function load(options: KeyRingOptions): Promise<KeyRing> {
  const ring = createKeyRing(options);
  await ring.load();
  return ring;
}

/** A clock on which each look is a second later. */
function tickingClock(): () => number {
  let now = 1_800_000_000_000;
  return () => (now += 1000);
}

describe.each(algorithms)('%s', (algorithm) => {
  test('the first key is made at the first load, and read at the next', async () => {
    const options = ringOptions(algorithm);
    const first = (await load(options)).signingKey();
    expect(first).toMatchObject({ algorithm, kid: expect.stringMatching(/^[0-9a-f]{32}$/) });
    const second = (await load(options)).signingKey();
    expect(second.kid).toBe(first.kid);
    expect(second.privateKey.equals(first.privateKey)).toBe(true);
    expect(await options.store.list()).toHaveLength(1);
  });

  test('is found by its exact id alone', async () => {
    const ring = await load(ringOptions(algorithm));
    const key = ring.signingKey();
    expect(ring.find(key.kid)).toBe(key);
    for (const kid of ['', '__proto__', 'constructor', key.kid.slice(1), `${key.kid} `]) {
      expect(ring.find(kid)).toBeUndefined();
    }
  });

  test('is not stored in the clear', async () => {
    const options = ringOptions(algorithm);
    const { privateKey } = (await load(options)).signingKey();
    const { d, k } = privateKey.export({ format: 'jwk' });
    const stored = JSON.stringify(await options.store.list());
    for (const secret of [d, k]) if (secret !== undefined) expect(stored).not.toContain(secret);
    expect(stored).not.toContain('kty');
  });
});

test.each(['ES256', 'HS256'] as const)(
  'many rings loading at once on one store make one key: %s',
  async (algorithm) => {
    const options = ringOptions(algorithm);
    const rings = await Promise.all(Array.from({ length: 20 }, () => load(options)));
    expect(new Set(rings.map((ring) => ring.signingKey().kid)).size).toBe(1);
    expect(await options.store.list()).toHaveLength(1);
  },
);

test('a changed algorithm adds a key, and the old one is still found', async () => {
  const options = { ...ringOptions('ES256'), clock: tickingClock() };
  const old = (await load(options)).signingKey();
  const ring = await load({ ...options, algorithm: 'RS256' });
  expect(ring.signingKey().algorithm).toBe('RS256');
  expect(ring.find(old.kid)).toMatchObject({ kid: old.kid, algorithm: 'ES256' });
  expect(ring.jwks().keys.map(({ kid }) => kid)).toEqual([ring.signingKey().kid, old.kid]);

  const back = await load(options);
  expect(back.signingKey().kid).toBe(old.kid);
  expect(await options.store.list()).toHaveLength(2);
});

describe('a secret from outside', () => {
  const secretOptions = () => ({ ...ringOptions('HS256'), clock: tickingClock(), secret: randomBytes(48) });

  test('signs under one id on every instance, and is never stored', async () => {
    const options = secretOptions();
    const rings = await Promise.all(Array.from({ length: 5 }, () => load(options)));
    for (const ring of rings) expect(ring.signingKey().privateKey.export()).toEqual(options.secret);
    expect(new Set(rings.map((ring) => ring.signingKey().kid)).size).toBe(1);
    expect(await options.store.list()).toEqual([]);
  });

  test.each([
    ['changed', () => ({ secret: randomBytes(48) })],
    ['gone, with the same algorithm', () => ({ secret: undefined })],
    ['gone, with another algorithm', () => ({ secret: undefined, algorithm: 'RS256' as const })],
  ])('that is %s is no longer trusted, nor signs', async (_what, change) => {
    const options = secretOptions();
    const old = (await load(options)).signingKey();
    expect((await load(options)).find(old.kid)).toMatchObject({ kid: old.kid });
    const ring = await load({ ...options, ...change() });
    expect(ring.signingKey().kid).not.toBe(old.kid);
    expect(ring.find(old.kid)).toBeUndefined();
  });

  test('leaves the keys that were made here trusted', async () => {
    const options = { ...ringOptions('HS256'), clock: tickingClock() };
    const made = (await load(options)).signingKey();
    const ring = await load({ ...options, secret: randomBytes(32) });
    expect(ring.find(made.kid)).toMatchObject({ kid: made.kid });
  });

  test('that is too short is a TypeError, and nothing is stored', async () => {
    const options = { ...ringOptions('HS256'), secret: randomBytes(31) };
    await expect(load(options)).rejects.toThrow(TypeError);
    expect(await options.store.list()).toEqual([]);
  });

  test('for another algorithm leaves nothing in the store that would stop the next start', async () => {
    const options = ringOptions('ES256');
    await load({ ...options, secret: randomBytes(32) }).catch(() => undefined);
    const ring = await load(options);
    expect(ring.signingKey().algorithm).toBe('ES256');
  });
});

describe('the JWK Set', () => {
  test('never holds an HS256 key', async () => {
    expect((await load(ringOptions('HS256'))).jwks()).toEqual({ keys: [] });
  });

  test.each([
    ['RS256', ['alg', 'e', 'kid', 'kty', 'n', 'use']],
    ['PS256', ['alg', 'e', 'kid', 'kty', 'n', 'use']],
    ['ES256', ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']],
  ] as const)('holds the public members of %s and no private one', async (algorithm, members) => {
    const ring = await load(ringOptions(algorithm));
    const { keys } = ring.jwks();
    expect(keys.map((jwk) => Object.keys(jwk).sort())).toEqual([members]);
    expect(keys).toMatchObject([{ alg: algorithm, use: 'sig', kid: ring.signingKey().kid }]);
    const { d } = ring.signingKey().privateKey.export({ format: 'jwk' });
    expect(typeof d).toBe('string');
    expect(JSON.stringify(keys)).not.toContain(d);
  });
});

describe('the master key', () => {
  const otherMasterKeys = () => createMasterKeys([randomBytes(32)], randomBytes);

  test('a wrong one stops the start, and makes no key', async () => {
    const options = ringOptions('ES256');
    await load(options);
    const attempt = load({ ...options, masterKeys: otherMasterKeys() });
    await expect(attempt).rejects.toThrow(StartupError);
    await expect(attempt).rejects.toHaveProperty('problems', [expect.stringMatching(/^MASTER_KEY [^\n]+\.$/)]);
    expect(await options.store.list()).toHaveLength(1);
  });

  test('of two rings with different ones that make the first key at once, one stops', async () => {
    const options = ringOptions('ES256');
    const attempts = [load(options), load({ ...options, masterKeys: otherMasterKeys() })];
    const outcomes = await Promise.allSettled(attempts);
    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(failures).toEqual([expect.any(StartupError)]);
    expect(await options.store.list()).toHaveLength(1);
  });

  test('a new one before the old one still opens', async () => {
    const [old, young] = [randomBytes(32), randomBytes(32)];
    const options = { ...ringOptions('ES256'), masterKeys: createMasterKeys([old], randomBytes) };
    const { kid } = (await load(options)).signingKey();
    const ring = await load({ ...options, masterKeys: createMasterKeys([young, old], randomBytes) });
    expect(ring.signingKey().kid).toBe(kid);
  });

  test('a key that was damaged or moved in the store is left alone', async () => {
    const options = ringOptions('ES256');
    const good = (await load(options)).signingKey();
    for (const stored of await options.store.list()) {
      await options.store.addUnless(() => false, { ...stored, kid: 'moved', createdAt: stored.createdAt + 1 });
      await options.store.addUnless(() => false, { ...stored, algorithm: 'HS256', createdAt: stored.createdAt + 2 });
      await options.store.addUnless(() => false, { ...stored, kid: 'junk', sealed: 'junk' });
    }
    const ring = await load(options);
    expect(ring.signingKey().kid).toBe(good.kid);
    expect(ring.find('moved')).toBeUndefined();
    expect(ring.find('junk')).toBeUndefined();
    expect(ring.find(good.kid)).toHaveProperty('algorithm', 'ES256');
  });
});

test('before it is loaded a ring has no key, and using it is a TypeError', () => {
  const ring = createKeyRing(ringOptions('ES256'));
  expect(() => ring.signingKey()).toThrow(TypeError);
  expect(ring.find('any')).toBeUndefined();
  expect(ring.jwks()).toEqual({ keys: [] });
  expect(Object.isFrozen(ring)).toBe(true);
});

test('a load that fails leaves the keys that it had', async () => {
  const options = ringOptions('ES256');
  let isDown = false;
  const list = async () => (isDown ? Promise.reject(new Error('down')) : options.store.list());
  const ring = await load({ ...options, store: { ...options.store, list } });
  const key = ring.signingKey();
  isDown = true;
  await expect(ring.load()).rejects.toThrow('down');
  expect(ring.signingKey()).toBe(key);
  expect(ring.find(key.kid)).toBe(key);
});
