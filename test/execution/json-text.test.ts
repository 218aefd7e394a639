import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { JsonText } from '../../src/execution/index.js';
import { quote } from '../../src/execution/json-text.js';

describe('quote', () => {
  test('gives what JSON.stringify gives', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.string({ unit: 'binary', minLength: 49, maxLength: 90 }),
    );
    fc.assert(
      fc.property(texts, (text) => quote(text) === JSON.stringify(text)),
      { numRuns: 5000 },
    );
  });

  test.each(['', '"', '\\', '\u0000', '\u001f', '\u007f', '\u2028', '\ud800', '\udfff\ud800', '😀', 'é'.repeat(49)])(
    'of %j',
    (text) => {
      expect(quote(text)).toBe(JSON.stringify(text));
    },
  );
});

test('a JSON text is its value for whoever does not know it', () => {
  expect(JSON.stringify({ data: new JsonText('{"a":[1,null]}') })).toBe('{"data":{"a":[1,null]}}');
});
