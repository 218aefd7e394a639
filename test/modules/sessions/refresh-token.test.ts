import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRefreshTokens } from '../../../src/modules/sessions/refresh-token.js';
import { createMasterKeys } from '../../../src/tokens/index.js';
import { beforeSplit } from '../../tokens/own/before-split.js';

const keyOf = (byte: number) => Buffer.alloc(32, byte);
const tokensOf = (...keys: Buffer[]) => createRefreshTokens(createMasterKeys(keys, randomBytes));

const tokens = tokensOf(keyOf(1));
const content = { sessionId: '00112233445566778899aabbccddeeff', counter: 7 };
const token = tokens.encode(content);

const flipBit = (text: string, bit: number) => {
  const bytes = Buffer.from(text, 'base64url');
  bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return bytes.toString('base64url');
};

describe('a refresh token', () => {
  test('of an older version is good, and the same one is made today', () => {
    const older = tokensOf(Buffer.from(beforeSplit.masterKey, 'base64'));
    expect(older.decode(beforeSplit.refreshToken)).toEqual(beforeSplit.refreshTokenContent);
    expect(older.encode(beforeSplit.refreshTokenContent)).toBe(beforeSplit.refreshToken);
  });

  test('says what it was made of', () => {
    expect(tokens.decode(token)).toEqual(content);
  });

  test('is 76 characters of base64url, whatever it says', () => {
    expect(token).toMatch(/^[A-Za-z0-9_-]{76}$/);
    expect(tokens.encode({ sessionId: 'f'.repeat(32), counter: 2 ** 32 - 1 })).toMatch(/^[A-Za-z0-9_-]{76}$/);
  });

  test('is the same each time, so that it need not be stored', () => {
    expect(tokens.encode(content)).toBe(token);
    expect(tokensOf(keyOf(1)).encode(content)).toBe(token);
  });

  test('differs with the counter, the session and the key, and shares no MAC', () => {
    const others = [
      tokens.encode({ ...content, counter: 8 }),
      tokens.encode({ ...content, sessionId: '00112233445566778899aabbccddeefe' }),
      tokensOf(keyOf(2)).encode(content),
    ];
    const macs = [token, ...others].map((text) => Buffer.from(text, 'base64url').toString('hex', 25));
    expect(new Set(macs).size).toBe(4);
  });

  test.each([0, 1, 2 ** 31, 2 ** 32 - 1])('counts up to %d', (counter) => {
    expect(tokens.decode(tokens.encode({ ...content, counter }))).toEqual({ ...content, counter });
  });

  test.each([-1, 2 ** 32, 1.5e10])('cannot count to %d', (counter) => {
    expect(() => tokens.encode({ ...content, counter })).toThrow(/out of range/);
  });

  test('any session and counter come back, and no other reads as the same', () => {
    const contents = fc.record({
      sessionId: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex')),
      counter: fc.nat({ max: 2 ** 32 - 1 }),
    });
    fc.assert(
      fc.property(contents, contents, (one, other) => {
        expect(tokens.decode(tokens.encode(one))).toEqual(one);
        const isSame = one.sessionId === other.sessionId && one.counter === other.counter;
        expect(tokens.encode(one) === tokens.encode(other)).toBe(isSame);
      }),
    );
  });
});

describe('what is refused', () => {
  test('every single flipped bit', () => {
    const bits = Array.from({ length: 57 * 8 }, (_, bit) => bit);
    expect(bits.filter((bit) => tokens.decode(flipBit(token, bit)) !== undefined)).toEqual([]);
  });

  test('every other character at every place', () => {
    const others = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=. \n\u0000é';
    const accepted = [...token].flatMap((character, index) =>
      [...others]
        .filter((other) => other !== character)
        .map((other) => token.slice(0, index) + other + token.slice(index + 1))
        .filter((changed) => tokens.decode(changed) !== undefined),
    );
    expect(accepted).toEqual([]);
  });

  test('one of another master key', () => {
    expect(tokensOf(keyOf(2)).decode(token)).toBeUndefined();
  });

  test('one whose MAC is that of another session, or of another counter', () => {
    const bytes = Buffer.from(token, 'base64url');
    for (const other of [
      { ...content, counter: 8 },
      { ...content, sessionId: 'f'.repeat(32) },
    ]) {
      const mac = Buffer.from(tokens.encode(other), 'base64url').subarray(25);
      const forged = Buffer.concat([bytes.subarray(0, 25), mac]).toString('base64url');
      expect(tokens.decode(forged)).toBeUndefined();
    }
  });

  test.each([
    ['nothing', ''],
    ['padding', `${token}=`],
    ['a character less', token.slice(0, -1)],
    ['a group less', token.slice(0, -4)],
    ['a character more', `${token}A`],
    ['a group more', `${token}AAAA`],
    ['white space around', ` ${token}`],
    ['a line end', `${token}\n`],
    ['a line end in its place', `${token.slice(0, -1)}\n`],
    ['twice', token + token],
    ['a text of the right length', 'x'.repeat(76)],
    ['zeros', 'A'.repeat(76)],
    ['hexadecimal', Buffer.from(token, 'base64url').toString('hex')],
    ['a JWT', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.'],
    ['a very long text', 'A'.repeat(1_000_000)],
  ])('%s', (_what, text) => {
    expect(tokens.decode(text)).toBeUndefined();
  });

  test('the alphabet of plain base64', () => {
    const withBoth = Array.from({ length: 100 }, (_, counter) => tokens.encode({ ...content, counter })).filter(
      (text) => /[-_]/.test(text),
    );
    expect(withBoth.length).toBeGreaterThan(0);
    for (const text of withBoth) {
      const plain = text.replaceAll('-', '+').replaceAll('_', '/');
      expect(tokens.decode(plain)).toBeUndefined();
    }
  });

  test('any text that we did not make', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.stringMatching(/^[A-Za-z0-9_-]{76}$/),
      fc.string({ minLength: 76, maxLength: 76 }),
    );
    fc.assert(fc.property(texts, (text) => tokens.decode(text) === undefined));
  });
});

describe('with several master keys', () => {
  const old = tokensOf(keyOf(1));
  const both = tokensOf(keyOf(2), keyOf(1));

  test('the first makes them, all read them', () => {
    expect(both.decode(old.encode(content))).toEqual(content);
    expect(both.encode(content)).toBe(tokensOf(keyOf(2)).encode(content));
    expect(old.decode(both.encode(content))).toBeUndefined();
  });

  test('the number of a key is part of what is signed', () => {
    const bytes = Buffer.from(both.encode(content), 'base64url');
    Buffer.from(old.encode(content), 'base64url').copy(bytes, 1, 1, 5);
    expect(both.decode(bytes.toString('base64url'))).toBeUndefined();
  });
});
