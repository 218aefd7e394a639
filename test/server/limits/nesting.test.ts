import { describe, expect, test } from '@jest/globals';
import { isDocumentNestedTooDeep } from '../../../src/server/limits/nesting.js';

const nested = (open: string, inner: string, close: string, depth: number) =>
  `${open.repeat(depth)}${inner}${close.repeat(depth)}`;

describe('a document', () => {
  test.each<[string, (depth: number) => string]>([
    ['fields', (depth) => `${nested('{ a ', '', '}', depth)}`],
    ['inline fragments', (depth) => `${nested('{ ... ', '{ a }', '}', depth - 1)}`],
    ['lists', (depth) => `{ a(b: ${nested('[', '1', ']', depth - 2)}) }`],
    ['objects', (depth) => `{ a(b: ${nested('{c:', '1', '}', depth - 2)}) }`],
    ['types', (depth) => `query ($a: ${nested('[', 'Int', ']', depth - 1)}) { a }`],
    ['what has no end', (depth) => '{ a '.repeat(depth)],
  ])('may have 200 levels and no more: %s', (_what, make) => {
    expect(isDocumentNestedTooDeep(make(200))).toBe(false);
    expect(isDocumentNestedTooDeep(make(201))).toBe(true);
  });

  test('may have as many brackets as it likes beside one another, in strings, and in comments', () => {
    expect(isDocumentNestedTooDeep(`{ ${'a(b: [1]) { c } '.repeat(300)} }`)).toBe(false);
    expect(isDocumentNestedTooDeep(`{ a(b: "${'{['.repeat(300)}") }`)).toBe(false);
    expect(isDocumentNestedTooDeep(`{ a(b: """${'{['.repeat(300)}""") } # ${'('.repeat(300)}`)).toBe(false);
  });

  test('that cannot be read is for the parser', () => {
    expect(isDocumentNestedTooDeep(`{ "${'{'.repeat(300)}`)).toBe(false);
    expect(isDocumentNestedTooDeep(`{ a(b: "${'{'.repeat(300)}\n") }`)).toBe(false);
  });
});
