import { describe, expect, test } from '@jest/globals';
import { findNoText, isText, toText } from '../../src/values/text.js';

const NO_TEXT = [
  ...Array.from({ length: 0x20 }, (_, code) => code).filter((code) => ![0x09, 0x0a, 0x0d].includes(code)),
  ...Array.from({ length: 0x21 }, (_, index) => 0x7f + index),
  ...[0xd800, 0xdbff, 0xdc00, 0xdfff],
];

describe('text', () => {
  test('has every character but controls and lone surrogates', () => {
    for (let code = 0; code <= 0x10ffff; code += code < 0x3000 ? 1 : 0x3ff) {
      const isSurrogate = code >= 0xd800 && code <= 0xdfff;
      expect([code, isText(`a${String.fromCodePoint(code)}b`)]).toEqual([
        code,
        !NO_TEXT.includes(code) && !isSurrogate,
      ]);
    }
  });

  test.each(NO_TEXT)('is none with U+%#', (code) => {
    for (const text of [
      String.fromCharCode(code),
      `a${String.fromCharCode(code)}b`,
      `🙂${String.fromCharCode(code)}`,
    ]) {
      expect(isText(text)).toBe(false);
      expect(toText(text)).toBe(text.replace(String.fromCharCode(code), '\ufffd'));
    }
  });

  test('is left as it is, and of anything else every bad character is replaced', () => {
    expect(toText('a\t🙂\r\n')).toBe('a\t🙂\r\n');
    expect(toText('\0\ud83d🙂\u009b')).toBe('\ufffd\ufffd🙂\ufffd');
  });
});

describe('in a value of JSON', () => {
  test.each<[unknown, string | undefined]>([
    ['a', undefined],
    ['\0', ''],
    [['a', ['\0']], '[1][0]'],
    [{ a: [{ b: 'x', c: '\ud800' }] }, '.a[0].c'],
    [{ a: { '\0': 1 } }, '.a'],
    [{ '\0': 1 }, ''],
    [JSON.parse('{ "__proto__": { "a": "\\u0000" } }'), '.__proto__.a'],
    [{ a: 1, b: null, c: true, d: [], e: {}, f: undefined }, undefined],
    [null, undefined],
    [undefined, undefined],
  ])('%j', (value, place) => {
    expect(findNoText(value)).toBe(place);
  });
});
