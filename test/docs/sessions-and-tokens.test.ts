import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../src/server/config.js';
import { readCodeBlocks } from '../support/code-blocks.js';
import { MASTER_KEY } from '../support/server.js';
import { typeErrorsOf } from './type-check.js';

const FILES = ['docs/sessions.md', 'docs/tokens.md'];

describe.each(FILES)('%s', (file) => {
  const text = readFileSync(file, 'utf8');

  test('names tests that there are', () => {
    const named = [...text.matchAll(/`(test\/[\w/.-]+)`/g)].map(([, path]) => path ?? '');
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });

  test('names settings that there are', () => {
    const named = [...text.matchAll(/`([A-Z]+(?:_[A-Z]+){1,4})`/g)].map(([, name]) => name ?? '');
    const known = readFileSync('src/server/config.ts', 'utf8') + readFileSync('src/errors.ts', 'utf8');
    expect(named.length).toBeGreaterThan(5);
    expect([...new Set(named)].filter((name) => !known.includes(name))).toEqual([]);
  });
});

test('every TypeScript of the documents is sound', () => {
  const blocks = FILES.flatMap(readCodeBlocks).filter(({ language }) => language === 'ts');
  expect(blocks).not.toEqual([]);
  expect(typeErrorsOf(blocks)).toEqual([]);
}, 60_000);

test('the trusted issuers of the document are taken', () => {
  const [block] = readCodeBlocks('docs/tokens.md').filter(({ language }) => language === 'json');
  const { trustedIssuers } = loadConfig({ MASTER_KEY, TRUSTED_ISSUERS: block?.text ?? '' });
  expect(trustedIssuers).toEqual(JSON.parse(block?.text ?? ''));
});
