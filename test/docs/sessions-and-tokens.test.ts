import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { modules } from '../../src/modules.js';
import { listVariables, loadConfig } from '../../src/server/config/config.js';
import { readCodeBlocks } from '../support/code-blocks.js';
import { MASTER_KEY } from '../support/server.js';
import { titlesIn } from './test-titles.js';
import { typeErrorsOf } from './type-check.js';

const FILES = ['docs/sessions.md', 'docs/tokens.md', 'docs/mail.md', 'docs/threat-model.md'];

describe.each(FILES)('%s', (file) => {
  const text = readFileSync(file, 'utf8');

  test('names tests that there are, each by its file and its title', () => {
    const rows = requirementsOf(text);
    expect(rows.length).toBeGreaterThan(15);
    expect(rows.filter(({ tests }) => tests.length === 0)).toEqual([]);
    // A file without a title after it would not be looked at.
    const files = [...text.matchAll(/`test\/[\w/.-]+`/g)];
    const tests = rows.flatMap((row) => row.tests);
    expect(tests).toHaveLength(files.length);
    expect(tests.filter(({ path, title }) => !titlesIn(path).has(title))).toEqual([]);
  });

  test('names settings, codes and events that there are', () => {
    const named = [...text.matchAll(/`([A-Z]+(?:_[A-Z]+){1,4})`/g)].map(([, name]) => name ?? '');
    const sources = ['src/errors.ts', 'schema/audit.graphql'].map((path) => readFileSync(path, 'utf8'));
    const known = [...sources, ...listVariables(modules).map(({ name }) => name)].join(' ');
    expect(named.length).toBeGreaterThan(5);
    expect([...new Set(named)].filter((name) => !known.includes(name))).toEqual([]);
  });
});

test('a title that no test has is found out', () => {
  const own = 'test/docs/sessions-and-tokens.test.ts';
  expect(titlesIn(own)).toContain('a title that no test has is found out');
  expect(titlesIn(own)).not.toContain('a title that no test has');
  expect(titlesIn('test/docs/no-such-file.test.ts')).toEqual(new Set());
});

test('every TypeScript of the documents is sound', () => {
  const blocks = FILES.flatMap(readCodeBlocks).filter(({ language }) => language === 'ts');
  expect(blocks).not.toEqual([]);
  expect(typeErrorsOf(blocks)).toEqual([]);
}, 60_000);

test('the trusted issuers of the document are taken', () => {
  const blocks = readCodeBlocks('docs/tokens.md').filter(({ language }) => language === 'json');
  expect(blocks.length).toBeGreaterThan(10);
  for (const { text } of blocks) {
    const { trustedIssuers } = loadConfig({ modules, env: { MASTER_KEY, TRUSTED_ISSUERS: text } });
    expect(trustedIssuers).toHaveLength(1);
  }
});

/** The rows of the table of requirements: what each says, and the tests that it names. */
function requirementsOf(text: string) {
  const [, table = ''] = text.split(/^## (?:Evidence|Protections and their tests)$/m);
  return [...table.matchAll(/^\| (?!---|requirement \||protection \|)(.+?) \| (.+) \|$/gm)].map(
    ([, requirement, cell = '']) => ({
      requirement,
      tests: [...cell.matchAll(/`(test\/[\w/.-]+)` "([^"]+)"/g)].map(([, path = '', title = '']) => ({ path, title })),
    }),
  );
}
