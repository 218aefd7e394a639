import { beforeAll, describe, expect, test } from '@jest/globals';
import { compileFiles, generateTypes } from '../access/codegen/support.js';
import { typeErrorsOf } from '../docs/type-check.js';

const SDL = `
  type Query {
    project(id: ID!): Project @auth(policy: "isMember")
    tasks(project: ID!, first: Int = 20): [Int!] @auth(policy: "sees")
  }
  type Project { id: ID! name: String @auth(policy: "sees") }`;

const IS_MEMBER = 'isMember: ({ args, viewer, context }) => context.viewer.subject === viewer.subject.concat(args.id)';
const SEES = 'sees: { key: () => 1, decide: (input) => "project" in input.args && input.args.project === "1" }';
const both = `policies: { ${IS_MEMBER}, ${SEES} }`;
const a = `const a = defineModule({ name: "a", policies: { ${IS_MEMBER} } });`;
const b = `const b = defineModule({ name: "b", policies: { ${SEES} } });`;
const oneEach = `${a} ${b}`;
const create = (modules: string) => `createServer({ modules: ${modules} });`;

/** A line each, and what is wrong with it; nothing if it is right. */
const LINES: readonly (readonly [line: string, problem?: RegExp])[] = [
  [`defineModule({ name: "a", ${both} });`],
  [`defineModule({ name: "a", policies: { ${SEES} } });`],
  ['defineModule({ name: "a" });'],
  ['defineModule({ name: "a", policies: {} });'],
  [`const all: readonly Module[] = [...modules, defineModule({ name: "a", ${both} })]; ${create('all')}`],
  ['defineModule({ name: "a", policies: { isMembr: () => true } });', /'isMembr' does not exist in type/],
  ['defineModule({ name: "a", policies: { isMember: () => true, se: () => true } });', /'se' does not exist in type/],
  ['defineModule({ name: "a", policies: { isMember: ({ args }) => args.org === "" } });', /'org' does not exist/],
  ['defineModule({ name: "a", policies: { isMember: ({ source }) => source?.id === "" } });', /'id' does not exist/],
  ['defineModule({ name: "a", policies: { isMember: ({ context }) => context.teams } });', /'teams' does not exist/],
  ['defineModule({ name: "a", policies: { isMember: 1 } });', /'number' is not assignable/],
  ['defineModule({ name: "a", policies: { isMember: () => 1 } });', /'number' is not assignable/],
  ['defineModule({ name: "a", policies: { sees: ({ args }) => args.project === "" } });', /'project' does not exist/],
  ['defineModule({ name: "a", polices: {} });', /'polices' does not exist/],

  [`${oneEach} ${create('[...modules, a, b]')}`],
  [`${oneEach} const all = [...modules, a, b]; ${create('all')}`],
  [create(`[...modules, defineModule({ name: "a", ${both} })]`)],
  [`const options: ServerOptions = { modules }; createServer(options);`],
  [`const annotated: Module = defineModule({ name: "a" }); ${create('[...modules, annotated]')}`],
  [create('modules'), /'no module defines the policy'/],
  [`${a} ${create('[...modules, a]')}`, /'no module defines the policy': "sees"/],
  [
    `${a} const options = { modules: [...modules, a] } satisfies ServerOptions; createServer(options);`,
    /'no module defines the policy': "sees"/,
  ],
  [`${oneEach} const options = { modules: [...modules, a, b] } satisfies ServerOptions; createServer(options);`],
  [`${b} const all = [...modules, b]; ${create('all')}`, /'no module defines the policy': "isMember"/],
  [`${oneEach} ${create('[a, b].filter(({ name }) => name !== "c")')}`],
];

/** Each line a block, so that names do not meet. */
const body = LINES.map(([line]) => `{ ${line} }`).join('\n');
const wrong = LINES.flatMap(([, problem]) => (problem ? [expect.stringMatching(problem)] : []));

async function typesFor(config: Readonly<Record<string, unknown>>): Promise<string> {
  return generateTypes(
    [SDL],
    { enumsAsTypes: true, ...config },
    ['typescript', 'typescript-resolvers'],
    'portcullis/codegen',
  );
}

describe('policies of a module are those that the schema names', () => {
  test('for a project that has portcullis as a package', async () => {
    const head =
      "import { createServer, defineModule, type Module, modules, type ServerOptions } from 'portcullis'; export type Used = [Module, ServerOptions];";
    const types = await typesFor({});
    const problems = typeErrorsOf([
      { language: 'ts', line: 1, text: `${head}\n${body}` },
      { language: 'ts', line: 1000, text: types },
    ]);
    expect(problems).toEqual(wrong);
    expect(wrong.length).toBeGreaterThan(10);
  }, 120_000);

  // By paths from there, to what the last build made of src/: the compiler has three times as much to do with src/ itself.
  describe('inside this repository', () => {
    let problems: ReadonlyMap<string, readonly string[]>;
    beforeAll(async () => {
      const types = await typesFor({
        accessFrom: '../../dist/access/index.js',
        contextType: '../../dist/module/index.js#Context',
        policiesIn: '../../dist/module/additions.js',
      });
      const head = [
        "import type { Module } from '../../dist/module/index.js';",
        "import { modules } from '../../dist/modules.js';",
        "import { createServer, type ServerOptions } from '../../dist/server/create-server.js';",
        "import { defineModule } from '../../dist/toolkit/define-module.js';",
        'export type Used = [Module, ServerOptions];',
      ].join(' ');
      problems = compileFiles(
        new Map([
          ['types.ts', types],
          ['module.ts', `${head}\n${body}`],
        ]),
      );
    }, 120_000);

    test('too', () => {
      expect(problems.get('types.ts')).toEqual([]);
      expect(problems.get('module.ts')).toEqual(wrong);
    });
  });
});

test('without generated types, policies have any name', () => {
  const text = `import { createServer, defineModule, modules } from 'portcullis';
    const own = defineModule({ name: 'own', policies: { any: ({ viewer, context }) => viewer.subject === context.viewer.subject } });
    createServer({ modules: [...modules, own] });
    defineModule({ name: 'own', policies: { any: 1 } });`;
  expect(typeErrorsOf([{ language: 'ts', line: 1, text }])).toEqual([expect.stringMatching(/4: .*'number'/s)]);
}, 120_000);
