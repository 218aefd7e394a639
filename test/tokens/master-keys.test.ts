import { hkdfSync, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createMasterKeys } from '../../src/tokens/index.js';

const keyOf = (byte: number) => Buffer.alloc(32, byte);
const first = createMasterKeys([keyOf(1)], randomBytes);
const id = Buffer.from('session-1');

describe('seal and open', () => {
  test.each(['', 'text', 'é ∞ 🗝', '\0', 'x'.repeat(10_000)])('%# come round', (text) => {
    expect(first.open(first.seal(text, 'context'), 'context')).toBe(text);
  });

  test('the same text twice is sealed differently, and shows nothing of itself', () => {
    const sealed = [first.seal('plaintext', 'context'), first.seal('plaintext', 'context')];
    expect(new Set(sealed).size).toBe(2);
    for (const text of sealed) expect(Buffer.from(text.split('.')[3] ?? '', 'base64url').includes('plain')).toBe(false);
  });

  test('no bit of the sealed bytes can be changed', () => {
    const [version, number, iv = '', body = ''] = first.seal('plaintext', 'context').split('.');
    const flips = (text: string) => {
      const bytes = Buffer.from(text, 'base64url');
      return Array.from({ length: bytes.length * 8 }, (_, bit) =>
        bytes.with(bit >> 3, (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))),
      ).map((other) => Buffer.from(other).toString('base64url'));
    };
    const changed = [
      ...flips(iv).map((other) => [version, number, other, body].join('.')),
      ...flips(body).map((other) => [version, number, iv, other].join('.')),
    ];
    expect(changed.length).toBe((12 + 9 + 16) * 8);
    expect(changed.filter((text) => first.open(text, 'context') !== undefined)).toEqual([]);
  });

  test.each(['', 'Context', 'context ', 'context\0'])('the context cannot become %j', (context) => {
    expect(first.open(first.seal('plaintext', 'context'), context)).toBeUndefined();
  });

  test('a shorter tag is not accepted', () => {
    const [version, number, iv, body = ''] = first.seal('', 'context').split('.');
    for (const size of [0, 1, 4, 8, 12, 15]) {
      const shorter = Buffer.from(body, 'base64url').subarray(0, size).toString('base64url');
      expect(first.open([version, number, iv, shorter].join('.'), 'context')).toBeUndefined();
    }
  });

  test.each([
    '',
    '.',
    '...',
    'junk',
    'v1',
    'v1..AAAA.AAAA',
    'v1.0.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA',
    `v1.${first.current}`,
    `v1.${first.current}.AAAAAAAAAAAAAAAA`,
    `v1.${first.current}..`,
    `v1.${first.current}.AAAA.AAAAAAAAAAAAAAAAAAAAAA`,
    `v1.${first.current}.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA`,
    `v1.${first.current}.é.é`,
    'v1.NaN.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA',
  ])('garbage does not open: %j', (text) => expect(first.open(text, 'context')).toBeUndefined());

  test('nor does another version', () => {
    const sealed = first.seal('plaintext', 'context');
    for (const version of ['v2', 'V1', '', 'v1 ']) {
      expect(first.open(sealed.replace(/^v1/, version), 'context')).toBeUndefined();
    }
  });

  const respell: Readonly<Record<string, (text: string) => string>> = {
    'a part more': (text) => `${text}.more`,
    padding: (text) => `${text}=`,
    'white space': (text) => `${text}\n`,
    'a space before the number': (text) => text.replace('.', '. '),
    'a zero before the number': (text) => text.replace('.', '.0'),
    'bits that base64url does not use': (text) =>
      text.replace(/.$/, (last) => String.fromCharCode(last.charCodeAt(0) + 1)),
  };

  test.each(Object.keys(respell))('nor is there another spelling: %s', (name) => {
    // One byte and the tag are 17: the last character of the body then carries 4 bits of the 6 (RFC 4648 §3.5).
    const sealed = first.seal('x', 'context');
    expect(first.open(respell[name]?.(sealed) ?? '', 'context')).toBeUndefined();
  });
});

describe('several keys', () => {
  const second = createMasterKeys([keyOf(2)], randomBytes);
  const both = createMasterKeys([keyOf(1), keyOf(2)], randomBytes);

  test('the first seals, all open', () => {
    expect(both.current).toBe(first.current);
    expect(both.open(first.seal('a', 'context'), 'context')).toBe('a');
    expect(both.open(second.seal('b', 'context'), 'context')).toBe('b');
    expect(first.open(both.seal('c', 'context'), 'context')).toBe('c');
    expect(second.open(both.seal('d', 'context'), 'context')).toBeUndefined();
  });

  test('a key opens nothing that another one sealed, whatever number it bears', () => {
    const sealed = second.seal('b', 'context');
    expect(first.open(sealed, 'context')).toBeUndefined();
    expect(first.open(sealed.replace(`${second.current}`, `${first.current}`), 'context')).toBeUndefined();
  });

  test('the second derives by its number', () => {
    expect(both.derive(second.current, 'refresh', id)).toEqual(second.derive(second.current, 'refresh', id));
  });

  test('the number does not depend on the place in the list', () => {
    expect(createMasterKeys([keyOf(2), keyOf(1)], randomBytes).current).toBe(second.current);
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

  test.each([0, -1, Number.NaN, first.current + 1])('is undefined for the number %d, which is of no key', (number) => {
    expect(first.derive(number, 'refresh', id)).toBeUndefined();
  });
});

test.each([
  ['none', []],
  ['an empty one', [Buffer.alloc(0)]],
  ['one of 31 bytes', [Buffer.alloc(31)]],
  ['one of 33 bytes', [Buffer.alloc(33)]],
  ['a good one and a short one', [keyOf(1), Buffer.alloc(16)]],
])('keys: %s is a TypeError', (_, keys) => {
  expect(() => createMasterKeys(keys, randomBytes)).toThrow(TypeError);
});

test('the keys do not show in the object', () => {
  expect(Object.isFrozen(first)).toBe(true);
  expect(JSON.stringify(first)).toBe(JSON.stringify({ current: first.current, numbers: [first.current] }));
});

test('a sealed text tells which master key it needs, though it may not be one of ours', () => {
  const second = createMasterKeys([keyOf(2)], randomBytes);
  const both = createMasterKeys([keyOf(2), keyOf(1)], randomBytes);
  expect(both.numbers).toEqual([second.current, first.current]);
  expect(both.current).toBe(second.current);
  const sealed = first.seal('plaintext', 'context');
  expect([first, second, both].map((keys) => keys.sealedUnder(sealed))).toEqual([1, 1, 1].map(() => first.current));
  for (const text of ['', 'junk', 'v1', 'v1.', 'v1..', 'v2.1.', 'v1.-1.', 'v1.1e3.', 'v1.12345678901.']) {
    expect(first.sealedUnder(text)).toBeUndefined();
  }
});
