import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

/** The cells of the rows of the table below a heading, without the row of names. */
function tableBelow(heading: RegExp): readonly (readonly string[])[] {
  const [, after = ''] = README.split(heading);
  const [rows = ''] = /(?:^\|.*\n)+/m.exec(after) ?? [];
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
    const rows = ['nobody', 'USER', 'ADMIN'].map((name) =>
      ['Query.me', 'User.email', 'Query.users', 'Mutation.setUserRoles'].map((coordinate) => access(name, coordinate)),
    );
    expect(rows).toEqual([
      ['refused', 'refused', 'refused', 'refused'],
      ['allowed', 'depends', 'refused', 'refused'],
      ['allowed', 'allowed', 'allowed', 'allowed'],
    ]);
    const shown = tableBelow(/email: String\n[\s\S]*?```/).map((cells) =>
      cells.slice(1).map((cell) => /`(UNAUTHENTICATED|FORBIDDEN)`/.exec(cell)?.[1] ?? 'answered'),
    );
    expect(shown).toEqual([
      ['UNAUTHENTICATED', 'UNAUTHENTICATED', 'UNAUTHENTICATED'],
      ['answered', 'FORBIDDEN', 'FORBIDDEN'],
      ['answered', 'answered', 'answered'],
    ]);
  });

  test('lists every code of ours, and none that is not', () => {
    const codes = [...readFileSync('src/errors.ts', 'utf8').matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(([, code]) => code);
    const listed = tableBelow(/try again\. A stale bearer header/).flatMap(([names]) => namesIn(names));
    const others = ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'OPERATION_RESOLUTION_FAILURE', 'BAD_REQUEST'];
    expect(codes.length).toBeGreaterThan(8);
    expect([...listed].sort()).toEqual([...codes, ...others].sort());
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
    expect(() => loadConfig({ modules, env: others })).toThrow('SMTP_URL, MAIL_FROM: One needs the other.');
  });

  test('lists folders that are there, and each folder of src/', () => {
    const [, layout = ''] = /^## Layout\n\n```\n([\s\S]*?)```/m.exec(README) ?? [];
    const listed = [...layout.matchAll(/^([\w/]+)\//gm)].map(([, folder = '']) => folder);
    expect(listed.filter((folder) => !existsSync(folder))).toEqual([]);
    const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(listed.filter((folder) => folder.startsWith('src/')).sort()).toEqual(
      folders.map(({ name }) => `src/${name}`).sort(),
    );
  });

  test('shows commands that there are, with options that they have', async () => {
    const lines = [...README.matchAll(/npx portcullis ([^\n#`]+)/g)].map(([, line = '']) => line.trim());
    expect(lines.length).toBeGreaterThan(8);
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

/** Whether the second word is not a command of a group, but an argument. */
function isArgument(help: string, group: string): boolean {
  return help.includes(`Usage: portcullis ${group} [options] <`);
}
