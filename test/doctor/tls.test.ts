import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { tellTimes } from '../../src/doctor/tls.js';

const certificate = new X509Certificate(
  readFileSync(new URL('../support/certificates/first-cert.pem', import.meta.url)),
);
const DAY = 86_400_000;
const until = Date.parse(certificate.validTo);

test.each([
  ['before it is valid', Date.parse(certificate.validFrom) - 1, 'error', /not valid yet/],
  ['a month before its end', until - 30 * DAY, 'ok', /valid until/],
  ['less than a month before its end', until - 30 * DAY + 1, 'warning', /in 29 days/],
  ['at its end', until, 'error', /has expired/],
] as const)('%s', (_when, now, level, message) => {
  expect(tellTimes(certificate, now)).toMatchObject({ level, message: expect.stringMatching(message) });
});
