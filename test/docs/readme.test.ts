import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type FieldDefinitionNode, Kind, parse, print, Source } from 'graphql';
import { compileSchema, createMatrix } from '../../src/access/report/index.js';
import { modules } from '../../src/modules.js';
import { loadConfig } from '../../src/server/config/config.js';
import { buildSdl, parseSdl } from '../../src/server/schema/sdl.js';
import { readCodeBlocks } from '../support/code-blocks.js';
import { masterKey } from '../support/master-key.js';
import { runCli } from '../support/process.js';

const README = readFileSync('README.md', 'utf8');

const files = readdirSync('schema')
  .filter((file) => file.endsWith('.graphql'))
  .sort();
const own = parseSdl(files.map((file) => new Source(readFileSync(`schema/${file}`, 'utf8'), `schema/${file}`)));

/** `Type.field` and the field as it is written, without what describes it. */
function fieldsOf(document: ReturnType<typeof parse>): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const type of document.definitions) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.OBJECT_TYPE_EXTENSION) continue;
    for (const field of type.fields ?? []) fields.set(`${type.name.value}.${field.name.value}`, textOf(field));
  }
  return fields;
}

/** What a field returns, and who may ask for it; what it costs is told elsewhere. */
function textOf({ type, directives = [] }: FieldDefinitionNode): string {
  const isOfAccess = ({ name }: { readonly name: { readonly value: string } }) =>
    name.value !== 'cost' && name.value !== 'listSize';
  return [print(type), ...directives.filter(isOfAccess).map(print)].join(' ');
}

/** The cells of the rows of each table, without the row of names. */
function tablesOf(markdown: string): readonly (readonly (readonly string[])[])[] {
  return [...markdown.matchAll(/(?:^\|.*\n)+/gm)].map(([rows]) => cellsOf(rows));
}

function cellsOf(rows: string): readonly (readonly string[])[] {
  return rows
    .trim()
    .split('\n')
    .slice(2)
    .map((row) =>
      row
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const namesIn = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

describe('README.md', () => {
  test('shows fields that schema/ has, with what they ask for', () => {
    const [block] = readCodeBlocks('README.md').filter(({ language }) => language === 'graphql');
    const [shown, there] = [fieldsOf(parse(block?.text ?? '')), fieldsOf(own)];
    expect(shown.size).toBeGreaterThan(4);
    expect(Object.fromEntries(shown)).toEqual(
      Object.fromEntries([...shown.keys()].map((coordinate) => [coordinate, there.get(coordinate)])),
    );
  });

  test('tells of each viewer what the matrix tells', () => {
    const { viewers, types } = createMatrix(compileSchema(buildSdl(own)));
    const access = (name: string, coordinate: string) => {
      const row = types.flatMap(({ rows }) => rows).find((each) => each.coordinate === coordinate);
      return row?.cells[viewers.findIndex((viewer) => viewer.name === name)]?.access;
    };
    const rows = ['anonymous', 'USER', 'ADMIN'].map((name) =>
      ['Query.me', 'User.email', 'Query.users', 'Mutation.setUserRoles'].map((coordinate) => access(name, coordinate)),
    );
    expect(rows).toEqual([
      ['refused', 'refused', 'refused', 'refused'],
      ['allowed', 'depends', 'refused', 'refused'],
      ['allowed', 'allowed', 'allowed', 'allowed'],
    ]);
    const shown = tablesOf(README)[0]?.map((cells) =>
      cells.slice(1).map((cell) => /`(UNAUTHENTICATED|FORBIDDEN)`/.exec(cell)?.[1] ?? 'answered'),
    );
    expect(shown).toEqual([
      ['UNAUTHENTICATED', 'UNAUTHENTICATED', 'UNAUTHENTICATED'],
      ['answered', 'FORBIDDEN', 'FORBIDDEN'],
      ['answered', 'answered', 'answered'],
    ]);
  });

  test('is short', () => {
    expect(README.trimEnd().split('\n').length).toBeLessThanOrEqual(200);
  });

  test('shows a deployment of variables that there are, which starts', () => {
    const [, block = ''] = /^## Configuration\n[\s\S]*?```sh\n([\s\S]*?)```/m.exec(README) ?? [];
    const shown = [...block.matchAll(/^([A-Z_]+)=(?:'([^']*)'|(\S*))/gm)].map(
      ([, name = '', quoted, bare = '']) => [name, (quoted ?? bare) || masterKey(7)] as const,
    );
    expect(shown).toHaveLength(8);
    const { unknownVariables, mail } = loadConfig({ modules, env: Object.fromEntries(shown) });
    expect(unknownVariables).toEqual([]);
    expect(mail.smtp?.from.name).toBe('Example');
    const { MAIL_FROM: _left, ...others } = Object.fromEntries(shown);
    expect(() => loadConfig({ modules, env: others })).toThrow('SMTP_URL, MAIL_FROM: One requires the other.');
  });

  test('shows commands that there are, as docs/commands.md does, with options that they have', async () => {
    const pages = `${README}\n${readFileSync('docs/commands.md', 'utf8')}`;
    const lines = [...pages.matchAll(/npx portcullis ([^\n#`]+)/g)].map(([, line = '']) => line.trim());
    expect(lines.length).toBeGreaterThan(15);
    const helps = new Map<string, Promise<string>>();
    const help = (path: string) => {
      const known = helps.get(path) ?? runCli([...path.split(' '), '--help']).then(({ stdout }) => stdout);
      helps.set(path, known);
      return known;
    };
    const missing: string[] = [];
    for (const line of lines) {
      const [group = '', command = ''] = line.split(/\s+/);
      const text = await help(`${group} ${command}`);
      const isThere = text.includes(`Usage: portcullis ${group} ${command}`) || isArgument(text, group);
      if (!isThere) missing.push(line);
      for (const [option] of line.matchAll(/--[\w-]+/g)) if (!text.includes(option)) missing.push(`${line}: ${option}`);
    }
    expect(missing).toEqual([]);
  }, 120_000);
});

test('docs/errors.md has every code of ours, and of Apollo Server what it can answer with', () => {
  const codes = [...readFileSync('src/errors.ts', 'utf8').matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(([, code]) => code);
  const tables = tablesOf(readFileSync('docs/errors.md', 'utf8'));
  const reasons = namesIn(tables.find((rows) => rows.some(([name]) => name === '`TOKEN_INVALID`'))?.join());
  const listed = tables.flatMap((rows) =>
    rows.flatMap(([names]) => namesIn(names).filter((name) => /^[A-Z]/.test(name))),
  );
  const others = ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'OPERATION_RESOLUTION_FAILURE', 'BAD_REQUEST'];
  expect(codes.length).toBeGreaterThan(8);
  expect(listed.filter((name) => !reasons.includes(name)).sort()).toEqual([...codes, ...others].sort());
});

test('the layout in CONTRIBUTING.md has each folder of the repository', () => {
  const [, layout = ''] = /^## Layout\n[\s\S]*?```\n([\s\S]*?)```/m.exec(readFileSync('CONTRIBUTING.md', 'utf8')) ?? [];
  const listed = [...layout.matchAll(/^(\w+)\//gm)].map(([, folder = '']) => folder);
  const folders = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).matchAll(/^(\w+)\//gm);
  expect(listed.sort()).toEqual([...new Set([...folders].map(([, folder = '']) => folder))].sort());
});

/** Whether the second word is not a command of a group, but an argument. */
function isArgument(help: string, group: string): boolean {
  return help.includes(`Usage: portcullis ${group} [options] <`);
}
