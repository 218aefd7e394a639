import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readBearerToken } from '../../src/server/bearer-token.js';

const missing = { reason: 'TOKEN_MISSING' };
const invalid = { reason: 'TOKEN_INVALID' };

describe('a token', () => {
  test.each([
    ['as it is written', 'Bearer a.b-c_d'],
    ['after the scheme in any case', 'bEARER a.b-c_d'],
    ['after more white space', 'Bearer \t  a.b-c_d'],
    ['with white space around', '  Bearer a.b-c_d  '],
  ])('is read %s', (_what, header) => {
    expect(readBearerToken([header])).toEqual({ token: 'a.b-c_d' });
  });

  test('is not looked into', () => {
    expect(readBearerToken(['Bearer ünal🙂=='])).toEqual({ token: 'ünal🙂==' });
    expect(readBearerToken([`Bearer ${'x'.repeat(15_000)}`])).toEqual({ token: 'x'.repeat(15_000) });
  });
});

test.each([
  ['no headers at all', undefined],
  ['none of them', []],
  ['an empty one', ['']],
  ['white space', ['   ']],
  ['the scheme alone', ['Bearer']],
  ['the scheme and a blank', ['Bearer ']],
  ['another scheme', ['Basic YTpi']],
  ['another scheme with our token in it', ['Basic Bearer']],
  ['a scheme that begins like ours', ['Bearerx abc']],
  ['a token without a scheme', ['a.b.c']],
  ['the scheme glued to the token', ['Bearer:a.b.c']],
])('%s is no token', (_what, headers) => {
  expect(readBearerToken(headers)).toEqual(missing);
});

test.each([
  ['two tokens', ['Bearer a b']],
  ['two tokens and a comma', ['Bearer a, b']],
  ['two credentials in one header', ['Bearer a, Bearer b']],
  ['a scheme twice', ['Bearer Bearer a']],
  ['ours and another scheme', ['Bearer a, Basic b']],
  ['two headers', ['Bearer a', 'Bearer b']],
  ['two headers alike', ['Bearer a', 'Bearer a']],
  ['two headers, one of another scheme', ['Basic YTpi', 'Bearer a']],
  ['two headers, one empty', ['', 'Bearer a']],
  ['a comma at the end', ['Bearer a,']],
])('%s are a bad token', (_what, headers) => {
  expect(readBearerToken(headers)).toEqual(invalid);
});

test('nothing makes it throw, and a token has no white space and no comma', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `Bearer ${text}`),
        ),
      ),
      (headers) => {
        const read = readBearerToken(headers);
        if ('token' in read) expect(read.token).toMatch(/^[^\s,]+$/);
        else expect([missing, invalid]).toContainEqual(read);
      },
    ),
  );
});
