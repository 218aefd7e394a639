import { describe, expect, test } from '@jest/globals';
import { isDocumentNestedTooDeep, isJsonNestedTooDeep } from '../../src/server/nesting.js';

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

describe('JSON', () => {
  const isTooDeep = (json: string) => isJsonNestedTooDeep(Buffer.from(json));

  test.each<[string, (depth: number) => string]>([
    ['arrays', (depth) => nested('[', '1', ']', depth)],
    ['objects', (depth) => nested('{"a":', '1', '}', depth)],
    ['the last of many', (depth) => `[${'1,[],{},'.repeat(50)}${nested('[', '', ']', depth - 1)}]`],
    ['after strings', (depth) => nested('["\\"]}","\\\\",', '', ']', depth)],
    ['what has no end', (depth) => '['.repeat(depth)],
  ])('may have 200 levels and no more: %s', (_what, make) => {
    expect(isTooDeep(make(200))).toBe(false);
    expect(isTooDeep(make(201))).toBe(true);
  });

  test.each([
    ['brackets in a string', JSON.stringify({ query: '[{'.repeat(300) })],
    ['brackets behind quotes in a string', JSON.stringify({ query: '"[\\"['.repeat(300) })],
    ['brackets beside one another', `[${Array(300).fill('[{}]')}]`],
    ['a string without an end', `"${'['.repeat(300)}`],
    ['an escape without an end', `"${'['.repeat(300)}\\`],
    ['nothing', ''],
  ])('is not for %s', (_what, json) => {
    expect(isTooDeep(json)).toBe(false);
  });
});
