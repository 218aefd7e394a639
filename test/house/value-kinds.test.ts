import { describe, expect, test } from '@jest/globals';
import { readSourceFiles, type SourceFile } from './source-files.js';

/** Code that finds out by itself what a value is, instead of asking `values/value-kinds.ts`. */
const PRIVATE_IDEAS: readonly RegExp[] = [
  /instanceof Promise\b/,
  /['"]then['"](?: in\b|\))|typeof [\w.?[\]]+\bthen\b|\.then (?:[!=]==?|&&|\?)/,
  /Symbol\.(?:asyncI|i)terator\)? in |typeof [\w.?]+\[Symbol\./,
  /typeof [\w.?[\]]+ [!=]==? ['"]object['"]/,
];

const ASKS_FOR_ARRAYS = /\bArray\.isArray\(/;

/** What they look at was sent, or given at the start, and never came from a resolver, or is the JSON of an answer; or a list is told from another. */
const MAY_ASK_FOR_ARRAYS: readonly string[] = [
  'access/rules/extension-directives.ts',
  'access/rules/value-node.ts',
  'access/codegen/rights/literal.ts',
  'access/guard/values/map-list.ts',
  'access/report/sent-rules.ts',
  'access/report/token-viewer.ts',
  'access/test/compare-answer.ts',
  'access/test/find-nothing.ts',
  'access/decide/rights.ts',
  'access/guard/values/same-value.ts',
  'access/guard/values/value-check.ts',
  'execution/variable-errors.ts',
  'execution/compiled-field.ts',
  'execution/located-error.ts',
];

const files = readSourceFiles().filter(({ path }) => /^(access|execution)\//.test(path));

describe('what a promise, a list or an object is', () => {
  test('is asked in one place, by those who decide and those who execute', () => {
    expect(files.length).toBeGreaterThan(100);
    const known = files.filter(({ path }) => MAY_ASK_FOR_ARRAYS.includes(path));
    expect(known).toHaveLength(MAY_ASK_FOR_ARRAYS.length);
    expect(known.filter(({ text }) => !ASKS_FOR_ARRAYS.test(text) || findsOut(text))).toEqual([]);
    const others = files.filter(({ path }) => !MAY_ASK_FOR_ARRAYS.includes(path));
    expect(others.filter(hasPrivateIdea).map(({ path }) => path)).toEqual([]);
  });

  test.each([
    'if (value instanceof Promise) await value;',
    "return 'then' in value;",
    "return Object.hasOwn(value, 'then') || Reflect.has(value, 'then');",
    "return typeof value?.then === 'function';",
    'return value.then !== undefined;',
    'return Symbol.iterator in value;',
    "return typeof value[Symbol.asyncIterator] === 'function';",
    "return typeof value === 'object' && value !== null;",
    'for (const item of Array.isArray(value) ? value : []) write(item);',
  ])('would be noticed elsewhere: %s', (text) => {
    expect(hasPrivateIdea({ text })).toBe(true);
  });

  test.each([
    'return value.then(write, fail);',
    'for (const item of list) write(item);',
    'const events = stream[Symbol.asyncIterator]();',
    "return typeof value === 'string';",
  ])('is not what this asks: %s', (text) => {
    expect(hasPrivateIdea({ text })).toBe(false);
  });
});

function hasPrivateIdea({ text }: Pick<SourceFile, 'text'>): boolean {
  return findsOut(text) || ASKS_FOR_ARRAYS.test(text);
}

function findsOut(text: string): boolean {
  return PRIVATE_IDEAS.some((idea) => idea.test(text));
}
