import { hkdfSync, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createMasterKeys } from '../../../src/tokens/index.js';

const keyOf = (byte: number) => Buffer.alloc(32, byte);
const [first, second] = [1, 2].map((byte) => createMasterKeys([keyOf(byte)], randomBytes)) as [Keys, Keys];
type Keys = ReturnType<typeof createMasterKeys>;
const id = Buffer.from('session-1');

describe('a sealer', () => {
  const mail = (...bytes: number[]) => createMasterKeys(bytes.map(keyOf), randomBytes).sealer('mail');

  test('of the first key seals, and those of all open', () => {
    const [one, two, both] = [mail(1), mail(2), mail(1, 2)];
    expect(both.open(one.seal('a', 'context'), 'context')).toBe('a');
    expect(both.open(two.seal('b', 'context'), 'context')).toBe('b');
    expect(one.open(both.seal('c', 'context'), 'context')).toBe('c');
    expect(two.open(both.seal('d', 'context'), 'context')).toBeUndefined();
  });

  test('opens nothing that another master key sealed, whatever number it bears', () => {
    const sealed = mail(2).seal('b', 'context');
    expect(mail(1).open(sealed, 'context')).toBeUndefined();
    expect(mail(1).open(sealed.replace(`${second.current}`, `${first.current}`), 'context')).toBeUndefined();
  });

  test('opens nothing of another use', () => {
    const [letters, keys] = [first.sealer('mail'), first.sealer('signing-keys')];
    expect(keys.open(letters.seal('a', 'context'), 'context')).toBeUndefined();
    expect(letters.open(keys.seal('a', 'context'), 'context')).toBeUndefined();
    expect(letters.open(letters.seal('a', 'context'), 'context')).toBe('a');
    expect(first.sealer('mail')).toBe(letters);
  });

  test('says which master key a text needs, and whether it would seal it so today', () => {
    const [old, both] = [mail(1), mail(2, 1)];
    const [before, now] = [old.seal('a', 'context'), both.seal('a', 'context')];
    expect([before, now].map(both.sealedUnder)).toEqual([first.current, second.current]);
    expect([before, now].map(both.isCurrent)).toEqual([false, true]);
    expect([before, now].map(old.isCurrent)).toEqual([true, false]);
  });
});

describe('the keys', () => {
  test('are known by their numbers, the current one first, wherever they stand', () => {
    const both = createMasterKeys([keyOf(2), keyOf(1)], randomBytes);
    expect(both.numbers).toEqual([second.current, first.current]);
    expect(both.current).toBe(second.current);
  });

  test.each([
    ['none', []],
    ['an empty one', [Buffer.alloc(0)]],
    ['one of 31 bytes', [Buffer.alloc(31)]],
    ['one of 33 bytes', [Buffer.alloc(33)]],
    ['a good one and a short one', [keyOf(1), Buffer.alloc(16)]],
  ])('%s is a TypeError', (_, keys) => {
    expect(() => createMasterKeys(keys, randomBytes)).toThrow(TypeError);
  });

  test('do not show in the object', () => {
    expect(Object.isFrozen(first)).toBe(true);
    expect(JSON.stringify(first)).toBe(JSON.stringify({ current: first.current, numbers: [first.current] }));
    expect(JSON.stringify(first.sealer('mail'))).toBe('{}');
  });
});

describe('derive', () => {
  const derive = (key: number, purpose: string, of: Uint8Array) => {
    const keys = createMasterKeys([keyOf(key)], randomBytes);
    return keys.derive(keys.current, purpose, of)?.toString('hex');
  };

  test('is HKDF-SHA-256 with the id as salt', () => {
    const expected = Buffer.from(hkdfSync('sha256', keyOf(1), id, 'portcullis refresh', 32)).toString('hex');
    expect(derive(1, 'refresh', id)).toBe(expected);
    expect(derive(1, 'refresh', Buffer.from(id))).toBe(expected);
  });

  test('differs by key, purpose and id', () => {
    const all = [
      derive(1, 'refresh', id),
      derive(2, 'refresh', id),
      derive(1, 'reset', id),
      derive(1, 'refresh', Buffer.from('session-2')),
      derive(1, '', id),
      derive(1, 'refresh', Buffer.alloc(0)),
    ];
    expect(new Set(all).size).toBe(all.length);
    for (const key of all) expect(key).toMatch(/^[0-9a-f]{64}$/);
  });

  test('of the second key goes by its number', () => {
    const both = createMasterKeys([keyOf(1), keyOf(2)], randomBytes);
    expect(both.derive(second.current, 'refresh', id)).toEqual(second.derive(second.current, 'refresh', id));
  });

  test.each([0, -1, Number.NaN, first.current + 1])('is undefined for the number %d, which is of no key', (number) => {
    expect(first.derive(number, 'refresh', id)).toBeUndefined();
  });
});
