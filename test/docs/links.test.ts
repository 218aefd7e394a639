import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const REPOSITORY = 'https://github.com/portcullis/portcullis/';
const pages = execFileSync('git', ['ls-files', '*.md'], { encoding: 'utf8' }).split('\n').filter(Boolean);

test('the pages link to each other', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/auth-directive.md']));
  expect(pages.flatMap((page) => linksOf(textOf(page))).length).toBeGreaterThan(200);
});

describe('every link leads to a file, and to a heading of it', () => {
  test.each(pages)('%s', (page) => {
    expect(linksOf(textOf(page)).filter((link) => !isFound(page, link))).toEqual([]);
  });
});

test('anchors are those of GitHub', () => {
  const text =
    "# The `@auth` directive\n\n```sh\n# no heading\n```\n## What isn't *there*: [a](b.md), c-d_e\n\n## Twice\n## Twice\n";
  expect([...anchorsOf(text)]).toEqual(['the-auth-directive', 'what-isnt-there-a-c-d_e', 'twice', 'twice-1']);
});

test('a link to nothing is found', () => {
  const broken = ['no-such-page.md', '../README.md#no-such-heading', '#no-such-heading', `${REPOSITORY}blob/main/no`];
  expect(broken.filter((link) => isFound('docs/auth-directive.md', link))).toEqual([]);
  expect(linksOf('[a](b.md) `[c](d.md)` ![e](f.png)\n```\n[g](h.md)\n```\n')).toEqual(['b.md', 'f.png']);
});

function textOf(file: string): string {
  return readFileSync(file, 'utf8');
}

/** Those that lead into this repository, outside of code. */
function linksOf(text: string): readonly string[] {
  const prose = withoutBlocks(text).replace(/`[^`\n]*`/g, '');
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => !/^[a-z]+:/.test(link) || /^(blob|tree)\//.test(link.split(REPOSITORY)[1] ?? ''));
}

function isFound(page: string, link: string): boolean {
  const [target = '', anchor] = link.replace(/^.*\/(blob|tree)\/main\//, '/').split('#');
  const file = target === '' ? page : target.startsWith('/') ? target.slice(1) : normalize(join(dirname(page), target));
  if (!existsSync(file)) return false;
  return anchor === undefined || anchorsOf(textOf(file)).has(anchor);
}

function anchorsOf(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const headings = [...withoutBlocks(text).matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) => {
      const name = heading
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-');
      const before = seen.get(name) ?? 0;
      seen.set(name, before + 1);
      return before === 0 ? name : `${name}-${before}`;
    }),
  );
}

function withoutBlocks(text: string): string {
  return text.replace(/^( *)```[\s\S]*?^\1```$/gm, '');
}
