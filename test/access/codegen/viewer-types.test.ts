import { beforeAll, describe, expect, test } from '@jest/globals';
import { compileFiles, generateTypes } from './support.js';

const SDL = `
  interface Owned @auth { owner: ID }
  type Query {
    me: Account @auth
    staff: Int @auth(anyOf: [{ role: ADMIN }, { policy: "may" }])
    news(first: Int @auth(role: ADMIN)): String @public
    account: Account @public
  }
  type Account implements Owned { owner: ID name: String }
  type Note { text: String secret: String @auth(owner: "id") id: ID }
  extend type Query { note: Note @public }`;

const FILES: Readonly<Record<string, string>> = {
  'context.ts': `import type { Viewer } from '../../src/access/index.js';
export interface Context { readonly viewer: Viewer; readonly find: (id: string) => Promise<{ owner: string } | null> }
export interface Wider extends Context { readonly language: string }`,
};

const IMPORTS = `
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { Module } from '../../src/module/index.js';
import type { Policies, Resolvers } from './types.js';
import type { Context, Wider } from './context.js';
export type Used = [Policies, Resolvers, Context, Wider, Module];
export const used = [makeExecutableSchema];
`.replaceAll('\n', ' ');

const resolver = (type: string, field: string, code: string) =>
  `export const resolvers: Resolvers = { ${type}: { ${field}: (_source, _args, context) => ${code} } };`;
const NULLABLE =
  /'(context\.)?viewer\.subject' is possibly 'null'|'string \| null' is not assignable|'null' is not assignable/;

/** By what they are: code, and what is wrong with it; nothing if it is right. */
const CASES: Readonly<Record<string, readonly [code: string, problem?: RegExp]>> = {
  'the subject where the field asks for a viewer': [resolver('Query', 'me', 'context.find(context.viewer.subject)')],
  'in every alternative': [resolver('Query', 'staff', 'context.viewer.subject.length')],
  'where an interface asks for one': [resolver('Account', 'name', 'context.viewer.subject.trim()')],
  'where the owner is asked for': [resolver('Note', 'secret', 'context.viewer.subject.trim()')],
  'no subject of a public field': [resolver('Query', 'account', 'context.find(context.viewer.subject)'), NULLABLE],
  'no subject of a field whose argument has a rule': [
    resolver('Query', 'news', 'context.viewer.subject.trim()'),
    NULLABLE,
  ],
  'no subject of a field without a rule': [resolver('Note', 'text', 'context.viewer.subject.trim()'), NULLABLE],
  'a subject of a public field that is looked at': [
    resolver('Query', 'account', '(context.viewer.subject === null ? null : context.find(context.viewer.subject))'),
  ],
  'nothing else that a viewer has not': [
    resolver('Query', 'me', 'context.find(context.viewer.id)'),
    /'id' does not exist/,
  ],

  'a context of another type': [
    'export const resolvers: Resolvers<Wider> = { Query: { staff: (_source, _args, { viewer, language }) => viewer.subject.length + language.length } };',
  ],
  'with a nullable viewer, where it is': [
    'export const resolvers: Resolvers<Wider> = { Query: { news: (_source, _args, { viewer }) => viewer.subject.trim() } };',
    NULLABLE,
  ],
  'an object with resolve': [
    'export const resolvers: Resolvers = { Query: { staff: { resolve: (_source, _args, { viewer }) => viewer.subject.length } } };',
  ],

  'a policy, whose viewer is signed in': [
    'export const policies: Policies = { may: ({ viewer, context }) => viewer.subject === context.viewer.subject.trim() };',
  ],
  'makeExecutableSchema takes them': [
    'export const make = (resolvers: Resolvers) => makeExecutableSchema<Context>({ typeDefs: "", resolvers });',
  ],
};

const fileOf = (name: string) => `${name.replaceAll(/\W+/g, '-')}.ts`;
let problems: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  const types = await generateTypes(
    [SDL],
    {
      enumsAsTypes: true,
      contextType: './context.js#Context',
      accessFrom: '../../src/access/index.js',
      mappers: { Account: '{ owner: string }' },
    },
    ['typescript', 'typescript-resolvers'],
    'portcullis/codegen',
  );
  const cases = Object.entries(CASES).map(([name, [code]]) => [fileOf(name), `${IMPORTS}\n${code}\n`] as const);
  problems = compileFiles(new Map([['types.ts', types], ...Object.entries(FILES), ...cases]));
}, 120_000);

describe('with the types that the preset writes', () => {
  test('what is written compiles, with every parameter used', () => {
    expect(problems.get('types.ts')).toEqual([]);
    expect(problems.get('context.ts')).toEqual([]);
  });

  const right = Object.entries(CASES).filter(([, [, problem]]) => problem === undefined);
  test.each(right)('there is %s', (name) => {
    expect(problems.get(fileOf(name))).toEqual([]);
  });

  const wrong = Object.entries(CASES).flatMap(([name, [, problem]]) => (problem ? [[name, problem] as const] : []));
  test.each(wrong)('there is %s', (name, problem) => {
    expect(problems.get(fileOf(name))).toEqual([expect.stringMatching(problem)]);
  });
});
