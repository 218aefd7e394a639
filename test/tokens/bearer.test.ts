import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bearerOf } from '../../src/tokens/index.js';

const missing = { refusal: { reason: 'TOKEN_MISSING', detail: 'There is no bearer token.' } };
const invalid = { refusal: { reason: 'TOKEN_INVALID', detail: 'There is more than one bearer token.' } };

/** A request of node:http with these Authorization headers. */
const node = (headers: readonly string[]) => ({
  rawHeaders: ['Host', 'Bearer x', ...headers.flatMap((header) => ['Authorization', header])],
});
/** The same in the Fetch API. */
const fetched = (values: readonly string[]) => {
  const headers = new Headers({ 'x-other': 'Bearer x' });
  for (const value of values) headers.append('authorization', value);
  return { headers };
};

describe('a token', () => {
  test.each([
    ['as it is written', 'Bearer a.b-c_d'],
    ['after the scheme in any case', 'bEARER a.b-c_d'],
    ['after more white space', 'Bearer \t  a.b-c_d'],
    ['with white space around', '  Bearer a.b-c_d  '],
  ])('is read %s', (_what, header) => {
    const read = { text: 'a.b-c_d' };
    expect([bearerOf(node([header])), bearerOf(fetched([header]))]).toEqual([read, read]);
  });

  test('is not looked into', () => {
    expect(bearerOf(node(['Bearer ünal🙂==']))).toEqual({ text: 'ünal🙂==' });
    expect(bearerOf(node([`Bearer ${'x'.repeat(15_000)}`]))).toEqual({ text: 'x'.repeat(15_000) });
  });
});

test.each([
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
  expect([bearerOf(node(headers)), bearerOf(fetched(headers))]).toEqual([missing, missing]);
});

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2ln';

test.each([
  ['no scheme', JWT],
  ['the scheme JWT', `JWT ${JWT}`],
  ['the scheme JWT, and what is none', 'jwt a.b.c'],
  ['the scheme Token', `Token ${JWT}`],
  ['the scheme DPoP', `DPoP ${JWT}`],
  ['the scheme Basic', `Basic ${JWT}`],
  ['a colon after the scheme', `Bearer:${JWT}`],
  ['no blank after the scheme', `Bearer${JWT}`],
  ['quotes', `"${JWT}"`],
])('a JWT with %s has the wrong scheme', (_what, header) => {
  const wrong = {
    refusal: { reason: 'SCHEME_NOT_BEARER', detail: 'The token has a scheme other than Bearer, or none.' },
  };
  expect([bearerOf(node([header])), bearerOf(fetched([header]))]).toEqual([wrong, wrong]);
});

test.each([
  ['the beginning of a JWT, again and again', 'Basic ', 'eyJ', ''],
  ['the beginning of a JWT and a dot, again and again', 'Basic ', 'eyJ.!', ''],
  ['dots', 'Basic eyJ', '.', ''],
  ['blanks and commas', 'Basic', ' ,', ''],
  ['commas and blanks, for a second header', 'Basic a', ', ', 'b'],
])('a megabyte of %s is looked at in a moment', (_what, before, piece, after) => {
  const header = `${before}${piece.repeat(1_000_000 / piece.length)}${after}`;
  const since = performance.now();
  expect([bearerOf(node([header])), bearerOf(fetched([header]))]).toEqual([missing, missing]);
  // A pattern that begins anywhere takes minutes.
  expect(performance.now() - since).toBeLessThan(5000);
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
  expect([bearerOf(node(headers)), bearerOf(fetched(headers))]).toEqual([invalid, invalid]);
});

test('the name of the header has any case', () => {
  expect(bearerOf({ rawHeaders: ['AUTHORIZATION', 'Bearer a', 'authorization', 'Bearer b'] })).toEqual(invalid);
});

test.each([
  ['headers of Node alone', { headers: { authorization: 'Bearer a' } }],
  ['nothing in it', {}],
])('what is no request is a TypeError: %s', (_what, request) => {
  const given: unknown = request;
  expect(() => bearerOf(given as Parameters<typeof bearerOf>[0])).toThrow(TypeError);
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
        const read = bearerOf(node(headers));
        if ('text' in read) expect(read.text).toMatch(/^[^\s,]+$/);
        else expect([missing, invalid]).toContainEqual(read);
      },
    ),
  );
});
