import { describe, expect, test } from '@jest/globals';
import { sender, smtpUrl } from '../../../src/modules/mail/settings.js';

describe('SMTP_URL', () => {
  const plain = { isSecure: false, port: undefined, credentials: undefined };
  test.each([
    ['smtp://mail.example.com', { ...plain, host: 'mail.example.com' }],
    ['smtp://mail.example.com/', { ...plain, host: 'mail.example.com' }],
    ['smtp://127.0.0.1:2525', { ...plain, host: '127.0.0.1', port: 2525 }],
    ['smtp://[::1]:25', { ...plain, host: '::1', port: 25 }],
    ['smtps://mail.example.com', { ...plain, host: 'mail.example.com', isSecure: true }],
    [
      'smtps://ann:hush@mail.example.com:465',
      { host: 'mail.example.com', port: 465, isSecure: true, credentials: { user: 'ann', password: 'hush' } },
    ],
    [
      'smtp://ann%40example.com:p%3Aa%2Fs%25@h',
      { ...plain, host: 'h', credentials: { user: 'ann@example.com', password: 'p:a/s%' } },
    ],
  ])('%s', (text, expected) => {
    expect(smtpUrl.parse(text)).toEqual(expected);
  });

  test.each([
    '',
    'mail.example.com',
    'mail.example.com:25',
    'http://mail.example.com',
    'smtp:mail.example.com',
    'smtp://',
    'smtp://mail.example.com:99999',
    'smtp://ann:100%@mail.example.com',
    'smtp://mail.example.com/path',
    'smtp://mail.example.com?logger=true&debug=true',
    'smtp://mail.example.com#x',
  ])('is not %j', (text) => {
    const { error } = smtpUrl.safeParse(text);
    expect(error?.issues.map(({ message }) => message)).toEqual([
      'Write smtps://user:password@host:port, or smtp://… for a server without TLS or with STARTTLS.',
    ]);
  });
});

describe('MAIL_FROM', () => {
  test.each([
    ['no-reply@example.com', { name: '', address: 'no-reply@example.com' }],
    ['  no-reply@example.com ', { name: '', address: 'no-reply@example.com' }],
    ['<no-reply@example.com>', { name: '', address: 'no-reply@example.com' }],
    ['Acme, the "best" <no-reply@example.com>', { name: 'Acme, the "best"', address: 'no-reply@example.com' }],
    ['Ünal 🙂<no-reply@example.com>', { name: 'Ünal 🙂', address: 'no-reply@example.com' }],
  ])('%s', (text, expected) => {
    expect(sender.parse(text)).toEqual(expected);
  });

  test.each([
    '',
    'Acme',
    'Acme <>',
    'Acme <no-reply>',
    'a@example.com, b@example.com',
    'a@example.com <b@example.com> <c@example.com>',
    'Acme\r\nBcc: b@example.com <a@example.com>',
    'a@example.com\nBcc: b@example.com',
  ])('is not %j', (text) => {
    const { error } = sender.safeParse(text);
    expect(error?.issues.map(({ message }) => message)).toEqual([
      'Write an address, or a name with an address: Name <no-reply@host>.',
    ]);
  });
});
