import { describe, expect, test } from '@jest/globals';
import type { StoredKey } from '../../../src/tokens/index.js';
import { findPendingKey, findSigningKey, type KeyState, stateOf } from '../../../src/tokens/keys/key-schedule.js';
import { storedKey } from './key-store-contract.js';

const ACCEPTED = 100_000;
const NOTE_HOLDS = 180_000;

const key = (kid: string, activatesAt: number, changes: Partial<StoredKey> = {}) =>
  storedKey(kid, { createdAt: activatesAt, activatesAt, ...changes });
const es256 = { algorithm: 'ES256' } as const;

const signing = (keys: readonly StoredKey[], now: number, algorithm: StoredKey['algorithm'] = 'RS256') =>
  findSigningKey(keys, algorithm, now)?.kid;

/** The state of each key, for an instance that signs with RS256. */
const states = (keys: readonly StoredKey[], now: number): Readonly<Record<string, KeyState>> => {
  const options = { keys, signingKid: signing(keys, now), now, acceptedMilliseconds: ACCEPTED };
  return Object.fromEntries(keys.map((one) => [one.kid, stateOf(one, options)]));
};

describe('the key that signs', () => {
  const keys = [key('c', 3000), key('a', 1000), key('b', 2000)];

  test.each([
    [1000, 'a'],
    [1999, 'a'],
    [2000, 'b'],
    [2999, 'b'],
    [3000, 'c'],
    [1_000_000, 'c'],
  ])('at %d is the newest activated one: %s', (now, kid) => {
    expect(signing(keys, now)).toBe(kid);
    expect(signing(keys.toReversed(), now)).toBe(kid);
  });

  test('is the same in whatever order the keys come, though they activate at once', () => {
    const twins = [key('a', 5), key('b', 5, { createdAt: 4 }), key('c', 5)];
    expect([twins, twins.toReversed()].map((some) => signing(some, 9))).toEqual(['c', 'c']);
  });

  test('is of the algorithm that is asked for, however old', () => {
    const mixed = [...keys, key('e', 500, es256), key('h', 2500, { algorithm: 'HS256' })];
    expect(signing(mixed, 5000, 'ES256')).toBe('e');
    expect(signing(mixed, 5000, 'HS256')).toBe('h');
    expect(signing(mixed, 5000)).toBe('c');
  });

  test('of an algorithm that has none yet is what signed last under another', () => {
    const pending = key('e', 9000, es256);
    const abandoned = key('h', 3500, { algorithm: 'HS256', lastSignedAt: 3600 });
    expect(signing([...keys, pending], 5000, 'ES256')).toBe('c');
    expect(signing([...keys, pending, key('c2', 4000, { lastSignedAt: 4900 }), abandoned], 5000, 'ES256')).toBe('c2');
    expect(signing([...keys, pending], 9000, 'ES256')).toBe('e');
  });

  test('is the next in line when a clock is behind the first one', () => {
    expect(signing(keys, 0)).toBe('a');
    expect(signing([], 0)).toBeUndefined();
  });

  test('is never one that is retired, nor one that stopped before', () => {
    const retired = key('c', 3000, { retiredAt: 4000 });
    expect(signing([key('a', 1000), key('b', 2000), retired], 5000)).toBeUndefined();
    expect(signing([key('a', 1000), retired, key('e', 10, es256)], 5000)).toBe('e');
    expect(signing([key('a', 1000), retired, key('d', 3001)], 5000)).toBe('d');
  });

  test('goes on signing if the one that was to follow is retired before its time', () => {
    const never = key('c', 3000, { retiredAt: 2500 });
    expect(signing([key('b', 2000), never], 5000)).toBe('b');
    expect(states([key('b', 2000), never], 5000).b).toEqual({ name: 'signing' });
  });
});

describe('the pending key', () => {
  test('is of the algorithm, waits still and is not retired', () => {
    const keys = [key('a', 2000), key('e', 3000, es256)];
    expect(findPendingKey(keys, 'RS256', 1999)?.kid).toBe('a');
    expect(findPendingKey(keys, 'RS256', 2000)).toBeUndefined();
    expect(findPendingKey(keys, 'ES256', 2000)?.kid).toBe('e');
    expect(findPendingKey([key('a', 2000, { retiredAt: 1 })], 'RS256', 1000)).toBeUndefined();
  });
});

describe('the state', () => {
  test('of three keys, as time goes by', () => {
    const keys = [key('a', 1000), key('b', 2000), key('c', 3000)];
    expect(states(keys, 1500)).toEqual({
      a: { name: 'signing' },
      b: { name: 'pending', until: 2000 },
      c: { name: 'pending', until: 3000 },
    });
    expect(states(keys, 2000)).toEqual({
      a: { name: 'verifying', until: 2000 + ACCEPTED },
      b: { name: 'signing' },
      c: { name: 'pending', until: 3000 },
    });
    expect(states(keys, 1_000_000)).toEqual({
      a: { name: 'verifying', until: 2000 + ACCEPTED },
      b: { name: 'verifying', until: 3000 + ACCEPTED },
      c: { name: 'signing' },
    });
  });

  test('after its successor was retired counts from when that one took over', () => {
    const keys = [key('a', 1000), key('b', 2000, { retiredAt: 2500 }), key('c', 2001)];
    expect(states(keys, 9000)).toEqual({
      a: { name: 'verifying', until: 2000 + ACCEPTED },
      b: { name: 'retired', since: 2500 },
      c: { name: 'signing' },
    });
  });

  test('of the last key of another algorithm counts from when an instance was seen to sign with it', () => {
    const now = 10_000_000;
    const seen = (lastSignedAt: number | null, activatesAt = 1000) =>
      states([key('a', 500), key('e', activatesAt, { ...es256, lastSignedAt })], now).e;
    expect(seen(now)).toEqual({ name: 'signing' });
    expect(seen(now - NOTE_HOLDS + 1)).toEqual({ name: 'signing' });
    expect(seen(now - NOTE_HOLDS)).toEqual({ name: 'verifying', until: now + ACCEPTED });
    expect(seen(5000)).toEqual({ name: 'verifying', until: 5000 + NOTE_HOLDS + ACCEPTED });
    // Nobody noted it yet, or nobody ever signed with it.
    expect(seen(null, now - 1)).toEqual({ name: 'signing' });
    expect(seen(null, 2000)).toEqual({ name: 'verifying', until: 2000 + NOTE_HOLDS + ACCEPTED });
  });

  test('of a key that somebody signs with though it has a successor counts from then', () => {
    const keys = (lastSignedAt: number) => [key('a', 1000, { lastSignedAt }), key('b', 2000)];
    expect(states(keys(1999), 9000).a).toEqual({ name: 'verifying', until: 2000 + ACCEPTED });
    expect(states(keys(8000), 9000).a).toEqual({ name: 'signing' });
    expect(states(keys(8000), 1_000_000).a).toEqual({ name: 'verifying', until: 8000 + NOTE_HOLDS + ACCEPTED });
  });
});
