import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createPasswords } from '../../../src/modules/accounts/passwords.js';

const passwords = createPasswords(randomBytes);
const PASSWORD = 'correct horse battery';

describe('a password', () => {
  test('is hashed with argon2id, 19456 KiB, 2 passes, 1 lane, a salt of 16 bytes and a hash of 32', async () => {
    expect(await passwords.hash(PASSWORD, undefined)).toMatch(
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
    );
  });

  test('is hashed with the salt that randomBytes gives', async () => {
    const sizes: number[] = [];
    const fixed = createPasswords((size) => {
      sizes.push(size);
      return Buffer.alloc(size, 9);
    });
    sizes.length = 0;
    const salt = Buffer.alloc(16, 9).toString('base64').replaceAll('=', '');
    expect((await fixed.hash(PASSWORD, undefined)).split('$')[4]).toBe(salt);
    expect(sizes).toEqual([16]);
  });

  test('has another hash each time', async () => {
    const [first, second] = await Promise.all([
      passwords.hash(PASSWORD, undefined),
      passwords.hash(PASSWORD, undefined),
    ]);
    expect(first).not.toBe(second);
  });

  test.each([PASSWORD, 'pässwörd 🙂', ' leading and trailing ', 'nul \u0000 in it', 'x'.repeat(256)])(
    'matches its hash and no other: %j',
    async (password) => {
      const hash = await passwords.hash(password, undefined);
      expect(await passwords.verify(hash, password, undefined)).toBe(true);
      for (const other of [
        '',
        password.toUpperCase(),
        `${password} `,
        password.slice(0, -1),
        password.trim().slice(1),
      ]) {
        if (other !== password) expect(await passwords.verify(hash, other, undefined)).toBe(false);
      }
    },
  );

  test('is not cut at U+0000', async () => {
    expect(await passwords.verify(await passwords.hash('same\u0000one', undefined), 'same\u0000two', undefined)).toBe(
      false,
    );
  });
});

describe('without a hash', () => {
  test('nothing matches', async () => {
    expect(await passwords.verify(undefined, PASSWORD, undefined)).toBe(false);
    expect(await passwords.verify(undefined, '', undefined)).toBe(false);
  });

  test("not even the password of which nobody's hash is the hash", async () => {
    const salted = createPasswords((size) => Buffer.alloc(size, 9));
    const hash = Buffer.from((await salted.hash(PASSWORD, undefined)).split('$')[5] ?? '', 'base64');
    const unlucky = createPasswords((size) => (size === hash.length ? hash : Buffer.alloc(size, 9)));
    expect(await unlucky.verify(await salted.hash(PASSWORD, undefined), PASSWORD, undefined)).toBe(true);
    expect(await unlucky.verify(undefined, PASSWORD, undefined)).toBe(false);
  });
});

test('a hash that is none is a fault, not a wrong password', async () => {
  await expect(passwords.verify('not a hash', PASSWORD, undefined)).rejects.toThrow();
});

describe('a hash is outdated', () => {
  test('if its parameters are not those of today', async () => {
    const hash = await passwords.hash(PASSWORD, undefined);
    expect(passwords.isOutdated(hash)).toBe(false);
    for (const other of ['m=19455,', 'm=194560,', 'm=4096,']) {
      expect(passwords.isOutdated(hash.replace('m=19456,', other))).toBe(true);
    }
    expect(passwords.isOutdated(hash.replace(',t=2,', ',t=3,'))).toBe(true);
    expect(passwords.isOutdated(hash.replace(',p=1$', ',p=2$'))).toBe(true);
    expect(passwords.isOutdated(hash.replace('argon2id', 'argon2i'))).toBe(true);
    expect(passwords.isOutdated('')).toBe(true);
  });
});

test('onHash is told of each hash, whether it is made, verified or that of nobody', async () => {
  let count = 0;
  const counted = createPasswords(randomBytes, () => {
    count += 1;
  });
  const hash = await counted.hash(PASSWORD, undefined);
  expect(count).toBe(1);
  await counted.verify(hash, PASSWORD, undefined);
  await counted.verify(hash, 'another', undefined);
  await counted.verify(undefined, PASSWORD, undefined);
  expect(count).toBe(4);
});
