import { describe, expect, test } from '@jest/globals';
import { decodeToken } from '../../../src/tokens/index.js';
import { encode } from '../token-fixture.js';

const header = { alg: 'none' };
const payload = { sub: 'user-1', note: 'é 🗝' };
const token = `${encode(header)}.${encode(payload)}.AAAA`;
const problem = { problem: expect.stringMatching(/^The .+\.$|^A part .+\.$/) };

test('header and payload are parsed, nothing is verified', () => {
  expect(decodeToken(token)).toEqual({ header, payload });
});

test.each(['', '.', '..', '...', 'a.b', `${token}.AAAA`, `${token}=`, ` ${token}`, `${token}\n`, token.slice(0, -4)])(
  '%j is no token',
  (text) => expect(decodeToken(text)).toEqual(problem),
);

test.each(['null', '[]', '1', '"text"', 'true', '{', 'x'])('%s is no header and no payload', (text) => {
  expect(decodeToken(`${encode(text)}.${encode(payload)}.AAAA`)).toEqual(problem);
  expect(decodeToken(`${encode(header)}.${encode(text)}.AAAA`)).toEqual(problem);
});

test.each([
  ['bytes that are no UTF-8', [0xff]],
  ['half a character', [0xed, 0xa0, 0x80]],
])('%s are no text of a header or payload', (_what, bytes) => {
  const part = Buffer.concat([Buffer.from('{"sub":"'), Buffer.from(bytes), Buffer.from('"}')]).toString('base64url');
  expect(decodeToken(`${encode(header)}.${part}.AAAA`)).toEqual(problem);
  expect(decodeToken(`${part}.${encode(payload)}.AAAA`)).toEqual(problem);
});

describe('base64url has one spelling', () => {
  test.each([
    ['bits left over', 'AB'],
    ['bits left over', 'AAB'],
    ['a length that is none', 'A'],
    ['a length that is none', 'AAAAA'],
    ['padding', 'AA=='],
    ['the other alphabet', 'A+/A'],
    ['white space', 'AA AA'],
    ['a character of neither', 'AA*A'],
    ['non-ASCII', 'AAé'],
  ])('%s: %s', (_, signature) => {
    expect(decodeToken(token.replace(/AAAA$/, signature))).toEqual(problem);
  });

  test.each(['AA', 'AAA', 'A-_A'])('%s is right', (signature) => {
    expect(decodeToken(token.replace(/AAAA$/, signature))).toEqual({ header, payload });
  });
});

test('__proto__ is a name like any other', () => {
  const decoded = decodeToken(`${encode('{"__proto__":{"alg":"HS256"}}')}.${encode(payload)}.AAAA`);
  const names = 'header' in decoded ? Object.getOwnPropertyNames(decoded.header) : [];
  expect(names).toEqual(['__proto__']);
  expect(decoded).not.toHaveProperty('header.alg');
  expect({}).not.toHaveProperty('alg');
});

test('a text of 8192 characters is looked at, one more is not', () => {
  const body = (size: number) => `${encode(header)}.${encode(payload)}.${'A'.repeat(size - token.length + 4)}`;
  expect(decodeToken(body(8192))).toEqual({ header, payload });
  expect(decodeToken(body(8193))).toEqual({ problem: expect.stringContaining('8192') });
});

test('a deep nest is no danger', () => {
  const deep = `{"a":${'['.repeat(2900)}${']'.repeat(2900)}}`;
  expect(decodeToken(`${encode(header)}.${encode(deep)}.AAAA`)).toHaveProperty('payload');
});
