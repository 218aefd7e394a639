import { describe, expect, test } from '@jest/globals';
import { PortcullisError } from '../../../src/errors.js';
import { badInput, checkPassword, parseAccountInput, parseName } from '../../../src/modules/accounts/input.js';
import { rejectionOf } from '../module-database.js';

const URLS = { publicUrl: 'https://api.acme.example', appUrl: 'https://www.acme.example' };
const COMMON = 'This is one of the most common passwords, or close to one. Choose another.';
const OWN =
  'This password is made up of the address or name of its user, or of the name of the host. Choose one with other words.';
const GOOD = { email: 'ann@example.com', password: 'correct horse battery' };

type Input = Parameters<typeof parseAccountInput>[0];
const parse = (changes: Partial<Input>) => parseAccountInput({ ...GOOD, ...changes }, URLS);

const refusalOf = async (changes: Partial<Input>) => {
  const error = await rejectionOf(parse(changes));
  if (!(error instanceof PortcullisError)) throw new TypeError(`Not a PortcullisError: ${String(error)}`);
  return { message: error.message, ...error.extensions };
};

const refused = (field: string, message: string) => ({
  code: 'BAD_USER_INPUT',
  field,
  message: `${field}: ${message}`,
});

test('badInput names the field in its message and in its data', () => {
  const { message, extensions } = badInput('first', 'Ask for less.');
  expect({ message, ...extensions }).toEqual(refused('first', 'Ask for less.'));
});

describe('the e-mail address', () => {
  test.each([
    'ann@example.com',
    'Ann.Smith+tag@Sub.Example.co.uk',
    "o'neil@example.com",
    'a@b.cd',
    `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.example`,
  ])('is taken as it is written: %s', async (email) => {
    expect((await parse({ email })).email).toBe(email);
  });

  test('is trimmed', async () => {
    expect((await parse({ email: ' \tann@example.com\n' })).email).toBe('ann@example.com');
  });

  test.each([
    '',
    ' ',
    'ann',
    'ann@',
    '@example.com',
    'ann@example',
    'ann@@example.com',
    'ann@example..com',
    'ann bob@example.com',
    'ann@example.com, bob@example.com',
    'ann@example.com\r\nBcc: bob@example.com',
    'ann\u0000@example.com',
    '<ann@example.com>',
    'Ann <ann@example.com>',
  ])('is refused: %j', async (email) => {
    expect(await refusalOf({ email })).toEqual(refused('email', 'This is not an e-mail address.'));
  });

  test('has 254 characters at most', async () => {
    const ofLength = (length: number) => `${'a'.repeat(length - '@example.com'.length)}@example.com`;
    expect((await parse({ email: ofLength(254) })).email).toHaveLength(254);
    expect(await refusalOf({ email: ofLength(255) })).toEqual(
      refused('email', 'An e-mail address may have at most 254 characters.'),
    );
  });
});

describe('the password', () => {
  const LONG = Array.from({ length: 256 }, (_, index) => String.fromCodePoint(0x4e00 + 7 * index)).join('');

  test.each([
    ['8 characters', 'qzxw8 v!'],
    ['8 characters of 2 bytes', 'äöüßéèàç'],
    ['8 characters of 4 bytes', '🙂🙃😀🐙🌍🚲🎻🍕'],
    ['256 characters', LONG],
    ['spaces around, kept', '  secret of mine  '],
  ])('may have %s', async (_what, password) => {
    expect((await parse({ password })).password).toBe(password);
  });

  test.each([
    ['nothing', ''],
    ['a few characters', 'short'],
    ['7 characters', '1234567'],
    ['7 spaces', '       '],
    ['3 characters of 12 bytes', '🙂🙃😀'],
    ['7 characters of 28 bytes', '🙂🙃😀🐙🌍🚲🎻'],
    ['7 characters, which are 8 when they are decomposed', 'qzxw8 é'.normalize('NFD')],
    ['a character that NFKC writes as 18', '\ufdfa'],
  ])('is too short: %s', async (_what, password) => {
    expect(await refusalOf({ password })).toEqual(refused('password', 'A password must have at least 8 characters.'));
  });

  test.each([
    ['257 characters', `${LONG}x`],
    ['a megabyte', 'x'.repeat(1_000_000)],
    ['a megabyte of what is 18 times as long in NFKC', '\ufdfa'.repeat(1_000_000)],
  ])('is too long: %s', async (_what, password) => {
    expect(await refusalOf({ password })).toEqual(refused('password', 'A password may have at most 256 characters.'));
  });

  test.each(['hush hush \u0000', 'hush\thush hush', 'hush hush \u001b', 'hush hush \ud800', 'hush hush \ufffd'])(
    'is text that was read as what it is: %j',
    async (password) => {
      expect(await refusalOf({ password })).toEqual(
        refused('password', 'A password must be valid Unicode without control characters.'),
      );
    },
  );

  test.each(['password1', '12345678', 'PASSWORD1', 'iloveyou', 'qwertyuiop', 'passw0rd', 'P@ssw0rd1', 'drowssap'])(
    'is too common: %s',
    async (password) => {
      expect(await refusalOf({ password })).toEqual(refused('password', COMMON));
    },
  );

  test.each(['ann@example.com', 'Ann@Example.com', 'ann.smith.1815', 'acme2024!', 'annsmith', 'AnnSmith1'])(
    'is not of the address, the name, or the host: %s',
    async (password) => {
      expect(await refusalOf({ password, name: 'Ann Smith' })).toEqual(refused('password', OWN));
    },
  );
});

describe('the name', () => {
  test.each([
    ['missing', undefined, null],
    ['null', null, null],
    ['empty', '', null],
    ['blank', '  \n ', null],
    ['trimmed', ' Ann ', 'Ann'],
    ['of any script', 'Ünal 🙂 李', 'Ünal 🙂 李'],
    ['of 100 characters', 'x'.repeat(100), 'x'.repeat(100)],
  ])('may be %s', async (_what, name, expected) => {
    expect(await parse({ name })).toEqual({ ...GOOD, name: expected });
  });

  test('has 100 characters at most', async () => {
    expect(await refusalOf({ name: 'x'.repeat(101) })).toEqual(
      refused('name', 'A name may have at most 100 characters.'),
    );
  });

  test.each(['a\u0000b', 'a\nb', 'a\u001b[31mb', 'a\u007fb', 'a\u2028b', 'a\ud800'])(
    'has no control characters: %j',
    async (name) => {
      expect(await refusalOf({ name })).toEqual(refused('name', 'A name must not contain control characters.'));
    },
  );
});

test('the first field that is wrong is named', async () => {
  expect(await refusalOf({ email: 'no', password: 'no', name: '\u0000' })).toEqual(
    refused('email', 'This is not an e-mail address.'),
  );
});

test('what is not asked for is left out', async () => {
  const more: Input = Object.assign({ roles: ['ADMIN'], id: '1' }, GOOD);
  expect(await parseAccountInput(more, URLS)).toEqual({ ...GOOD, name: null });
});

describe('checkPassword', () => {
  const owner = { email: 'ann@example.com', name: null };
  const refusal = async (text: string) => {
    const error = await rejectionOf(checkPassword('newPassword', text, owner, URLS));
    if (!(error instanceof PortcullisError)) throw new TypeError(`Not a PortcullisError: ${String(error)}`);
    return { message: error.message, ...error.extensions };
  };

  test.each(['correct horse battery', '  secret of mine  '])('takes %j', async (text) => {
    await expect(checkPassword('newPassword', text, owner, URLS)).resolves.toBeUndefined();
  });

  test.each([
    ['', 'A password must have at least 8 characters.'],
    ['1234567', 'A password must have at least 8 characters.'],
    ['x'.repeat(257), 'A password may have at most 256 characters.'],
    ['PassWord1', COMMON],
    ['ann@example.com', OWN],
  ])('refuses %.20j, by the name of the field', async (text, message) => {
    expect(await refusal(text)).toEqual(refused('newPassword', message));
  });
});

describe('parseName', () => {
  test.each([
    [null, null],
    ['', null],
    ['  ', null],
    [' Ann ', 'Ann'],
  ])('makes %j into %j', (text, expected) => {
    expect(parseName(text)).toBe(expected);
  });

  test.each([
    ['x'.repeat(101), 'A name may have at most 100 characters.'],
    ['a\nb', 'A name must not contain control characters.'],
  ])('refuses %.10j', (text, message) => {
    expect(() => parseName(text)).toThrow(`name: ${message}`);
  });
});
