import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { StartupError } from '../../../src/errors.js';
import {
  algorithms,
  createMasterKeys,
  type KeyChange,
  type KeyRing,
  type KeyStore,
} from '../../../src/tokens/index.js';
import { exportPrivateKey } from '../../../src/tokens/jws/algorithms.js';
import { createTestClock } from '../../support/clock.js';
import { createKeys, type KeyOptions, keyOptions, startKeys } from '../token-fixture.js';
import { create } from './key-store-contract.js';

/** The ring of an instance that has started. */
async function start(options: KeyOptions): Promise<KeyRing> {
  return (await startKeys(options)).ring;
}

const make = (store: KeyStore, ...changes: KeyChange[]) => store.change(() => ({ changes, outcome: undefined }));

describe.each(algorithms)('%s', (algorithm) => {
  test('the first key is made at the first load, and read at the next', async () => {
    const options = keyOptions(algorithm);
    const first = (await start(options)).signingKey();
    expect(first).toMatchObject({ algorithm, kid: expect.stringMatching(/^[0-9a-f]{32}$/) });
    const second = (await start(options)).signingKey();
    expect(second.kid).toBe(first.kid);
    expect(second.privateKey.equals(first.privateKey)).toBe(true);
    expect(await options.store.list()).toHaveLength(1);
  });

  test('is found by its exact id alone', async () => {
    const ring = await start(keyOptions(algorithm));
    const key = ring.signingKey();
    expect(ring.find(key.kid)).toBe(key);
    for (const kid of ['', '__proto__', 'constructor', key.kid.slice(1), `${key.kid} `]) {
      expect(ring.find(kid)).toBeUndefined();
    }
  });

  test('is not stored in the clear', async () => {
    const options = keyOptions(algorithm);
    const { privateKey } = (await start(options)).signingKey();
    const { d, k } = privateKey.export({ format: 'jwk' });
    const stored = JSON.stringify(await options.store.list());
    for (const secret of [d, k]) if (secret !== undefined) expect(stored).not.toContain(secret);
    // With its quote: three letters alone are found in what is random, too.
    expect(stored).not.toMatch(/kty\\?"/);
  });
});

test.each(['ES256', 'HS256'] as const)(
  'many rings loading at once on one store make one key: %s',
  async (algorithm) => {
    const options = keyOptions(algorithm);
    const rings = await Promise.all(Array.from({ length: 20 }, () => start(options)));
    expect(new Set(rings.map((ring) => ring.signingKey().kid)).size).toBe(1);
    expect(await options.store.list()).toHaveLength(1);
  },
);

describe('a secret from outside', () => {
  const secretOptions = () => ({ ...keyOptions('HS256'), secret: randomBytes(48) });

  test('signs under one id on every instance, and is never stored', async () => {
    const options = secretOptions();
    const rings = await Promise.all(Array.from({ length: 5 }, () => start(options)));
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
    const old = (await start(options)).signingKey();
    expect((await start(options)).find(old.kid)).toMatchObject({ kid: old.kid });
    const ring = await start({ ...options, ...change() });
    expect(ring.signingKey().kid).not.toBe(old.kid);
    expect(ring.find(old.kid)).toBeUndefined();
  });

  test('leaves the keys that were made here trusted', async () => {
    const options = keyOptions('HS256');
    const made = (await start(options)).signingKey();
    const ring = await start({ ...options, secret: randomBytes(32) });
    expect(ring.find(made.kid)).toMatchObject({ kid: made.kid });
  });

  test('that is too short is a TypeError, and nothing is stored', async () => {
    const options = { ...keyOptions('HS256'), secret: randomBytes(31) };
    await expect(start(options)).rejects.toThrow(TypeError);
    expect(await options.store.list()).toEqual([]);
  });

  test('for another algorithm leaves nothing in the store that would stop the next start', async () => {
    const options = keyOptions('ES256');
    await start({ ...options, secret: randomBytes(32) }).catch(() => undefined);
    const ring = await start(options);
    expect(ring.signingKey().algorithm).toBe('ES256');
  });
});

describe('the JWK Set', () => {
  test('never holds an HS256 key', async () => {
    expect((await start(keyOptions('HS256'))).jwks()).toEqual({ keys: [] });
  });

  test.each([
    ['RS256', ['alg', 'e', 'kid', 'kty', 'n', 'use']],
    ['PS256', ['alg', 'e', 'kid', 'kty', 'n', 'use']],
    ['ES256', ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']],
  ] as const)('holds the public members of %s and no private one', async (algorithm, members) => {
    const ring = await start(keyOptions(algorithm));
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
    const options = keyOptions('ES256');
    await start(options);
    const attempt = start({ ...options, masterKeys: otherMasterKeys() });
    await expect(attempt).rejects.toThrow(StartupError);
    await expect(attempt).rejects.toHaveProperty('problems', [expect.stringMatching(/^MASTER_KEY [^\n]+\.$/)]);
    expect(await options.store.list()).toHaveLength(1);
  });

  test('of two rings with different ones that make the first key at once, one stops', async () => {
    const options = keyOptions('ES256');
    const attempts = [start(options), start({ ...options, masterKeys: otherMasterKeys() })];
    const outcomes = await Promise.allSettled(attempts);
    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(failures).toEqual([expect.any(StartupError)]);
    expect(await options.store.list()).toHaveLength(1);
  });

  test('a new one before the old one still opens', async () => {
    const [old, young] = [randomBytes(32), randomBytes(32)];
    const options = { ...keyOptions('ES256'), masterKeys: createMasterKeys([old], randomBytes) };
    const { kid } = (await start(options)).signingKey();
    const ring = await start({ ...options, masterKeys: createMasterKeys([young, old], randomBytes) });
    expect(ring.signingKey().kid).toBe(kid);
  });

  test('a key in the store that nobody should sign with is left alone, and another signs', async () => {
    const options = keyOptions('RS256');
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ format: 'jwk' });
    const sealed = options.masterKeys.sealer('signing-keys').seal(JSON.stringify(weak), 'signing-key RS256 weak');
    const times = { createdAt: 1, activatesAt: 1, lastSignedAt: null, retiredAt: null };
    const good = (await start(keyOptions('RS256'))).signingKey();
    const goodSealed = options.masterKeys
      .sealer('signing-keys')
      .seal(exportPrivateKey(good), `signing-key RS256 ${good.kid}`);
    const told: string[] = [];
    await make(
      options.store,
      create({ kid: 'weak', algorithm: 'RS256', sealed, ...times, activatesAt: 2 }),
      create({ kid: good.kid, algorithm: 'RS256', sealed: goodSealed, ...times }),
    );
    const ring = await start({ ...options, onUnopened: (kid) => told.push(kid) });
    expect(told).toEqual(['weak']);
    expect(ring.find('weak')).toBeUndefined();
    expect(ring.signingKey().kid).toBe(good.kid);
    expect(ring.jwks().keys.map(({ kid }) => kid)).toEqual([good.kid]);
  });

  test('a key that was damaged or moved in the store is left alone', async () => {
    const options = keyOptions('ES256');
    const good = (await start(options)).signingKey();
    const [stored] = await options.store.list();
    if (!stored) throw new TypeError('There is a key.');
    const later = stored.createdAt + 1;
    const moved = { ...stored, kid: 'moved', createdAt: later, activatesAt: later };
    const junk = { ...moved, kid: 'junk', sealed: 'junk' };
    await make(options.store, create(moved), create(junk), create({ ...moved, kid: 'other', algorithm: 'HS256' }));
    const told: string[] = [];
    const ring = await start({ ...options, onUnopened: (kid) => told.push(kid) });
    await ring.load();
    expect(told.toSorted()).toEqual(['junk', 'moved', 'other']);
    expect(ring.signingKey().kid).toBe(good.kid);
    expect(ring.find('moved')).toBeUndefined();
    expect(ring.find('junk')).toBeUndefined();
    expect(ring.find('other')).toBeUndefined();
    expect(ring.jwks().keys).toHaveLength(1);
  });
});

test('before it is loaded a ring has no key, and using it is a TypeError', () => {
  const { ring } = createKeys(keyOptions('ES256'));
  expect(() => ring.signingKey()).toThrow(TypeError);
  expect(ring.find('any')).toBeUndefined();
  expect(ring.isRetired('any')).toBe(false);
  expect(ring.isCurrent()).toBe(false);
  expect(ring.jwks()).toEqual({ keys: [] });
  expect(Object.isFrozen(ring)).toBe(true);
});

test('loading makes no key', async () => {
  const options = keyOptions('ES256');
  const { ring } = createKeys(options);
  await ring.load();
  expect(() => ring.signingKey()).toThrow(TypeError);
  expect(await options.store.list()).toEqual([]);
});

describe('a change', () => {
  /** A ring that counts how often it lists the keys, and can be cut off from them. */
  async function scene() {
    const clock = createTestClock();
    const options = { ...keyOptions('ES256'), clock: clock.now, uptime: clock.now };
    const { manager } = await startKeys(options);
    const seen = { lists: 0, isDown: false };
    const ask = <T>(answer: () => Promise<T>) => (seen.isDown ? Promise.reject(new Error('down')) : answer());
    const list = () => {
      seen.lists += 1;
      return ask(options.store.list);
    };
    const store = { ...options.store, list, version: () => ask(options.store.version) };
    const { ring } = createKeys({ ...options, store });
    await ring.load();
    seen.lists = 0;
    return { clock, options, manager, seen, ring };
  }

  test('that another instance made is caught up with, and nothing is read when there is none', async () => {
    const { manager, seen, ring } = await scene();
    const old = ring.signingKey();
    for (let times = 0; times < 5; times += 1) await ring.catchUp();
    expect(seen.lists).toBe(0);
    const retirement = await manager.retire(old.kid, { compromised: true });
    expect(ring.find(old.kid)).toBe(old);
    for (let times = 0; times < 5; times += 1) await ring.catchUp();
    expect(seen.lists).toBe(1);
    expect(ring.find(old.kid)).toBeUndefined();
    expect(ring.isRetired(old.kid)).toBe(true);
    expect(retirement).toEqual({ retired: old.kid, replacedBy: ring.signingKey().kid });
  });

  test('is looked for if a token names an unknown key, once in 10 s', async () => {
    const { clock, seen, ring } = await scene();
    const forge = async (times: number) => {
      for (let count = 0; count < times; count += 1) {
        ring.find(`forged ${count}`);
        await ring.catchUp();
      }
    };
    await forge(5);
    expect(seen.lists).toBe(0);
    clock.advance(9.999);
    await forge(5);
    expect(seen.lists).toBe(0);
    clock.advance(0.001);
    await forge(5);
    expect(seen.lists).toBe(1);
    clock.advance(60);
    await ring.catchUp();
    await ring.catchUp();
    expect(seen.lists).toBe(2);
    clock.advance(60);
    await ring.catchUp();
    expect(seen.lists).toBe(2);
  });

  test('is not looked for because a token names a key that was retired', async () => {
    const { clock, manager, seen, ring } = await scene();
    const { kid } = ring.signingKey();
    await manager.retire(kid, { compromised: true });
    await ring.catchUp();
    clock.advance(60);
    ring.find(kid);
    await ring.catchUp();
    expect(seen.lists).toBe(1);
  });

  test('is known to be known for as long as the lag that is allowed, and again after', async () => {
    const { clock, seen, ring } = await scene();
    clock.advance(5);
    expect(ring.isCurrent()).toBe(true);
    await ring.catchUp();
    clock.advance(5);
    expect(ring.isCurrent()).toBe(true);
    seen.isDown = true;
    await expect(ring.catchUp()).rejects.toThrow('down');
    expect(ring.isCurrent()).toBe(true);
    clock.advance(0.001);
    expect(ring.isCurrent()).toBe(false);
    await expect(ring.load()).rejects.toThrow('down');
    expect(ring.isCurrent()).toBe(false);
    seen.isDown = false;
    await ring.catchUp();
    expect(ring.isCurrent()).toBe(true);
  });

  test('that cannot be read leaves the keys that there were', async () => {
    const { seen, ring } = await scene();
    const key = ring.signingKey();
    seen.isDown = true;
    await expect(ring.load()).rejects.toThrow('down');
    expect(ring.signingKey()).toBe(key);
    expect(ring.find(key.kid)).toBe(key);
  });

  test('leaves a key that stays the object that it was', async () => {
    const { manager, ring } = await scene();
    const key = ring.signingKey();
    await manager.rotate();
    await ring.catchUp();
    expect(ring.jwks().keys).toHaveLength(2);
    expect(ring.find(key.kid)).toBe(key);
  });

  test('that was read first never replaces one that was read last', async () => {
    const { options, manager, ring } = await scene();
    const { kid } = ring.signingKey();
    const gates: (() => void)[] = [];
    const list = async () => {
      const stored = await options.store.list();
      await new Promise<void>((resolve) => gates.push(resolve));
      return stored;
    };
    const { ring: slow } = createKeys({ ...options, store: { ...options.store, list } });
    const first = slow.load();
    while (gates.length === 0) await Promise.resolve();
    await manager.retire(kid, { compromised: true });
    const second = slow.load();
    gates[0]?.();
    await first;
    expect(slow.find(kid)).toBeDefined();
    while (gates.length === 1) await Promise.resolve();
    gates[1]?.();
    await second;
    expect(slow.find(kid)).toBeUndefined();
  });
});

describe('an instance that lost the right master key while it ran', () => {
  test('keeps what it has opened, and still trusts no key that is retired', async () => {
    const [old, young] = [randomBytes(32), randomBytes(32)];
    const options = { ...keyOptions('ES256'), masterKeys: createMasterKeys([old], randomBytes) };
    const ring = await start(options);
    const { kid } = ring.signingKey();
    const { manager } = await startKeys({ ...options, masterKeys: createMasterKeys([young, old], randomBytes) });
    await manager.reseal();
    await ring.catchUp();
    expect(ring.signingKey().kid).toBe(kid);
    await manager.retire(kid, { compromised: true });
    await expect(ring.catchUp()).rejects.toThrow(StartupError);
    expect(ring.find(kid)).toBeUndefined();
    expect(ring.isRetired(kid)).toBe(true);
    expect(ring.jwks()).toEqual({ keys: [] });
    expect(() => ring.signingKey()).toThrow(TypeError);
  });
});
