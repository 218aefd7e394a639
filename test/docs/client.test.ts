import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readCodeBlocks } from '../support/code-blocks.js';
import { typeErrorsOf } from './type-check.js';

test('the TypeScript of the page of the client is sound', () => {
  const blocks = readCodeBlocks('docs/client.md').filter(({ language }) => language !== 'sh');
  expect(blocks).toHaveLength(11);
  expect(typeErrorsOf(blocks)).toEqual([]);
}, 60_000);

test('the TypeScript of the page of testing is sound', () => {
  const blocks = readCodeBlocks('docs/testing.md');
  expect(blocks).toHaveLength(1);
  expect(typeErrorsOf(blocks)).toEqual([]);
}, 60_000);

test('it has every option, and every reason', () => {
  const text = readFileSync('docs/client.md', 'utf8');
  const source = readFileSync('src/client/client.ts', 'utf8');
  const [, options = ''] = /export interface ClientOptions \{([\s\S]*?)\n\}/.exec(source) ?? [];
  const names = [...options.matchAll(/readonly (\w+)\??:/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(7);
  expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  const reasons = readFileSync('src/client/auth-state.ts', 'utf8').matchAll(/'([A-Z_]+)'/g);
  for (const [, reason] of reasons) expect(text).toContain(`| \`${reason}\` |`);
});
