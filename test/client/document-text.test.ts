import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { documentText, mayBeMutation } from '../../src/client/document-text.js';

const ALL = `
  query Everything($a: [Int!]! = [1, -2] @on, $b: Input = { c: "d", e: { f: [true, null, ENUM] } }) @live(if: $x) {
    alias: field(text: "quotes \\" and \\\\ and \\n lines, \\u00e9 😀", block: """ a "block" """, float: -1.5e10) @skip(if: $y) {
      ...Part @include(if: true)
      ... on Type @own { id }
      ... @defer { late }
      ... { more(empty: [], none: {}) }
    }
  }
  mutation { change }
  subscription Watch { changed }
  fragment Part on Type @own(a: 1) { id }
`;

describe('the text of a document', () => {
  test.each([
    ['everything that there is', ALL],
    ['the operations of an account', readFileSync('operations/account.graphql', 'utf8')],
    ['the shortest one', '{ a }'],
  ])('is the document again once it is parsed: %s', (_what, text) => {
    const document = parse(text, { noLocation: true });
    expect(parse(documentText(document), { noLocation: true })).toEqual(unblocked(document));
  });

  test('is that of a text which code generation made', () => {
    const text = 'query { a }';
    expect(documentText(text)).toBe(text);
    expect(documentText(new String(text))).toBe(text);
  });

  test('is made once', () => {
    const document = parse('{ a }');
    expect(documentText(document)).toBe(documentText(document));
  });
});

test('a mutation is known by its document, and a text that has the word may be one', () => {
  expect(mayBeMutation(parse('mutation { a }'))).toBe(true);
  expect(mayBeMutation(parse('query mutation { mutation }'))).toBe(false);
  expect(mayBeMutation('query A { a } mutation B { b }')).toBe(true);
  expect(mayBeMutation('{ a }')).toBe(false);
});

/** A block string says the same as a string. */
function unblocked(document: unknown): unknown {
  return JSON.parse(JSON.stringify(document, (key, value) => (key === 'block' ? false : value)));
}
