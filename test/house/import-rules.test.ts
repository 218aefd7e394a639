import { describe, expect, test } from '@jest/globals';
import { packages } from '../../packages/packages.mjs';
import { folderOf, layout } from './layout.js';
import { readSourceFiles, type SourceFile, sourceFile } from './source-files.js';

const files = readSourceFiles();

describe('the layout', () => {
  test('has a place for every file, and files in every place', () => {
    const unplaced = files.filter(({ path }) => !folderOf(path));
    expect(unplaced.map(({ path }) => path)).toEqual([]);
    const empty = layout.filter((folder) => !files.some(({ path }) => folderOf(path) === folder));
    expect(empty).toEqual([]);
    expect(files.length).toBeGreaterThan(50);
  });

  test('allows no import that nobody needs', () => {
    const used = files.map((file) => ({
      folder: folderOf(file.path),
      of: importsOf(file).map((imported) => folderOf(imported)?.path ?? imported),
    }));
    const unused = layout.flatMap((folder) => {
      const theirs = used.filter((each) => each.folder === folder).flatMap(({ of }) => of);
      return folder.imports.filter((each) => !theirs.includes(each)).map((each) => `${folder.path} imports no ${each}`);
    });
    expect(unused).toEqual([]);
  });

  test('keeps its import rules', () => {
    expect(files.flatMap(violations)).toEqual([]);
  });

  test('has one place where commands open what a server works on: it keeps their log quiet', () => {
    const opening = files.filter(({ path, text }) => path.startsWith('cli/') && /\bopenRuntime\b/.test(text));
    expect(opening.map(({ path }) => path)).toEqual(['cli/open-quietly.ts']);
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
    expect(
      violations(sourceFile('access/guard/guard.ts', "import type { x } from '../../tokens/index.js';")),
    ).toHaveLength(1);
    expect(
      violations(sourceFile('access/rules/rule.ts', "import type { x } from '../decide/rights.js';")),
    ).toHaveLength(1);
    expect(violations(sourceFile('access/guard/gate.ts', "import { x } from '../decide/plan.js';"))).toEqual([]);
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

  test('starts nothing of the server for a report or a test, unless it is about that of a configuration file', () => {
    const found = new Set(['cli/access.ts']);
    for (const path of found) {
      if (path === 'cli/project-schema.ts' || path === 'cli/server-tests.ts') continue;
      for (const imported of files.find((file) => file.path === path)?.runtimeImports ?? []) found.add(imported);
    }
    expect(found).toContain('cli/project-schema.ts');
    expect([...found].filter((path) => /^(server|database|modules|tokens)/.test(path))).toEqual([
      'server/schema/sdl.ts',
      'server/schema/extended-roles.ts',
    ]);
    expect(found).toContain('access/rules/compile.ts');
  });

  test('coerces variables in one place, which stops at the tenth misfit', () => {
    const served = files.filter(({ path }) => /^(access|execution|server|modules)\//.test(path));
    const callers = served.filter(({ text }) => /^import \{[^}]*\b(getVariableValues|coerceInputValue)\b/m.test(text));
    expect(callers.map(({ path }) => path)).toEqual([]);
  });

  test('reads the environment in one place', () => {
    const readers = files.filter(({ text }) => /process\.env/.test(text)).map(({ path }) => path);
    expect(readers).toEqual(['server/config/config.ts']);
  });
});

/** Files of ours, types included. */
function importsOf({ imports }: SourceFile): readonly string[] {
  return imports.filter((imported) => imported.endsWith('.ts'));
}

function violations(file: SourceFile): readonly string[] {
  const folder = folderOf(file.path);
  const isAllowed = (imported: string) => {
    const other = folderOf(imported);
    return other === folder || (other !== undefined && folder?.imports.includes(other.path) === true);
  };
  const packages = [...(folder?.packages ?? []), ...(folder?.alone?.[file.path.split('/').at(-1) ?? ''] ?? [])];
  const isAllowedPackage = (name: string) =>
    packages.includes(name) || (name.startsWith('node:') && packages.includes('node:*'));
  return [
    ...importsOf(file).filter((imported) => !isAllowed(imported) || goesPastIndex(file.path, imported)),
    ...file.runtimeImports.filter((imported) => !imported.endsWith('.ts') && !isAllowedPackage(imported)),
  ].map((imported) => `${file.path} imports ${imported}`);
}

const entries: ReadonlySet<string> = new Set(packages.flatMap((each) => [...each.entries.values()]));

/**
 * What has an `index.ts` shows nothing else to others, but for what a package offers. The folders of `access/` are open to
 * each other.
 */
function goesPastIndex(path: string, imported: string): boolean {
  const areaOf = (file: string) => /^(modules\/)?[^/]+/.exec(file)?.[0] ?? file;
  if (areaOf(path) === areaOf(imported) || imported.endsWith('/index.ts') || entries.has(imported)) return false;
  return files.some((file) => file.path === `${areaOf(imported)}/index.ts`);
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
