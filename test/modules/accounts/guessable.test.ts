import { describe, expect, test } from '@jest/globals';
import { dictionary } from '@zxcvbn-ts/language-common';
import { whyGuessable } from '../../../src/modules/accounts/guessable.js';
import { guessedWords } from '../../../src/modules/accounts/guessed-words.js';

const URLS = { publicUrl: 'https://api.acme.example:8443/x', appUrl: 'http://localhost:4000' };
const ADA = { email: 'ada.lovelace@mail.example', name: 'Ada  Byron-King' };
const LONG = { email: `${'very.long.'.repeat(6)}x@${'sub.'.repeat(10)}example`, name: 'n'.repeat(100) };

test('guessed first are the address and the name, what is in them, and where the password is for', () => {
  expect(guessedWords(ADA, URLS)).toEqual([
    ...['ada.lovelace@mail.example', 'ada.lovelace', 'Ada  Byron-King', 'AdaByron-King'],
    ...['ada', 'lovelace', 'mail', 'example', 'Ada', 'Byron', 'King', 'api', 'acme', 'localhost', 'portcullis'],
  ]);
  expect(guessedWords({ email: 'a@b.cd', name: null }, URLS)).toEqual(expect.arrayContaining(['a@b.cd', 'acme']));
});

describe('a password is guessable', () => {
  test('if it is one of the 3,000 most used that are long enough', async () => {
    const common = dictionary['passwords-common'].map(String).filter((word) => word.length >= 8);
    const unnoticed: string[] = [];
    for (const word of common.slice(0, 3000)) if (!(await whyGuessable(word, []))) unnoticed.push(word);
    expect(common.length).toBeGreaterThan(3000);
    expect(unnoticed).toEqual([]);
  });

  test.each([
    ...['passw0rd', 'P@ssw0rd', 'Password1!', 'drowssap', 'PASSWORD123', 'letmein1', 'monkey12', 'welcome1'],
    ...['aaaaaaaaaaaa', 'abcabcabcabc', 'abcdefgh', '87654321', 'qwertzuiopü', 'azertyuiop', '1qaz2wsx', 'zxcvbnm,./'],
    ...['12.03.1984', '01021984', 'summer2024', '        ', '漢字漢字漢字漢字', '🙂🙂🙂🙂🙂🙂🙂🙂'],
  ])('if it needs few guesses: %j', async (password) => {
    expect(await whyGuessable(password, [])).toMatch(/Choose a/);
  });

  test.each([
    ...['ada.lovelace@mail.example', 'ADA.LOVELACE@MAIL.EXAMPLE', 'ada.lovelace', 'adalovelace', 'Lovelace1815'],
    ...[
      'l0v3l4ce',
      'ecalevol1',
      'Byron-King',
      'AdaByronKing',
      'ada  byron-king',
      'Acme2024!',
      'portcullis1',
      'Byron King 1815',
      'example.ada.8472',
    ],
  ])('if it is made of what is known of its user: %j', async (password) => {
    expect(await whyGuessable(password, guessedWords(ADA, URLS))).toMatch(/^This password is made up of the address/);
  });

  test.each([LONG.email, LONG.name, LONG.email.toUpperCase()])('however long that is: %.20s', async (password) => {
    expect(await whyGuessable(password, guessedWords(LONG, URLS))).toMatch(/^This password is made up of the address/);
  });

  test('if it is that in other characters', async () => {
    const owner = { email: 'a@b.example', name: '\uff21da\uff2cove' };
    expect(await whyGuessable('adalove1', guessedWords(owner, URLS))).toMatch(
      /^This password is made up of the address/,
    );
  });
});

describe('a long password is judged by its end as well', () => {
  test('so a weak beginning does not make it guessable', async () => {
    expect(await whyGuessable(`${'password'.repeat(4)}jvnwqkzt`, [])).toBeUndefined();
    expect(await whyGuessable('a'.repeat(40), [])).toMatch(/^This password is easy to guess/);
  });
});

describe('a password is not guessable', () => {
  test.each([
    ...['correct horse battery', 'qzxw8 v!', 'x7-ä2qwz', 'jvnwqkzt', 'Kx3vB9qT', '🙂🙃😀🐙🌍🚲🎻🍕', 'пятьслонов'],
    ...['constructor__proto__', 'hasOwnProperty', 'ada likes otters', 'r2D9'.repeat(2).concat('kqVzW')],
    ...['lovelace 8243619', 'King#61+09=70'],
  ])('if it needs a million guesses: %s', async (password) => {
    expect(await whyGuessable(password, guessedWords(ADA, URLS))).toBeUndefined();
  });
});

test('words with the names of every object’s properties do no harm', async () => {
  const words = ['__proto__', 'constructor', 'toString'];
  expect(await whyGuessable('correct horse battery', words)).toBeUndefined();
  expect(await whyGuessable('__proto__', words)).toMatch(/^This password is made up of the address/);
});

// The work for these grew with their length and the ways to read them, to a second and more.
test('no password takes many times as long as another', async () => {
  const timeOf = async (password: string) => {
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      // On a busy machine the time that passes is that of others.
      const start = process.cpuUsage();
      await whyGuessable(password, guessedWords(LONG, URLS));
      const { user, system } = process.cpuUsage(start);
      times.push(user + system);
    }
    return Math.min(...times);
  };
  const usual = await timeOf('correct horse battery staple and so on');
  const fill = (text: string) => text.repeat(256).slice(0, 256);
  for (const worst of [
    'p4$$w0rd',
    '0',
    '19841231',
    '4@8(6{[<31!|0$5+7%2',
    '8.682-/8549951.73.09.3764088.881',
    'ab',
    '|',
  ])
    expect([worst, (await timeOf(fill(worst))) / usual < 25]).toEqual([worst, true]);
});
