import { createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createMasterKeys } from '../../../src/tokens/index.js';
import { openSealedKey } from '../../../src/tokens/keys/sealed-key.js';
import { beforeSplit } from '../own/before-split.js';

const KEY = Buffer.alloc(32, 1);
const masterKeys = createMasterKeys([KEY], randomBytes);
const number = masterKeys.current;
const mail = masterKeys.sealer('mail');

describe('seal and open', () => {
  test.each(['', 'text', 'é ∞ 🗝', '\0', 'x'.repeat(10_000)])('%# come round', (text) => {
    expect(mail.open(mail.seal(text, 'context'), 'context')).toBe(text);
  });

  test('are AES-256-GCM under a key of HKDF-SHA-256 that is of this use alone', () => {
    const [version, , iv = '', body = ''] = mail.seal('plaintext', 'context').split('.');
    expect(version).toBe('v2');
    const opened = (key: Uint8Array) => {
      const bytes = Buffer.from(body, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'));
      decipher.setAAD(Buffer.from('context')).setAuthTag(bytes.subarray(-16));
      return decipher.update(bytes.subarray(0, -16), undefined, 'utf8') + decipher.final('utf8');
    };
    const derived = (use: string) => new Uint8Array(hkdfSync('sha256', KEY, '', `portcullis/seal ${use}`, 32));
    expect(opened(derived('mail'))).toBe('plaintext');
    expect(() => opened(KEY)).toThrow();
    expect(() => opened(derived('signing-keys'))).toThrow();
  });

  test('the same text twice is sealed differently, and shows nothing of itself', () => {
    const sealed = [mail.seal('plaintext', 'context'), mail.seal('plaintext', 'context')];
    expect(new Set(sealed).size).toBe(2);
    for (const text of sealed) expect(Buffer.from(text.split('.')[3] ?? '', 'base64url').includes('plain')).toBe(false);
  });

  test('no bit of the sealed bytes can be changed', () => {
    const [version, , iv = '', body = ''] = mail.seal('plaintext', 'context').split('.');
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
    expect(changed.filter((text) => mail.open(text, 'context') !== undefined)).toEqual([]);
  });

  test.each(['', 'Context', 'context ', 'context\0'])('the context cannot become %j', (context) => {
    expect(mail.open(mail.seal('plaintext', 'context'), context)).toBeUndefined();
  });

  test('a shorter tag is not accepted', () => {
    const [version, , iv, body = ''] = mail.seal('', 'context').split('.');
    for (const size of [0, 1, 4, 8, 12, 15]) {
      const shorter = Buffer.from(body, 'base64url').subarray(0, size).toString('base64url');
      expect(mail.open([version, number, iv, shorter].join('.'), 'context')).toBeUndefined();
    }
  });
});

describe('what does not open', () => {
  test.each([
    '',
    '.',
    '...',
    'junk',
    'v2',
    'v2..AAAA.AAAA',
    'v2.0.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA',
    `v2.${number}`,
    `v2.${number}.AAAAAAAAAAAAAAAA`,
    `v2.${number}..`,
    `v2.${number}.AAAA.AAAAAAAAAAAAAAAAAAAAAA`,
    `v2.${number}.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA`,
    `v2.${number}.é.é`,
    'v2.NaN.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA',
  ])('garbage: %j', (text) => expect(mail.open(text, 'context')).toBeUndefined());

  test('another version', () => {
    for (const use of ['mail', 'signing-keys']) {
      const sealer = masterKeys.sealer(use);
      const sealed = sealer.seal('plaintext', 'context');
      for (const version of ['v1', 'v3', 'V2', '', 'v2 ']) {
        expect(sealer.open(sealed.replace(/^v2/, version), 'context')).toBeUndefined();
      }
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

  test.each(Object.keys(respell))('another spelling: %s', (name) => {
    // One byte and the tag are 17: the last character of the body then carries 4 bits of the 6 (RFC 4648 §3.5).
    const sealed = mail.seal('x', 'context');
    expect(mail.open(respell[name]?.(sealed) ?? '', 'context')).toBeUndefined();
  });
});

test('a sealed text tells which master key it needs, though it may not be one of ours', () => {
  const other = createMasterKeys([Buffer.alloc(32, 2)], randomBytes).sealer('mail');
  expect(other.sealedUnder(mail.seal('plaintext', 'context'))).toBe(number);
  for (const text of ['', 'junk', 'v2', 'v2.', 'v2..', 'v3.1.', 'v2.-1.', 'v2.1e3.', 'v2.12345678901.']) {
    expect(mail.sealedUnder(text)).toBeUndefined();
    expect(mail.isCurrent(text)).toBe(false);
  }
});

describe('a signing key that was sealed under the master key itself', () => {
  const keys = createMasterKeys([Buffer.from(beforeSplit.masterKey, 'base64')], randomBytes);
  const { sealed, kid } = beforeSplit.signingKey;
  const context = `signing-key ES256 ${kid}`;

  test('opens, and is to be sealed anew', () => {
    expect(openSealedKey(keys, beforeSplit.signingKey)).toMatchObject({ kid, algorithm: 'ES256' });
    expect(keys.sealer('signing-keys').sealedUnder(sealed)).toBe(keys.current);
    expect(keys.sealer('signing-keys').isCurrent(sealed)).toBe(false);
  });

  test('opens as nothing else, and under no other master key', () => {
    expect(keys.sealer('signing-keys').open(sealed, context)).toEqual(expect.any(String));
    expect(keys.sealer('mail').open(sealed, context)).toBeUndefined();
    expect(keys.sealer('signing-keys').open(sealed.replace('v1', 'v2'), context)).toBeUndefined();
    expect(openSealedKey(masterKeys, beforeSplit.signingKey)).toBeUndefined();
    expect(openSealedKey(keys, { ...beforeSplit.signingKey, kid: `${kid.slice(1)}0` })).toBeUndefined();
  });
});
