import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { layout } from './layout.js';
import { readSourceFiles, sourceFile } from './source-files.js';
import { drawMap, readmeOf, tableOfFolders } from './source-map.js';

/** `npm run layout` writes what these tests expect. */
const isUpdating = process.env.UPDATE_LAYOUT === 'on';

function expectFile(path: string, write: (text: string) => string): void {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const wanted = write(text);
  if (isUpdating) writeFileSync(path, wanted);
  else expect(text).toBe(wanted);
}

/** Puts a text between two comments of a Markdown file. */
const between = (name: string, content: string) => (text: string) => {
  const [before, rest = ''] = text.split(`<!-- ${name} -->\n`);
  const [, after] = rest.split(`<!-- end of ${name} -->\n`);
  if (after === undefined) throw new Error(`There is no place for "${name}".`);
  return `${before}<!-- ${name} -->\n${content}\n<!-- end of ${name} -->\n${after}`;
};

const files = readSourceFiles();

describe('what is told of the layout is so', () => {
  test('in the map', () => {
    expectFile('docs/architecture.md', between('map', `\n\`\`\`mermaid\n${drawMap(files)}\n\`\`\`\n`));
  });

  test('in the table of folders', () => {
    expectFile('CONTRIBUTING.md', between('folders', `\n${tableOfFolders()}\n`));
  });

  test.each(layout.filter(({ path }) => !path.endsWith('.ts')))('in the README of $path', (folder) => {
    expectFile(`src/${folder.path.replace('/*', '')}/README.md`, () => readmeOf(folder));
  });

  test('in the way of a request, whose files are there', () => {
    const page = readFileSync('docs/architecture.md', 'utf8');
    const named = [...page.matchAll(/`((?:src|schema|test|docs)\/[^`*<]+)`/g)].map(([, path = '']) => path);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });

  test('by each module, above what it exports', () => {
    const modules = files.filter(({ path }) => /^modules\/[^/]+\/index\.ts$/.test(path));
    expect(modules.length).toBeGreaterThan(5);
    const silent = modules.filter(({ text }) => !/\*\/\nexport (const|function) /.test(text));
    expect(silent.map(({ path }) => path)).toEqual([]);
  });
});

test('an arrow that is not on the map shows', () => {
  const [before, after] = [
    "import { x } from '../values/text.js';",
    "import type { x } from '../tokens/index.js';",
  ].map((text) => drawMap([sourceFile('execution/run.ts', text)]));
  expect(before).not.toContain('-->');
  expect(after).toContain('execution --> tokens');
});
