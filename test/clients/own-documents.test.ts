import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { modules, printSdl } from '../../src/index.js';
import { readCodeBlocks } from '../support/code-blocks.js';
import { createProject, OWN_ROLES } from '../support/own-roles.js';

/** A folder as that of a project which has the package installed. */
let folder: string;
const ROOT = process.cwd();
const project = createProject();

const OPERATIONS =
  'query Staff { staff me { roles } } mutation Promote($id: ID!, $roles: [Role!]!) { setUserRoles(userId: $id, roles: $roles) { roles } }';

/** A line each, and what is wrong with it; nothing if it is right. */
const LINES: readonly (readonly [line: string, problem?: RegExp])[] = [
  [
    'const { data } = await client.query(StaffDocument, {}); const staff: number | null | undefined = data?.staff; console.log(staff);',
  ],
  [
    'const { data } = await client.query(MeDocument, {}); console.log(data?.me?.roles.includes("OWNER"), data?.me?.createdAt.length);',
  ],
  [
    'const { data } = await client.mutation(LoginDocument, { email: "a", password: "b" }); console.log(data?.login?.accessToken);',
  ],
  ['await client.mutation(PromoteDocument, { id: "1", roles: ["MEMBER", "STAFF"] });'],
  ['await client.mutation(PromoteDocument, { id: "1", roles: ["ADMIN"] });', /"ADMIN"' is not assignable/],
  ['await client.mutation(PromoteDocument, { id: "1" });', /'roles' is missing/],
  [
    'const { data } = await client.query(MeDocument, {}); console.log(data?.me?.roles.includes("USER"));',
    /"USER"' is not assignable/,
  ],
  ['const { data } = await client.query(StaffDocument, {}); console.log(data?.owner);', /'owner' does not exist/],
];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-project-'));
  for (const name of ['node_modules', 'operations', 'src']) mkdirSync(join(folder, name));
  for (const name of readdirSync('node_modules'))
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  symlinkSync(ROOT, join(folder, 'node_modules/portcullis'));
  const [config] = readCodeBlocks('docs/roles.md').filter(({ language }) => language === 'yaml');
  const files = {
    'codegen.yml': config?.text ?? '',
    'schema.graphql': printSdl({ modules: [...modules, project], roles: OWN_ROLES }),
    'operations/own.graphql': OPERATIONS,
    'package.json': '{ "type": "module" }',
    'src/use.ts': `import type { Client } from '@urql/core';
import { LoginDocument, MeDocument, PromoteDocument, StaffDocument } from './documents.js';
declare const client: Client;
export const used = [LoginDocument, MeDocument, PromoteDocument, StaffDocument];
${LINES.map(([line]) => `{ ${line} }`).join('\n')}`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const codegen = join(ROOT, 'node_modules/@graphql-codegen/cli/cjs/bin.js');
  execFileSync(process.execPath, [codegen, '--config', 'codegen.yml'], { cwd: folder, stdio: 'pipe' });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function problemsOf(file: string): readonly string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
    module: ts.ModuleKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUnusedLocals: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    skipLibCheck: true,
    types: [],
    noEmit: true,
  };
  const program = ts.createProgram([join(folder, file)], options);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('a project with roles of its own makes its documents as docs/roles.md has it', () => {
  test('the package has the operations that it names', () => {
    const listed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8' });
    const [{ files }]: readonly [{ readonly files: readonly { readonly path: string }[] }] = JSON.parse(listed);
    expect(files.map(({ path }) => path)).toContain('operations/account.graphql');
  });

  test('they compile, and have the types of its roles', () => {
    expect(problemsOf('src/documents.ts')).toEqual([]);
    const wrong = LINES.flatMap(([, problem]) => (problem ? [expect.stringMatching(problem)] : []));
    expect(problemsOf('src/use.ts')).toEqual(wrong);
    expect(wrong).toHaveLength(4);
  }, 120_000);
});
