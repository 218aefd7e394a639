import { describe, expect, test } from '@jest/globals';
import {
  accountExistsMail,
  firstPasswordMail,
  passwordResetMail,
  registrationMail,
  verificationMail,
} from '../../../src/modules/accounts/mails.js';

const options = {
  to: 'ann@example.com',
  token: { text: 'the-token', expiresAt: Date.parse('2026-01-31T12:30:59.000Z') },
  appUrl: 'https://app.example.com/shop',
};

describe.each([
  ['passwordResetMail', passwordResetMail, 'Choose a new password', 'reset-password'],
  ['verificationMail', verificationMail, 'Verify your e-mail address', 'verify-email'],
  ['registrationMail', registrationMail, 'Verify your e-mail address', 'verify-email'],
  ['firstPasswordMail', firstPasswordMail, 'Choose a new password', 'reset-password'],
  ['accountExistsMail', accountExistsMail, 'You already have an account', 'reset-password'],
])('%s', (_name, compose, subject, page) => {
  const mail = compose(options);

  test('is to the address, and says what about', () => {
    expect(mail).toMatchObject({ to: 'ann@example.com', subject });
  });

  test('has the link on a line of its own, the token where no server sees it', () => {
    expect(mail.text.split('\n')).toContain(`https://app.example.com/shop/${page}#token=the-token`);
    expect(mail.text.match(/the-token/g)).toHaveLength(1);
  });

  test('says where the account is, when the link ends, and what to do if it was somebody else', () => {
    expect(mail.text).toMatch(/app\.example\.com/);
    expect(mail.text).toContain('2026-01-31 12:30 UTC');
    expect(mail.text).toMatch(/If this was not you, ignore this mail/);
  });

  test('is short, and has lines that every mail client shows', () => {
    const lines = mail.text.split('\n').filter((line) => !line.startsWith('https://'));
    expect(lines.length).toBeLessThan(12);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
    expect(mail.text).toMatch(/^[\x20-\x7e\n]+$/);
  });
});

test.each([
  [registrationMail, /enter that password\. The account is then created, and you can sign in/, /without that password/],
  [verificationMail, /enter its password\. The address is then verified/, /without the password/],
  [firstPasswordMail, /choose a password\. The account is then created, and you can sign in/, /without the link/],
  [passwordResetMail, /signed out everywhere, and the old password no longer works/, /your password stays the same/],
  [accountExistsMail, /signed\nout everywhere, and the old password no longer works/, /ignore this mail/],
])('%p says what following the link does, and that nothing happens without', (compose, does, otherwise) => {
  expect(compose(options).text).toMatch(does);
  expect(compose(options).text).toMatch(otherwise);
});
