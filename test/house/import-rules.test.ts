import { describe, expect, test } from '@jest/globals';
import { readSourceFiles, type SourceFile, sourceFile } from './source-files.js';

/** Who may import what at run time: files of `src/` by the pattern of their path, and packages. */
interface HouseRule {
  readonly files: RegExp;
  readonly may: RegExp;
}

const rules: readonly HouseRule[] = [
  { files: /^(errors|values\/.*)\.ts$/, may: /^$/ },
  { files: /^values\/coerce-variables\.ts$/, may: /^graphql$/ },
  // Types as well: each wing knows only those before it (`wings`).
  { files: /^access\/[^/]+\.ts$/, may: /^(access\/(?!report\/|codegen\/).*|errors\.ts|graphql)$/ },
  {
    files: /^access\/[^/]+\//,
    may: /^(access\/[^/]+\/.*|errors\.ts|values\/(value-kinds|coerce-variables)\.ts|graphql)$/,
  },
  // How graphql-js collects fields, and shows a value in an error, is not made again.
  {
    files: /^execution\//,
    may: /^(execution\/.*|values\/(value-kinds|coerce-variables)\.ts|graphql(\/(execution\/collectFields|jsutils\/inspect)\.js)?)$/,
  },
  {
    files: /^tokens\//,
    may: /^(tokens\/.*|errors\.ts|values\/text\.ts|node:crypto|node:util|jsonwebtoken|lru-cache)$/,
  },
  { files: /^database\//, may: /^(database\/.*|errors\.ts|node:.*|kysely|better-sqlite3|pg)$/ },
  { files: /^database\/sqlite-driver\.ts$/, may: /^lru-cache$/ },
  // Types alone.
  { files: /^module\//, may: /^$/ },
  { files: /^toolkit\//, may: /^errors\.ts$/ },
  { files: /^toolkit\/loader\.ts$/, may: /^dataloader$/ },
  {
    files: /^modules\//,
    may: /^(modules\/SELF\/.*|modules\/[^/]+\/index\.ts|(errors|values\/text|toolkit\/[^/]+)\.ts|(access|tokens|database)\/index\.ts|node:.*|kysely|zod)$/,
  },
  // The one library that the accounts are for, and the one that estimates how soon a password is guessed.
  { files: /^modules\/accounts\/passwords\.ts$/, may: /^@node-rs\/argon2$/ },
  { files: /^modules\/accounts\/guessable\.ts$/, may: /^@zxcvbn-ts\/(core|language-common)$/ },
  { files: /^modules\/mail\/smtp-transport\.ts$/, may: /^nodemailer$/ },
  { files: /^modules\.ts$/, may: /^(modules\/[^/]+\/index\.ts)$/ },
  {
    files: /^server\//,
    may: /^(server\/.*|(errors|values\/text|toolkit\/repeat)\.ts|(access|execution|tokens|database|modules\/[^/]+)\/index\.ts|node:.*|@apollo\/server|@graphql-tools\/schema|graphql|lru-cache|pino|pino-pretty|zod)$/,
  },
  { files: /^client\//, may: /^(client\/.*|generated\/operations\.ts)$/ },
  { files: /^generated\//, may: /^$/ },
  { files: /^(main|index)\.ts$/, may: /^(errors|toolkit\/[^/]+|modules|server\/[^/]+)\.ts$/ },
  {
    files: /^cli\//,
    may: /^(cli\/.*|errors\.ts|modules\.ts|server\/.*|tokens\/index\.ts|access\/(report\/)?index\.ts|node:.*|commander|graphql)$/,
  },
];

/** The folders of `access/`: each knows those before it, and none knows a file that stands beside them. */
const wings = ['schema', 'rules', 'decide', 'guard', 'introspection', 'report'];

const files = readSourceFiles();

describe('the house', () => {
  test('has a rule for every file', () => {
    expect(files.map(({ path }) => path).filter((path) => !rules.some((rule) => rule.files.test(path)))).toEqual([]);
    expect(files.length).toBeGreaterThan(50);
  });

  test('keeps its import rules', () => {
    expect(files.flatMap(violations)).toEqual([]);
  });

  test('would notice an import that is not allowed', () => {
    expect(violations(sourceFile('access/guard/guard.ts', "import { x } from '../../tokens/index.js';"))).toHaveLength(
      1,
    );
    expect(
      violations(sourceFile('modules/sessions/store.ts', "import { x } from '../accounts/store.js';")),
    ).toHaveLength(1);
    expect(
      violations(sourceFile('modules/sessions/store.ts', "export { x } from '../../server/log.js';")),
    ).toHaveLength(1);
    expect(violations(sourceFile('server/log.ts', "await import('jsonwebtoken');"))).toHaveLength(1);
    expect(violations(sourceFile('access/guard/guard.ts', "import type { x } from '../tokens/index.js';"))).toEqual([]);
  });

  test('lets each wing of access know only those before it, types included', () => {
    expect(files.flatMap(wingViolations)).toEqual([]);
    const violationsOf = (path: string, imported: string) =>
      wingViolations(sourceFile(path, `import type { x } from '${imported}';`));
    expect(violationsOf('access/rules/rule.ts', '../decide/rights.js')).toHaveLength(1);
    expect(violationsOf('access/report/html.ts', '../protect-schema.js')).toHaveLength(1);
    expect(violationsOf('access/codegen/index.ts', '../decide/rights.js')).toHaveLength(1);
    expect(violationsOf('access/guard/gate.ts', '../decide/plan.js')).toEqual([]);
  });

  test('has no cycle of imports at run time', () => {
    const runtimeCyclesOf = (all: readonly SourceFile[]) =>
      cyclesOf(new Map(all.map(({ path, runtimeImports }) => [path, runtimeImports])));
    expect(runtimeCyclesOf(files)).toEqual([]);
    const a = sourceFile('a.ts', "import { b } from './b.js';");
    const b = sourceFile('b.ts', "export { a } from './a.js';");
    expect(runtimeCyclesOf([a, b])).toEqual(['a.ts -> b.ts -> a.ts']);
    expect(runtimeCyclesOf([a, sourceFile('b.ts', "import type { a } from './a.js';")])).toEqual([]);
  });

  test('has no cycle of folders, by types either', () => {
    expect(cyclesOf(foldersOf(files))).toEqual([]);
    const a = sourceFile('modules/a/x.ts', "import { b } from '../b/index.js';");
    const b = sourceFile('modules/b/y.ts', "import type { a } from '../a/z.js';");
    const c = sourceFile('modules/b/y.ts', "export const a: import('../a/z.js').A = 1;");
    expect(cyclesOf(foldersOf([a, b]))).toEqual(['modules/a -> modules/b -> modules/a']);
    expect(cyclesOf(foldersOf([a, c]))).toEqual(['modules/a -> modules/b -> modules/a']);
    expect(cyclesOf(foldersOf([a, sourceFile('modules/b/y.ts', "import type { z } from './z.js';")]))).toEqual([]);
  });

  test('starts nothing of the server for a report', () => {
    const found = new Set(['cli/access.ts']);
    for (const path of found)
      for (const imported of files.find((file) => file.path === path)?.runtimeImports ?? []) found.add(imported);
    expect([...found].filter((path) => /^(server|database|modules|tokens)/.test(path))).toEqual(['server/sdl.ts']);
    expect(found).toContain('access/rules/compile.ts');
  });

  test('coerces variables in one place, which stops at the tenth misfit', () => {
    const served = files.filter(({ path }) => /^(access|execution|server|modules)\//.test(path));
    const callers = served.filter(({ text }) => /^import \{[^}]*\b(getVariableValues|coerceInputValue)\b/m.test(text));
    expect(callers.map(({ path }) => path)).toEqual([]);
  });

  test('reads the environment in one place', () => {
    const readers = files.filter(({ text }) => /process\.env/.test(text)).map(({ path }) => path);
    expect(readers).toEqual(['server/config.ts']);
  });
});

function violations({ path, runtimeImports }: SourceFile): readonly string[] {
  const self = /^modules\/([^/]+)\//.exec(path)?.[1] ?? '';
  const allowed = rules
    .filter((rule) => rule.files.test(path))
    .map(({ may }) => new RegExp(may.source.replace('SELF', self)));
  return runtimeImports
    .filter((imported) => !allowed.some((pattern) => pattern.test(imported)))
    .map((imported) => `${path} imports ${imported}`);
}

/** What each folder imports of the others, types too. A module is a folder, and so is a file of `src/` itself. */
function foldersOf(all: readonly SourceFile[]): ReadonlyMap<string, readonly string[]> {
  const folderOf = (path: string) => /^(modules\/)?[^/]+/.exec(path)?.[0] ?? path;
  const folders = new Map<string, string[]>();
  for (const { path, imports } of all) {
    const folder = folderOf(path);
    const others = imports.filter((imported) => imported.endsWith('.ts')).map(folderOf);
    folders.set(folder, [...(folders.get(folder) ?? []), ...others.filter((other) => other !== folder)]);
  }
  return folders;
}

function wingViolations({ path, imports }: SourceFile): readonly string[] {
  const [, wing] = /^access\/([^/]+)\//.exec(path) ?? [];
  if (!wing) return [];
  // It reads rules, to write the types of policies.
  const may = wing === 'codegen' ? ['rules', 'codegen'] : wings.slice(0, wings.indexOf(wing) + 1);
  return imports
    .filter((imported) => imported.startsWith('access/') && !may.includes(imported.split('/')[1] ?? ''))
    .map((imported) => `${path} imports ${imported}`);
}

function cyclesOf(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
    if (done.has(path) || trail.includes(path)) return;
    for (const next of imports.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of imports.keys()) visit(path, []);
  return cycles;
}
