import { beforeAll, describe, expect, test } from '@jest/globals';
import { compileFiles, generateTypes } from './codegen/support.js';

const SDL = `
  type Query {
    invoices(org: ID!, first: Int = 20): [Invoice!] @auth(policy: "isMember")
    find(org: ID): [Result!] @auth(policy: "isMember")
    version: String @auth(policy: "sees")
  }
  interface Node @auth(policy: "sees") { id: ID! }
  type Invoice implements Node { id: ID! total(currency: String!): Int @auth(anyOf: [{ role: ADMIN }, { policy: "owns" }]) }
  extend type Invoice { owner: ID }
  type Team implements Node @auth(policy: "runs") { id: ID! name: String }
  union Result = Invoice | Team`;

/** What the context and a mapper name; a class with a private member is like no other type. */
const ROWS = `
export interface Context { readonly viewer: null; readonly members: ReadonlyMap<string, readonly string[]> }
export class TeamRow {
  readonly id: string = '';
  readonly leads: readonly string[] = [];
  readonly #secret = 1;
  reveal() { return this.#secret; }
}`;

const IMPORTS = `
import { makeExecutableSchema } from '@graphql-tools/schema';
import { type FieldPolicyInput, type Policy, type PolicyFunction, type PolicyInput, protectSchema, type TypePolicyInput } from '../../src/access/index.js';
import type { Policies } from './types.js';
import type { Context, TeamRow } from './rows.js';
export type Used = [FieldPolicyInput<1>, Policy<1>, PolicyFunction<1>, PolicyInput<1>, TypePolicyInput<1>, Policies, Context, TeamRow];
export const used = [makeExecutableSchema, protectSchema];
`.replaceAll('\n', ' ');

/** Policies as they should be. */
const GOOD: Readonly<Record<string, string>> = {
  isMember:
    '({ args, context, viewer }) => context.members.get(args.org ?? "")?.includes(viewer.subject ?? "") === true',
  sees: 'async (input) => "type" in input && input.type.name === "Team"',
  owns: '{ decide: ({ source, viewer }) => source.owner === viewer.subject, key: ({ source }) => source.id }',
  runs: '({ source, viewer }) => source.leads.includes(viewer.subject ?? "") && source.reveal() === 1',
};

function policies(changed: Readonly<Record<string, string>> = {}): string {
  const members = Object.entries({ ...GOOD, ...changed }).map(([name, policy]) => `${name}: ${policy}`);
  return `export const policies: Policies = { ${members.join(', ')} };`;
}

const schema = 'export const schema = makeExecutableSchema({ typeDefs: "type Query { a: Int }" });';
const viewerOf = 'viewerOf: (context: Context) => context.viewer';
const protect = (options: string) => `${schema} protectSchema(schema, { ${viewerOf}, policies: { ${options} } });`;

/** By what they are: code, and the start of what is wrong with it; none if it is right. */
const CASES: Readonly<Record<string, readonly [code: string, problem?: RegExp]>> = {
  'every policy, rightly': [policies()],
  'a method': [
    policies({ runs: '{ decide({ source }) { return source.leads.length > 0; }, key: ({ source }) => source }' }),
  ],
  'a function that asks for less': [
    policies({ runs: '(input: { source: { id: string } }) => input.source.id === "1"' }),
  ],
  'a function that asks for nothing': [policies({ isMember: '() => true' })],
  'a function of the wide input': [policies({ sees: '(input: PolicyInput<Context>) => input.source === 1' })],

  'a name that no @auth has': [policies({ isMembr: '() => true' }), /'isMembr' does not exist in type 'Policies'/],
  'a policy that is missing': [
    'export const policies: Policies = { isMember: () => true, sees: () => true, owns: () => true };',
    /Property 'runs' is missing in type/,
  ],
  'a number': [policies({ runs: '1' }), /Type 'number' is not assignable/],
  'a key alone': [policies({ runs: '{ key: () => 1 }' }), /Property 'decide' is missing/],
  'a decide alone': [policies({ runs: '{ decide: () => true }' }), /Property 'key' is missing/],
  'an argument that is not there': [
    policies({ isMember: '({ args }) => args.orgs === ""' }),
    /'orgs' does not exist on type/,
  ],
  'an argument of one use alone': [
    policies({ isMember: '({ args }) => args.first === 1' }),
    /'first' does not exist on type/,
  ],
  'an argument of one use, asked for': [policies({ isMember: '({ args }) => "first" in args && args.first > 1' })],
  'an argument taken for there': [
    policies({ isMember: '({ args }) => args.org.length > 1' }),
    /'args.org' is possibly '(null' or ')?undefined'/,
  ],
  'an argument of a field without any': [
    policies({ owns: '({ args }) => args.org === ""' }),
    /'org' does not exist on type/,
  ],
  'the argument that it has': [policies({ owns: '({ args }) => args.currency.length === 3' })],
  'a property that the source has not': [
    policies({ runs: '({ source }) => source.owner === ""' }),
    /'owner' does not exist on type 'TeamRow'/,
  ],
  'a property of one source alone': [
    policies({ sees: '({ source }) => source?.id === ""' }),
    /'id' does not exist on type 'object | Invoice | TeamRow'/,
  ],
  'a property of one source, asked for': [
    policies({ sees: '({ source }) => !!source && "leads" in source && source.leads.length > 0' }),
  ],
  'a property of the root': [
    policies({ isMember: '({ source }) => source?.id === ""' }),
    /'id' does not exist on type/,
  ],
  'arguments on a type': [policies({ runs: '({ args }) => args === 1' }), /'args' does not exist on type/],
  'a property that the context has not': [
    policies({ runs: '({ context }) => context.teams === 1' }),
    /'teams' does not exist on type 'Context'/,
  ],
  'a property that the viewer has not': [
    policies({ runs: '({ viewer }) => viewer.id === 1' }),
    /'id' does not exist on type 'Viewer'/,
  ],
  'a function of one of its inputs alone': [
    policies({ sees: '(input: TypePolicyInput<Context, TeamRow>) => input.source.id === ""' }),
    /is not assignable to type/,
  ],
  'an answer that is not yes or no': [
    policies({ runs: '({ source }) => source.leads.length' }),
    /is not assignable to type/,
  ],
  'no answer': [policies({ runs: '({ source }) => { source.reveal(); }' }), /is not assignable to type/],
  'a promise of no answer': [policies({ runs: 'async () => undefined' }), /is not assignable to type/],
  'a key of a wrong property': [
    policies({ runs: '{ decide: () => true, key: ({ source }) => source.owner }' }),
    /'owner' does not exist on type 'TeamRow'/,
  ],

  'protectSchema takes them': [`${schema} ${policies()} protectSchema<Context>(schema, { ${viewerOf}, policies });`],
  'protectSchema takes them, and finds the context': [
    `${schema} ${policies()} protectSchema(schema, { ${viewerOf}, policies });`,
  ],
  'protectSchema takes a narrower function': [
    protect('runs: (input: TypePolicyInput<Context, TeamRow>) => input.source.reveal() === 1'),
  ],
  'protectSchema takes narrower arguments': [
    protect(
      'may: { decide: (input: FieldPolicyInput<Context, unknown, { org: string }>) => input.args.org === "", key: () => 1 }',
    ),
  ],
  'protectSchema takes arguments that are an interface': [
    `interface Args { org: string } ${protect('may: (input: FieldPolicyInput<Context, unknown, Args>) => input.args.org === ""')}`,
  ],
  'protectSchema takes a function of the wide input': [
    protect('may: (input: PolicyInput<Context>) => input.source === 1'),
  ],
  'protectSchema tells a function what its input is': [
    protect('may: ({ source, viewer }) => source === viewer.subject'),
  ],
  'protectSchema takes no wrong property of what it tells': [
    protect('may: ({ viewer }) => viewer.id === 1'),
    /'id' does not exist/,
  ],
  'protectSchema takes no number': [protect('may: 1'), /Type 'number' is not assignable/],
  'protectSchema takes no text': [protect('may: "isMember"'), /Type 'string' is not assignable/],
  'protectSchema takes no decide that is none': [
    protect('may: { decide: true, key: () => 1 }'),
    /is not assignable to type/,
  ],
  'protectSchema takes no function of something else': [
    protect('may: (input: string) => input === ""'),
    /is not assignable to type/,
  ],
  'protectSchema takes no function of an input without the parts': [
    protect('may: (input: { user: string }) => input.user === ""'),
    /is not assignable to type/,
  ],
  'protectSchema takes no function of another context': [
    protect('may: (input: TypePolicyInput<{ users: string }>) => input.context.users === ""'),
    /is not assignable to type/,
  ],
  'a policy is a policy of the context': [
    `${policies()} export const wide: Readonly<Record<string, Policy<Context>>> = policies;`,
  ],
  'and of no other': [
    `${policies()} export const wide: Readonly<Record<string, Policy<{ users: string }>>> = policies;`,
    /is not assignable to type/,
  ],
  'a narrower function is a PolicyFunction': [
    'export const may: PolicyFunction<Context> = (input: TypePolicyInput<Context, TeamRow>) => input.source.id === "";',
  ],
  'a text is none': ['export const may: PolicyFunction<Context> = "may";', /Type 'string' is not assignable/],
};

let problems: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  const types = await generateTypes([SDL], {
    contextType: './rows.js#Context',
    accessFrom: '../../src/access/index.js',
    mappers: { Team: './rows.js#TeamRow' },
    enumsAsTypes: true,
  });
  const cases = Object.entries(CASES).map(([name, [code]]) => [fileOf(name), `${IMPORTS}\n${code}\n`] as const);
  problems = compileFiles(new Map([['types.ts', types], ['rows.ts', ROWS], ...cases]));
}, 120_000);

function fileOf(name: string): string {
  return `${name.replaceAll(' ', '-')}.ts`;
}

describe('with the types that are written for a schema', () => {
  test('what is written compiles, by itself and with all its uses', () => {
    expect(problems.get('types.ts')).toEqual([]);
    expect(problems.get('rows.ts')).toEqual([]);
  });

  const right = Object.entries(CASES).filter(([, [, problem]]) => problem === undefined);
  test.each(right)('is right: %s', (name) => {
    expect(problems.get(fileOf(name))).toEqual([]);
  });

  const wrong = Object.entries(CASES).flatMap(([name, [, problem]]) => (problem ? [[name, problem] as const] : []));
  test.each(wrong)('is wrong: %s', (name, problem) => {
    expect(problems.get(fileOf(name))).toEqual([expect.stringMatching(problem)]);
  });
});
