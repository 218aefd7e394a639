import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { hash } from '@node-rs/argon2';
import { type AroundHash, createPasswords } from '../../../src/modules/accounts/passwords.js';

const passwords = createPasswords(randomBytes);

/** Tells before each hash, and lets it be. */
function telling(tell: () => void): AroundHash {
  return (hash) => {
    tell();
    return hash();
  };
}
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
      expect(await passwords.verify(hash, password, undefined)).toBe('current');
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
    expect(await unlucky.verify(await salted.hash(PASSWORD, undefined), PASSWORD, undefined)).toBe('current');
    expect(await unlucky.verify(undefined, PASSWORD, undefined)).toBe(false);
  });
});

test('a hash that is none is a fault, not a wrong password', async () => {
  await expect(passwords.verify('not a hash', PASSWORD, undefined)).rejects.toThrow();
});

describe('a hash is outdated', () => {
  const cheap = { memoryCost: 256, timeCost: 1, parallelism: 1 };
  const one = createPasswords(randomBytes, undefined, cheap);

  test.each([{ memoryCost: 512 }, { timeCost: 2 }, { parallelism: 2 }])(
    'if its parameters were others: %j',
    async (cost) => {
      const before = await createPasswords(randomBytes, undefined, { ...cheap, ...cost }).hash(PASSWORD, undefined);
      expect(await one.verify(before, PASSWORD, undefined)).toBe('outdated');
      expect(await one.verify(before, 'another', undefined)).toBe(false);
      expect(await one.verify(await one.hash(PASSWORD, undefined), PASSWORD, undefined)).toBe('current');
    },
  );

  test('if it is of the password as it was typed, and not of its NFKC', async () => {
    const typed = 'caf\u0065\u0301 au lait';
    const before = await hash(typed, { ...cheap, salt: randomBytes(16) });
    expect(await one.verify(before, typed, undefined)).toBe('outdated');
    expect(await one.verify(before, typed.normalize('NFC'), undefined)).toBe(false);
  });
});

describe('a password that can be typed in several ways', () => {
  test.each([
    ['composed or not', 'caf\u00e9 au lait', 'cafe\u0301 au lait'],
    ['of full width', 'password of mine', '\uff50assword of mine'],
    ['with a ligature', 'office hours', 'o\ufb03ce hours'],
    ['of an Angstrom sign or a letter', '\u00c5ngstrom unit', '\u212bngstrom unit'],
  ])('is the same: %s', async (_what, one, other) => {
    const cheap = createPasswords(randomBytes, undefined, { memoryCost: 256, timeCost: 1, parallelism: 1 });
    for (const chosen of [one, other]) {
      const kept = await cheap.hash(chosen, undefined);
      expect([await cheap.verify(kept, one, undefined), await cheap.verify(kept, other, undefined)]).toEqual([
        'current',
        'current',
      ]);
    }
  });

  test('costs the same work, whether it is right, wrong, of before, or of nobody', async () => {
    const cost = { memoryCost: 256, timeCost: 1, parallelism: 1 };
    let count = 0;
    const counted = createPasswords(
      randomBytes,
      telling(() => (count += 1)),
      cost,
    );
    const typed = 'cafe\u0301 au lait';
    const kept = await counted.hash(typed, undefined);
    const before = await hash(typed, { ...cost, salt: randomBytes(16) });
    const wrong = await counted.hash('another one', undefined);
    const counts: number[] = [];
    for (const each of [kept, before, wrong, undefined]) {
      count = 0;
      await counted.verify(each, typed, undefined);
      counts.push(count);
    }
    expect(counts).toEqual([2, 2, 2, 2]);
  });

  test('is nobody’s if it is longer than any, after the same work', async () => {
    let count = 0;
    const counted = createPasswords(
      randomBytes,
      telling(() => (count += 1)),
      { memoryCost: 256, timeCost: 1, parallelism: 1 },
    );
    const kept = await counted.hash(PASSWORD, undefined);
    count = 0;
    for (const each of [kept, undefined])
      expect(await counted.verify(each, '\ufdfa'.repeat(1025), undefined)).toBe(false);
    expect(count).toBe(2);
  });
});

test('around is told of each hash, whether it is made, verified or that of nobody', async () => {
  let count = 0;
  const counted = createPasswords(
    randomBytes,
    telling(() => (count += 1)),
  );
  const hash = await counted.hash(PASSWORD, undefined);
  expect(count).toBe(1);
  await counted.verify(hash, PASSWORD, undefined);
  await counted.verify(hash, 'another', undefined);
  await counted.verify(undefined, PASSWORD, undefined);
  expect(count).toBe(4);
});
