import { describe, expect, test } from '@jest/globals';
import { plugin } from '../../../src/access/codegen/index.js';
import { buildSchema, ROLES } from '../support.js';
import { generateTypes, PLUGINS, policiesIn } from './support.js';

async function policiesOf(bodies: readonly string[], config: Readonly<Record<string, unknown>> = {}) {
  return policiesIn(await generateTypes(bodies, config));
}

const oneUse = ['type Query { a: Int @auth(policy: "may") }'];
const isObject = (context: string) => `FieldPolicyInput<${context}, object | null | undefined, Record<never, never>>`;

describe('the type of the policies', () => {
  test('has a member for each name, with each input that it can get', async () => {
    const types = await generateTypes(
      [
        `type Query {
          invoices(org: ID!, first: Int = 20): [Invoice!] @auth(policy: "isMember")
          search(text: String): [Result!] @auth(anyOf: [{ role: ADMIN }, { policy: "isMember" }, { policy: "is new" }])
          ping: Int @public
        }
        interface Node @auth(policy: "sees") { id: ID! }
        type Invoice implements Node { id: ID! total: Int @auth(policy: "isMember") }
        type Team implements Node @auth(policy: "isMember") { id: ID! }
        union Result = Invoice | Team`,
      ],
      { contextType: './context.js#Context' },
    );
    expect(policiesIn(types)).toBe(`export type Policies = {
  "is new": PolicyOf<FieldPolicyInput<Context, object | null | undefined, Partial<QuerySearchArgs>>>;
  isMember: PolicyOf<
    | FieldPolicyInput<Context, ResolversParentTypes['Invoice'], Record<never, never>>
    | FieldPolicyInput<Context, object | null | undefined, Partial<QuerySearchArgs>>
    | FieldPolicyInput<Context, object | null | undefined, RequireFields<QueryInvoicesArgs, 'first' | 'org'>>
    | TypePolicyInput<Context, ResolversParentTypes['Team']>
  >;
  sees: PolicyOf<
    | TypePolicyInput<Context, ResolversParentTypes['Invoice']>
    | TypePolicyInput<Context, ResolversParentTypes['Team']>
  >;
};`);
    expect(types).toContain("import type { FieldPolicyInput, PolicyOf, TypePolicyInput } from 'portcullis/access';");
  });

  test('is empty where the schema names none, and then nothing is imported', async () => {
    const types = await generateTypes(['type Query { a: Int @auth }']);
    expect(policiesIn(types)).toBe('export type Policies = Record<string, never>;');
    expect(types).not.toContain('portcullis/access');
  });

  test('imports what it needs and no more, from where it is told', async () => {
    const types = await generateTypes(oneUse, { accessFrom: '../access/index.js' });
    expect(types).toContain("import type { FieldPolicyInput, PolicyOf } from '../access/index.js';");
  });

  test('is asked about nothing where no type implements the interface', async () => {
    expect(await policiesOf(['type Query { a: Int @auth } interface I @auth(policy: "may") { f: ID }'])).toBe(
      'export type Policies = {\n  may: PolicyOf<never>;\n};',
    );
  });

  test('knows of every directive of a type, in whatever files and order it is written', async () => {
    const type = 'type Query { t: T @public } type T @auth(policy: "a") { f: ID }';
    const extension = 'extend type T @auth(policy: "b") @auth(policy: "c") { g: ID @auth(policy: "d") }';
    const written = await policiesOf([type, extension]);
    expect(written.match(/^ {2}\w+/gm)).toEqual(['  a', '  b', '  c', '  d']);
    for (const bodies of [[extension, type], [type + extension], [extension + type]])
      expect(await policiesOf(bodies)).toBe(written);
  });

  test.each([
    ['a', 'a: PolicyOf'],
    ['a-b', '"a-b": PolicyOf'],
    ['2fa', '"2fa": PolicyOf'],
    ['it\'s \\"new\\" */', '"it\'s \\"new\\" */": PolicyOf'],
  ])('has the member %s', async (name, member) => {
    expect(await policiesOf([`type Query { a: Int @auth(policy: "${name}") }`])).toContain(`\n  ${member}<`);
  });
});

describe('the context of the policies', () => {
  test.each([
    [undefined, 'unknown'],
    ['./context.js#Context', 'Context'],
    ['./context.js#Context as Ctx', 'Ctx'],
    ['./context.js#default', 'ContextType'],
    ['./context.js#default as Ctx', 'Ctx'],
    ['./context.js#Server.Context', 'Server.Context'],
    ['./context.js#Server#Context', 'Server.Context'],
    ['\\#app/context#Context', 'Context'],
    ['{ user: string }', '{ user: string }'],
  ])('%s is that of the resolvers', async (contextType, name) => {
    const types = await generateTypes(oneUse, { contextType });
    expect(policiesIn(types)).toContain(isObject(name));
    if (contextType) expect(types).toContain(`export type Resolvers<ContextType = ${name}>`);
  });

  test('may be given to typescript-resolvers alone', async () => {
    const contextType = './context.js#Context';
    for (const name of ['typescript-resolvers', '@graphql-codegen/typescript-resolvers']) {
      const schema = buildSchema(`${oneUse.join('')}\n${ROLES}`);
      const { content } = plugin(schema, [], {}, { allPlugins: [{ typescript: {} }, { [name]: { contextType } }] });
      expect(content).toContain(isObject('Context'));
    }
    const [first = '', , last = ''] = PLUGINS;
    const plugins = [first, { 'typescript-resolvers': { contextType } }, last];
    expect(policiesIn(await generateTypes(oneUse, {}, plugins))).toContain(isObject('Context'));
  });
});

describe('the source on a root field', () => {
  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['is nothing that one could rely on', {}, 'object | null | undefined'],
    ['is that of rootValueType', { rootValueType: './root.js#Root' }, "ResolversParentTypes['Query']"],
    ['is that of a mapper', { mappers: { Query: './root.js#Root' } }, "ResolversParentTypes['Query']"],
    ['is not that of the mapper of another type', { mappers: { T: './t.js#T' } }, 'object | null | undefined'],
  ])('%s', async (_what, config, source) => {
    const body = 'type Query { a: T @auth(policy: "may") } type T { f: ID }';
    expect(await policiesOf([body], config)).toContain(`FieldPolicyInput<unknown, ${source}, Record<never, never>>`);
  });
});

describe('what cannot be written stops with a message', () => {
  test('mistakes in the directives', async () => {
    const body = 'type Query { a: Int @auth(polici: "may") b: Int @auth(role: ROOT) }';
    const error: unknown = await generateTypes([body]).catch((cause: unknown) => cause);
    expect(String(error instanceof AggregateError ? error.errors : error)).toMatch(
      /Query\.a: @auth does not accept "polici" here[\s\S]*Query\.b: There is no role ROOT/,
    );
  });

  test('a root field that is not marked is none: the start says so', async () => {
    expect(await policiesOf(['type Query { a: Int b: Int @auth(policy: "may") }'])).toContain('  may: PolicyOf<');
  });

  test('a file without typescript-resolvers', () => {
    const schema = buildSchema(`${oneUse.join('')}\n${ROLES}`);
    const message = 'portcullis/codegen needs typescript and typescript-resolvers in the same file.';
    expect(() => plugin(schema, [], {})).toThrow(new TypeError(message));
    expect(() => plugin(schema, [], {}, { allPlugins: [{ typescript: {} }] })).toThrow(new TypeError(message));
  });

  test.each(['Policies', 'PolicyOf', 'FieldPolicyInput', 'TypePolicyInput'])('a type %s', async (name) => {
    const body = `type Query { a: ${name} @auth(policy: "may") } type ${name} { id: ID }`;
    const schema = buildSchema(`${body}\n${ROLES}`);
    const allPlugins = [{ 'typescript-resolvers': {} }];
    expect(() => plugin(schema, [], {}, { allPlugins })).toThrow(
      new TypeError(`portcullis/codegen generates a type with the same name as ${name}. Set typesPrefix.`),
    );
    expect(plugin(schema, [], { typesPrefix: 'I' }, { allPlugins }).content).toContain('  may: PolicyOf<');
  });
});
