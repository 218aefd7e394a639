import { describe, expect, test } from '@jest/globals';
import { jsonProblem } from '../../../src/server/http/json-problem.js';

const nested = (open: string, inner: string, close: string, depth: number) =>
  `${open.repeat(depth)}${inner}${close.repeat(depth)}`;
const problemOf = (json: string) => jsonProblem(Buffer.from(json));
const TOO_DEEP = 'is nested more than 200 levels deep';

describe('JSON', () => {
  test.each<[string, (depth: number) => string]>([
    ['arrays', (depth) => nested('[', '1', ']', depth)],
    ['objects', (depth) => nested('{"a":', '1', '}', depth)],
    ['the last of many', (depth) => `[${'1,[],{},'.repeat(50)}${nested('[', '', ']', depth - 1)}]`],
    ['after strings', (depth) => nested('["\\"]}","\\\\",', '', ']', depth)],
    ['what has no end', (depth) => '['.repeat(depth)],
  ])('may have 200 levels and no more: %s', (_what, make) => {
    expect(problemOf(make(200))).toBeUndefined();
    expect(problemOf(make(201))).toBe(TOO_DEEP);
  });

  test.each([
    ['brackets in a string', JSON.stringify({ query: '[{'.repeat(300) })],
    ['brackets behind quotes in a string', JSON.stringify({ query: '"[\\"['.repeat(300) })],
    ['brackets beside one another', `[${Array(300).fill('[{}]')}]`],
    ['a string without an end', `"${'['.repeat(300)}`],
    ['an escape without an end', `"${'['.repeat(300)}\\`],
    ['nothing', ''],
  ])('is not too deep for %s', (_what, json) => {
    expect(problemOf(json)).toBeUndefined();
  });

  const members = (count: number) => Array.from({ length: count }, (_, index) => `"a:${index}": 1`).join();
  test.each<[string, (count: number) => string]>([
    ['one', (count) => `{${members(count)}}`],
    ['each of many', (count) => `[{${members(5000)}}, {${members(count)}}]`],
    ['one around others', (count) => `{${members(count - 1)}, "b": {${members(5000)}}}`],
    ['one in an object', (count) => `{${members(5000).split(',').slice(1).join()}, "b": [{${members(count)}}]}`],
    ['one after the other', (count) => `{"a": {${members(5000)}}, ${members(count - 1)}}`],
    ['one without an end', (count) => `{${members(count)}`],
  ])('may have 5,000 members in an object and no more: %s', (_what, make) => {
    expect(problemOf(make(5000))).toBeUndefined();
    expect(problemOf(make(5001))).toBe('has an object with more than 5000 members');
  });

  test('may have as many items in an array as it likes', () => {
    expect(problemOf(`[${Array(20_000).fill('{"a":1}')}]`)).toBeUndefined();
  });
});
