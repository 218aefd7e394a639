import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { StartupError } from '../../../src/errors.js';
import { type Algorithm, createMasterKeys, type KeyReport, type StoredKey } from '../../../src/tokens/index.js';
import { createTestClock, type TestClock } from '../../support/clock.js';
import { beforeSplit } from '../own/before-split.js';
import { ACCEPTED_SECONDS, createKeys, type KeyOptions, type Keys, keyOptions, startKeys } from '../token-fixture.js';

const ANNOUNCE_SECONDS = 600;
const DAY_SECONDS = 86_400;

interface Scene extends Keys {
  readonly clock: TestClock;
  readonly options: KeyOptions;
  /** Another instance on the same keys. */
  other(changes?: Partial<KeyOptions>): Promise<Keys>;
  stored(): Promise<readonly StoredKey[]>;
  /** The states of the keys, the newest first. */
  states(): Promise<readonly KeyReport['state'][]>;
}

/** An instance that has started, on keys of its own, with a clock that goes when told. */
async function createScene(changes: Partial<KeyOptions> = {}): Promise<Scene> {
  const clock = createTestClock();
  const options = { ...keyOptions('ES256'), clock: clock.now, ...changes };
  const keys = await startKeys(options);
  return {
    ...keys,
    clock,
    options,
    other: (more) => startKeys({ ...options, ...more }),
    stored: () => options.store.list(),
    states: async () => (await keys.manager.list()).map(({ state }) => state),
  };
}

/** The key that a rotation or a retirement made. */
function newKid(outcome: object): string {
  const kid = 'created' in outcome ? outcome.created : 'replacedBy' in outcome ? outcome.replacedBy : undefined;
  if (typeof kid !== 'string') throw new TypeError(`No key was made: ${JSON.stringify(outcome)}`);
  return kid;
}

const published = ({ ring }: Keys) => ring.jwks().keys.map(({ kid }) => kid);
const normal = { compromised: false };
const atOnce = { compromised: true };

describe('the first key', () => {
  test('signs at once, and is signed with by who comes later', async () => {
    const { ring, other, states } = await createScene();
    expect(await states()).toEqual([{ name: 'signing' }]);
    expect((await other()).ring.signingKey().kid).toBe(ring.signingKey().kid);
  });

  test('of many instances that start at once is one', async () => {
    const options = keyOptions('ES256');
    const all = await Promise.all(Array.from({ length: 10 }, () => startKeys(options)));
    expect(new Set(all.map(({ ring }) => ring.signingKey().kid)).size).toBe(1);
    expect(await options.store.list()).toHaveLength(1);
  });
});

describe('rotate', () => {
  test('makes a key that is published at once, and signs after 10 minutes, everywhere', async () => {
    const { clock, ring, manager, other, states } = await createScene();
    const instance = await other();
    const old = ring.signingKey();
    const activatesAt = clock.now() + ANNOUNCE_SECONDS * 1000;
    const rotation = await manager.rotate();
    expect(rotation).toEqual({ created: expect.stringMatching(/^[0-9a-f]{32}$/), activatesAt });
    const kid = newKid(rotation);
    await instance.ring.catchUp();
    for (const keys of [{ ring, manager }, instance])
      expect(published(keys).toSorted()).toEqual([old.kid, kid].toSorted());
    const signing = () => [ring, instance.ring].map((one) => one.signingKey().kid);

    clock.advance(ANNOUNCE_SECONDS - 0.001);
    expect(signing()).toEqual([old.kid, old.kid]);
    expect(await states()).toEqual(
      expect.arrayContaining([{ name: 'pending', until: activatesAt }, { name: 'signing' }]),
    );
    clock.advance(0.001);
    expect(signing()).toEqual([kid, kid]);
    const until = activatesAt + ACCEPTED_SECONDS * 1000;
    expect(await states()).toEqual(expect.arrayContaining([{ name: 'verifying', until }, { name: 'signing' }]));
    expect(published(instance)).toHaveLength(2);
    expect(instance.ring.find(old.kid)).toMatchObject({ kid: old.kid });
  });

  test('is refused while a new key waits, and not after', async () => {
    const { clock, manager, stored } = await createScene();
    const first = await manager.rotate();
    const refused = { refused: 'PENDING', kid: newKid(first), activatesAt: clock.now() + ANNOUNCE_SECONDS * 1000 };
    expect(await manager.rotate()).toEqual(refused);
    clock.advance(ANNOUNCE_SECONDS - 0.001);
    expect(await manager.rotate()).toEqual(refused);
    expect(await stored()).toHaveLength(2);
    clock.advance(0.001);
    expect(await manager.rotate()).toHaveProperty('created');
  });

  test('many times at once makes one key', async () => {
    const { options, stored } = await createScene();
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => createKeys(options).manager.rotate()));
    expect(outcomes.filter((outcome) => 'created' in outcome)).toHaveLength(1);
    expect(await stored()).toHaveLength(2);
  });

  test('makes the first key if no server has started yet, which signs at once', async () => {
    const options = keyOptions('ES256');
    const { ring, manager } = createKeys(options);
    expect(await manager.rotate()).toEqual({ created: ring.signingKey().kid, activatesAt: options.clock() });
  });

  test('does nothing about TOKEN_SECRET', async () => {
    const secret = randomBytes(32);
    const { ring, manager, stored } = await createScene({ algorithm: 'HS256', secret });
    expect(await manager.rotate()).toEqual({ refused: 'TOKEN_SECRET' });
    expect(await manager.retire(ring.signingKey().kid, atOnce)).toEqual({ refused: 'TOKEN_SECRET' });
    expect(await stored()).toEqual([]);
  });

  test('under a wrong master key stops, and makes none', async () => {
    const { options, stored } = await createScene();
    const { manager } = createKeys({ ...options, masterKeys: createMasterKeys([randomBytes(32)], randomBytes) });
    await expect(manager.rotate()).rejects.toThrow(StartupError);
    const [key] = await stored();
    await expect(manager.retire(key?.kid ?? '', atOnce)).rejects.toThrow(StartupError);
    expect(await stored()).toEqual([key]);
  });
});

describe('retire', () => {
  test('an unknown key, or the same twice, is refused', async () => {
    const { clock, ring, manager } = await createScene();
    const { kid } = ring.signingKey();
    expect(await manager.retire('unknown', atOnce)).toEqual({ refused: 'UNKNOWN' });
    expect(await manager.retire('__proto__', normal)).toEqual({ refused: 'UNKNOWN' });
    const since = clock.now();
    await manager.retire(kid, atOnce);
    clock.advance(60);
    for (const how of [normal, atOnce]) expect(await manager.retire(kid, how)).toEqual({ refused: 'RETIRED', since });
  });

  test('the key that signs is refused', async () => {
    const { ring, manager } = await createScene();
    const { kid } = ring.signingKey();
    expect(await manager.retire(kid, normal)).toEqual({ refused: 'SIGNING' });
    expect(ring.signingKey().kid).toBe(kid);
  });

  test('the key that signed before is refused until none of its tokens can be accepted, to the millisecond', async () => {
    const { clock, ring, manager, stored } = await createScene();
    const { kid } = ring.signingKey();
    await manager.rotate();
    clock.advance(ANNOUNCE_SECONDS - 0.001);
    expect(await manager.retire(kid, normal)).toEqual({ refused: 'SIGNING' });
    clock.advance(0.001);
    const until = clock.now() + ACCEPTED_SECONDS * 1000;
    expect(await manager.retire(kid, normal)).toEqual({ refused: 'VERIFYING', until });
    clock.advance(ACCEPTED_SECONDS - 0.001);
    expect(await manager.retire(kid, normal)).toEqual({ refused: 'VERIFYING', until });
    expect(ring.find(kid)).toBeDefined();
    clock.advance(0.001);
    expect(await manager.retire(kid, normal)).toEqual({ retired: kid, replacedBy: null });
    expect(ring.find(kid)).toBeUndefined();
    expect(ring.isRetired(kid)).toBe(true);
    expect((await stored()).map((key) => [key.kid === kid, key.sealed === '', key.retiredAt])).toEqual(
      expect.arrayContaining([
        [true, true, clock.now()],
        [false, false, null],
      ]),
    );
  });

  test('a pending key is possible until a minute before it signs; the one before then goes on', async () => {
    const { clock, ring, manager } = await createScene();
    const { kid: old } = ring.signingKey();
    const first = newKid(await manager.rotate());
    clock.advance(ANNOUNCE_SECONDS - 60.001);
    expect(await manager.retire(first, normal)).toEqual({ retired: first, replacedBy: null });
    const second = newKid(await manager.rotate());
    clock.advance(ANNOUNCE_SECONDS - 60);
    expect(ring.signingKey().kid).toBe(old);
    expect(await manager.retire(second, normal)).toEqual({ refused: 'SIGNING' });
    clock.advance(60);
    expect(ring.signingKey().kid).toBe(second);
  });
});

describe('retire --compromised', () => {
  test('takes the key that signs away at once, and another signs in its place', async () => {
    const { ring, manager, other, states } = await createScene();
    const instance = await other();
    const { kid } = ring.signingKey();
    const replacedBy = newKid(await manager.retire(kid, atOnce));
    expect(ring.signingKey()).toMatchObject({ kid: replacedBy, algorithm: 'ES256' });
    expect(ring.find(kid)).toBeUndefined();
    expect(published({ ring, manager })).toEqual([replacedBy]);
    expect(await states()).toEqual(
      expect.arrayContaining([{ name: 'retired', since: expect.any(Number) }, { name: 'signing' }]),
    );
    await instance.ring.catchUp();
    expect(instance.ring.find(kid)).toBeUndefined();
    expect(instance.ring.signingKey().kid).toBe(replacedBy);
  });

  test.each([-120, 120])(
    'so too on an instance whose clock is %d s off, which does not go back to an older key',
    async (off) => {
      const { clock, ring, manager, other } = await createScene();
      await manager.rotate();
      clock.advance(3 * ANNOUNCE_SECONDS);
      const instance = await other({ clock: () => clock.now() + off * 1000 });
      const { kid } = ring.signingKey();
      expect(instance.ring.signingKey().kid).toBe(kid);
      const replacedBy = newKid(await manager.retire(kid, atOnce));
      await instance.ring.catchUp();
      expect(instance.ring.signingKey().kid).toBe(replacedBy);
    },
  );

  test('leaves the turn to a key that waits', async () => {
    const { clock, ring, manager } = await createScene();
    const pending = newKid(await manager.rotate());
    clock.advance(60);
    const replacedBy = newKid(await manager.retire(ring.signingKey().kid, atOnce));
    expect(ring.signingKey().kid).toBe(replacedBy);
    clock.advance(ANNOUNCE_SECONDS - 60);
    expect(ring.signingKey().kid).toBe(pending);
  });

  test('makes no other key where the retired one does not sign', async () => {
    const { clock, ring, manager, stored } = await createScene();
    const { kid: old } = ring.signingKey();
    const pending = newKid(await manager.rotate());
    expect(await manager.retire(pending, atOnce)).toEqual({ retired: pending, replacedBy: null });
    expect(ring.signingKey().kid).toBe(old);
    const next = newKid(await manager.rotate());
    clock.advance(ANNOUNCE_SECONDS);
    expect(await manager.retire(old, atOnce)).toEqual({ retired: old, replacedBy: null });
    expect(ring.signingKey().kid).toBe(next);
    expect(await stored()).toHaveLength(3);
  });

  test('again and again, each time another signs, and no older one comes back', async () => {
    const { clock, ring, manager } = await createScene();
    const seen = [ring.signingKey().kid];
    for (let times = 0; times < 5; times += 1) {
      if (times === 2) clock.advance(1);
      const { kid } = ring.signingKey();
      seen.push(newKid(await manager.retire(kid, atOnce)));
      expect(ring.signingKey().kid).toBe(seen.at(-1));
    }
    expect(new Set(seen).size).toBe(6);
    expect(published({ ring, manager })).toEqual([seen.at(-1)]);
  });

  test('many times at once makes one key', async () => {
    const { ring, options, stored } = await createScene();
    const { kid } = ring.signingKey();
    const retire = () => createKeys(options).manager.retire(kid, atOnce);
    const outcomes = await Promise.all(Array.from({ length: 10 }, retire));
    expect(outcomes.filter((outcome) => 'retired' in outcome)).toHaveLength(1);
    expect(await stored()).toHaveLength(2);
  });

  test('of a key that other instances sign with makes one of its algorithm', async () => {
    const { ring, options, other } = await createScene();
    const { manager } = createKeys({ ...options, algorithm: 'HS256' });
    const { kid } = ring.signingKey();
    newKid(await manager.retire(kid, atOnce));
    await ring.catchUp();
    expect(ring.signingKey()).toMatchObject({ algorithm: 'ES256' });
    expect(ring.signingKey().kid).not.toBe(kid);
    expect((await other()).ring.signingKey().kid).toBe(ring.signingKey().kid);
  });
});

describe('reseal', () => {
  const [old, young] = [randomBytes(32), randomBytes(32)];
  const under = (...keys: Buffer[]) => createMasterKeys(keys, randomBytes);

  test('seals every key under the first master key, and does nothing the second time', async () => {
    const { ring, manager, other, options, stored } = await createScene({ masterKeys: under(old) });
    await manager.rotate();
    const both = await other({ masterKeys: under(young, old) });
    const masterKey = under(young).current;
    expect(await both.manager.reseal()).toEqual({ resealed: 2, untouched: 0, masterKey });
    const [sealed, version] = [await stored(), await options.store.version()];
    expect(sealed.map((key) => under(young).sealer('signing-keys').sealedUnder(key.sealed))).toEqual([
      masterKey,
      masterKey,
    ]);
    expect(await both.manager.reseal()).toEqual({ resealed: 0, untouched: 2, masterKey });
    expect([await stored(), await options.store.version()]).toEqual([sealed, version]);

    const alone = await other({ masterKeys: under(young) });
    expect(alone.ring.signingKey().privateKey.equals(ring.signingKey().privateKey)).toBe(true);
    expect(alone.ring.jwks()).toEqual(both.ring.jwks());
    await expect(other({ masterKeys: under(old) })).rejects.toThrow(StartupError);
  });

  test('seals anew what was sealed under the master key itself, and the key stays the same', async () => {
    const masterKeys = under(Buffer.from(beforeSplit.masterKey, 'base64'));
    const options = { ...keyOptions('ES256'), masterKeys };
    await options.store.change(() => ({ changes: [{ kind: 'create', key: beforeSplit.signingKey }], outcome: null }));
    const { ring, manager } = await startKeys(options);
    const before = ring.signingKey();
    expect(before.kid).toBe(beforeSplit.signingKey.kid);
    const needsReseal = async () => (await manager.list()).map((key) => key.needsReseal);
    expect(await needsReseal()).toEqual([true]);
    const masterKey = masterKeys.current;
    expect(await manager.reseal()).toEqual({ resealed: 1, untouched: 0, masterKey });
    expect(await needsReseal()).toEqual([false]);
    expect(await manager.reseal()).toEqual({ resealed: 0, untouched: 1, masterKey });
    const anew = await startKeys(options);
    expect(anew.ring.signingKey().privateKey.equals(before.privateKey)).toBe(true);
  });

  test('changes nothing if one key does not open, and names it and its master key', async () => {
    const { manager, options, other, stored } = await createScene({ masterKeys: under(old) });
    const { ring, manager: both } = await other({ masterKeys: under(young, old) });
    const { kid } = ring.signingKey();
    newKid(await both.rotate());
    const before = await stored();
    const third = createKeys({ ...options, masterKeys: under(randomBytes(32), young) });
    expect(await third.manager.reseal()).toEqual({ refused: [{ kid, masterKey: under(old).current }] });
    expect(await stored()).toEqual(before);
    expect(await manager.list()).toHaveLength(2);
  });

  test('leaves retired keys as they are', async () => {
    const { ring, manager, other } = await createScene({ masterKeys: under(old) });
    await manager.retire(ring.signingKey().kid, atOnce);
    const both = await other({ masterKeys: under(young, old) });
    expect(await both.manager.reseal()).toMatchObject({ resealed: 1, untouched: 0 });
    expect((await both.manager.list()).map(({ masterKey }) => masterKey)).toEqual(
      expect.arrayContaining([undefined, under(young).current]),
    );
  });
});

describe('rotation by age', () => {
  const rotationSeconds = 30 * DAY_SECONDS;

  test('makes a key when the one that signs is so old, and one alone of three instances', async () => {
    const { clock, ring, manager, other, stored } = await createScene({ rotationSeconds });
    const all = [{ ring, manager }, await other(), await other()];
    const upkeep = () => Promise.all(all.map((instance) => instance.manager.upkeep()));
    const { kid } = ring.signingKey();
    clock.advance(rotationSeconds - 0.001);
    await upkeep();
    expect(await stored()).toHaveLength(1);
    clock.advance(0.001);
    await upkeep();
    await upkeep();
    expect(await stored()).toHaveLength(2);
    expect(all.map((instance) => instance.ring.signingKey().kid)).toEqual([kid, kid, kid]);
    clock.advance(ANNOUNCE_SECONDS);
    await upkeep();
    const next = ring.signingKey().kid;
    expect(next).not.toBe(kid);
    expect(all.map((instance) => instance.ring.signingKey().kid)).toEqual([next, next, next]);
    expect(await stored()).toHaveLength(2);
  });

  test('takes the old key away once none of its tokens can be accepted', async () => {
    const { clock, ring, manager } = await createScene({ rotationSeconds });
    const { kid } = ring.signingKey();
    clock.advance(rotationSeconds);
    await manager.upkeep();
    clock.advance(ANNOUNCE_SECONDS + ACCEPTED_SECONDS - 0.001);
    await manager.upkeep();
    expect(ring.find(kid)).toBeDefined();
    clock.advance(0.001);
    await manager.upkeep();
    expect(ring.isRetired(kid)).toBe(true);
    expect(published({ ring, manager })).toEqual([ring.signingKey().kid]);
  });

  test('is off by default, and takes nothing away', async () => {
    const { clock, ring, manager, stored } = await createScene();
    const { kid } = ring.signingKey();
    clock.advance(3650 * DAY_SECONDS);
    await manager.upkeep();
    expect(ring.signingKey().kid).toBe(kid);
    await manager.rotate();
    clock.advance(DAY_SECONDS);
    await manager.upkeep();
    expect((await stored()).map(({ retiredAt }) => retiredAt)).toEqual([null, null]);
  });

  test('lets TOKEN_SECRET be', async () => {
    const secret = randomBytes(32);
    const { clock, manager, stored } = await createScene({ algorithm: 'HS256', secret, rotationSeconds });
    clock.advance(2 * rotationSeconds);
    await manager.upkeep();
    expect(await stored()).toEqual([]);
  });
});

describe('another algorithm', () => {
  test('on one instance is published first, and signs there alone, 10 minutes later', async () => {
    const { clock, ring, other } = await createScene();
    const { kid } = ring.signingKey();
    const changed = await other({ algorithm: 'RS256' });
    expect(changed.ring.signingKey().kid).toBe(kid);
    await ring.catchUp();
    expect(ring.jwks()).toEqual(changed.ring.jwks());
    expect(
      ring
        .jwks()
        .keys.map(({ alg }) => alg)
        .toSorted(),
    ).toEqual(['ES256', 'RS256']);
    clock.advance(ANNOUNCE_SECONDS);
    const next = changed.ring.signingKey();
    expect(next.algorithm).toBe('RS256');
    expect(ring.find(next.kid)).toMatchObject({ kid: next.kid });
    expect(ring.signingKey().kid).toBe(kid);
  });

  test('and back uses the key that there was', async () => {
    const { clock, ring, other, stored } = await createScene();
    await other({ algorithm: 'HS256' });
    clock.advance(ANNOUNCE_SECONDS);
    expect((await other()).ring.signingKey().kid).toBe(ring.signingKey().kid);
    expect(await stored()).toHaveLength(2);
  });

  test('whose only key was retired before it signed gets another', async () => {
    const { clock, ring, manager, other } = await createScene();
    const changed = await other({ algorithm: 'HS256' });
    const hs256 = (await manager.list()).find(({ algorithm }) => algorithm === 'HS256')?.kid ?? '';
    expect(await manager.retire(hs256, normal)).toEqual({ retired: hs256, replacedBy: null });
    await changed.manager.upkeep();
    expect(changed.ring.signingKey().kid).toBe(ring.signingKey().kid);
    clock.advance(ANNOUNCE_SECONDS);
    expect(changed.ring.signingKey()).toMatchObject({ algorithm: 'HS256', kid: expect.not.stringContaining(hs256) });
  });

  test('the key that one instance still signs with cannot be retired for being of another algorithm', async () => {
    const { clock, ring, manager, other } = await createScene();
    const { kid } = ring.signingKey();
    const { manager: changed } = await other({ algorithm: 'HS256' });
    const minutes = async (count: number, ...running: readonly Keys['manager'][]) => {
      for (let minute = 0; minute < count; minute += 1) {
        clock.advance(60);
        for (const one of running) await one.upkeep();
      }
    };
    await minutes(120, manager, changed);
    expect(await changed.retire(kid, normal)).toEqual({ refused: 'SIGNING' });
    // Now the last instance of that algorithm ends.
    const until = clock.now() + (180 + ACCEPTED_SECONDS) * 1000;
    await minutes(3, changed);
    expect(await changed.retire(kid, normal)).toEqual({ refused: 'VERIFYING', until });
    clock.advance((until - clock.now()) / 1000 - 0.001);
    expect(await changed.retire(kid, normal)).toEqual({ refused: 'VERIFYING', until });
    clock.advance(0.001);
    expect(await changed.retire(kid, normal)).toEqual({ retired: kid, replacedBy: null });
  });

  test.each<[Algorithm, Algorithm]>([
    ['ES256', 'RS256'],
    ['HS256', 'ES256'],
    ['ES256', 'HS256'],
  ])('%s and %s on a new database at once: both instances know every key that signs', async (one, another) => {
    const clock = createTestClock();
    const options = { ...keyOptions(one), clock: clock.now };
    const all = await Promise.all([startKeys(options), startKeys({ ...options, algorithm: another })]);
    for (const seconds of [0, ANNOUNCE_SECONDS]) {
      clock.advance(seconds);
      for (const { ring } of all) await ring.catchUp();
      for (const { ring } of all) {
        const { kid } = ring.signingKey();
        expect(all.map((instance) => instance.ring.find(kid)?.kid)).toEqual([kid, kid]);
      }
    }
    expect(all.map(({ ring }) => ring.signingKey().algorithm)).toEqual([one, another]);
    expect(await options.store.list()).toHaveLength(2);
  });
});

test('what is listed holds no secret', async () => {
  const { ring, manager, stored } = await createScene();
  await manager.rotate();
  const text = JSON.stringify(await manager.list());
  const { d } = ring.signingKey().privateKey.export({ format: 'jwk' });
  for (const secret of [d, ...(await stored()).map(({ sealed }) => sealed)]) expect(text).not.toContain(secret);
});

test('a manager is frozen', async () => {
  expect(Object.isFrozen((await createScene()).manager)).toBe(true);
});
