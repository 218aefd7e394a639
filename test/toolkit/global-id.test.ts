import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { globalId, localId, readGlobalId } from '../../src/toolkit/global-id.js';

test('a global id has one spelling, and comes back as it was', () => {
  expect(globalId('Order', 7)).toBe('T3JkZXI6Nw');
  expect(localId('Order', 'T3JkZXI6Nw')).toBe('7');
  const type = fc.stringMatching(/^[_A-Za-z]\w{0,20}$/);
  const id = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(type, id, (name, inside) => {
      expect(readGlobalId(globalId(name, inside))).toEqual({ type: name, id: inside });
    }),
  );
});

test('no two types have one in common', () => {
  expect(globalId('A', '1:1')).not.toBe(globalId('A1', '1'));
  expect(localId('User', globalId('Order', 7))).toBeUndefined();
});

describe('is none', () => {
  test.each([
    ['nothing', ''],
    ['a text', 'nonsense'],
    ['an id of this server', '0123456789abcdef0123456789abcdef'],
    ['no id', Buffer.from('Order:').toString('base64url')],
    ['no type', Buffer.from(':7').toString('base64url')],
    ['what is no name', Buffer.from('1Order:7').toString('base64url')],
    ['one with padding', 'T3JkZXI6Nw=='],
    ['one with other characters between', 'T3Jk ZXI6Nw'],
    ['one with other last bits', 'T3JkZXI6Nx'],
    ['no UTF-8', Buffer.from([...Buffer.from('Order:'), 0xff]).toString('base64url')],
    ['one that is too long', Buffer.from(`Order:${'7'.repeat(500)}`).toString('base64url')],
  ])('%s', (_what, text) => {
    expect(readGlobalId(text)).toBeUndefined();
  });

  test.each([
    ['Order', ''],
    ['Order', '7'.repeat(500)],
    ['Order', '\ud800'],
  ])('made of %s and an id that could not come back', (type, id) => {
    expect(() => globalId(type, id)).toThrow(
      new TypeError('The id of this Order is empty, longer than 500 characters, or not a string.'),
    );
  });

  test.each(['', 'my order', '1', 'Or:der'])('made for "%s", which is no type', (type) => {
    expect(() => globalId(type, 7)).toThrow(new TypeError(`"${type}" is not the name of a type.`));
  });
});
