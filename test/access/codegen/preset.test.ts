import { makeExecutableSchema } from '@graphql-tools/schema';
import { describe, expect, test } from '@jest/globals';
import { graphql } from 'graphql';
import { preset } from '../../../src/access/codegen/index.js';
import { accessTypeDefs, anonymous, protectSchema, type Viewer } from '../../../src/access/index.js';
import { buildSchema, ROLES } from '../support.js';
import { generateTypes, policiesIn } from './support.js';

const PLUGINS = ['typescript', 'typescript-resolvers'];
const OWN = { contextType: './context.js#Context' };
const generate = (sdl: string, config: Readonly<Record<string, unknown>> = OWN, plugins: readonly string[] = PLUGINS) =>
  generateTypes([sdl], config, plugins, 'portcullis/codegen');

/** The fields whose resolvers are given a viewer who is signed in. */
async function signedInFields(sdl: string): Promise<readonly string[]> {
  const types = await generate(sdl);
  const found: string[] = [];
  for (const [, type = '', fields = ''] of types.matchAll(
    /export type (\w+)Resolvers<[^=]*= Context,.*\{\n([\s\S]*?)\n\}/g,
  )) {
    for (const [, field] of fields.matchAll(/^ {2}(\w+)\?: .*, SignedIn<ContextType>(?:, .+)?>;$/gm))
      found.push(`${type}.${field}`);
  }
  return found.sort();
}

/** By how the rule is written: SDL, and an operation that asks for all of it, the guarded fields first. */
const CASES: Readonly<Record<string, readonly [sdl: string, signedIn: readonly string[], open: readonly string[]]>> = {
  'on the field': [
    'type Query { a: Int @auth b: Int @auth(role: ADMIN) c: Int @auth(scopes: ["s"]) open: Int @public }',
    ['Query.a', 'Query.b', 'Query.c'],
    ['Query.open'],
  ],
  'in anyOf': [
    'type Query { a: Int @auth(anyOf: [{ role: ADMIN }, { policy: "may" }, { scopes: ["s"] }]) open: Int @public }',
    ['Query.a'],
    ['Query.open'],
  ],
  'on the type': [
    'type Query @auth { t: T } type T { a: Int } type Mutation { open: Int @public }',
    ['Query.t'],
    ['Mutation.open'],
  ],
  'on an extension of the type': [
    'type Query { t: T @public } type T { a: Int } extend type T @auth(owner: "id") { id: ID } type U { f: Int } extend type Query { u: U @public }',
    ['Query.t', 'T.a', 'T.id'],
    ['Query.u', 'U.f'],
  ],
  'on an interface, and its field': [
    `interface A @auth(role: ADMIN) { a: Int } interface B { b: Int @auth }
     type T implements A { a: Int } type U implements B { b: Int c: Int } type Query { t: T @public u: U @public }`,
    ['T.a', 'U.b'],
    ['Query.t', 'Query.u', 'U.c'],
  ],
  'on an interface of the interface': [
    'interface A @auth { a: Int } interface B implements A { a: Int } type T implements A & B { a: Int } type Query { b: B @public }',
    ['T.a'],
    ['Query.b'],
  ],
  'on what is returned': [
    `enum E @auth(role: ADMIN) { X } scalar S @auth type T @auth(policy: "may") { a: Int }
     type Query { e: E @public s: [S] @public t: [T!] @public open: Int @public }`,
    ['Query.e', 'Query.s', 'Query.t', 'T.a'],
    ['Query.open'],
  ],
  'on a value that may be returned, which others may not be': [
    'enum E { X Y @auth } type Query { open: E @public }',
    [],
    ['Query.open'],
  ],
  'on an argument, which need not be sent': [
    'type Query { open(n: Int @auth): Int @public a(n: Int @auth): Int @auth }',
    ['Query.a'],
    ['Query.open'],
  ],
  'on an input field, and a value that is sent': [
    'enum E { X Y @auth } input I { n: Int @auth e: E } type Query { open(i: I, e: E): Int @public }',
    [],
    ['Query.open'],
  ],
  'on a union, which has none': [
    'type T @auth { a: Int } type U { b: Int } union V = T | U type Query { v: V @public }',
    ['T.a'],
    ['Query.v'],
  ],
};

/** Asks for everything as this viewer, and tells which resolvers ran. */
async function reached(sdl: string, viewer: Viewer): Promise<ReadonlySet<string>> {
  const ran = new Set<string>();
  const typeDefs = `${accessTypeDefs()}\n${ROLES}\n${sdl}`;
  const executable = makeExecutableSchema({ typeDefs });
  for (const type of Object.values(executable.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if ('resolveType' in type) type.resolveType = () => 'T';
    if (!('getInterfaces' in type) || !('isTypeOf' in type)) continue;
    for (const field of Object.values(type.getFields())) {
      field.resolve = () => {
        ran.add(`${type.name}.${field.name}`);
        const name = String(field.type).replace(/\W/g, '');
        const value = name === 'Int' ? 1 : name === 'E' ? 'X' : name === 'ID' || name === 'S' ? 'me' : {};
        return String(field.type).startsWith('[') ? [value] : value;
      };
    }
  }
  const { schema } = protectSchema(executable, {
    viewerOf: () => viewer,
    policies: { may: () => true },
    unmarked: 'allow',
  });
  for (const root of [executable.getQueryType(), executable.getMutationType()]) {
    for (const { name, type } of Object.values(root?.getFields() ?? {})) {
      const inner = executable.getType(String(type).replace(/\W/g, ''));
      const named = inner && 'getFields' in inner ? Object.keys(inner.getFields()) : [];
      const ofUnion = inner && 'getTypes' in inner ? ['... on T { a }', '... on U { b }'] : [];
      const fields = [...named, ...ofUnion].join(' ');
      const source = `${root === executable.getQueryType() ? 'query' : 'mutation'} { ${name} ${fields && `{ ${fields} }`} }`;
      const { errors = [] } = await graphql({ schema, source });
      expect(errors.filter(({ extensions }) => extensions.code === undefined)).toEqual([]);
    }
  }
  return ran;
}

const SIGNED_IN: Viewer = {
  authenticated: true,
  issuer: 'i',
  subject: 'me',
  roles: ['ADMIN'],
  scopes: ['s'],
  claims: {},
  expiresAt: null,
  reason: null,
};

describe('a resolver has a signed-in viewer where the rule stands', () => {
  test.each(Object.entries(CASES))('%s', async (_where, [sdl, signedIn, open]) => {
    expect(await signedInFields(sdl)).toEqual(signedIn);
    // The guard is the oracle: nobody else gets to those resolvers, and somebody gets to the others.
    const byAnybody = await reached(sdl, anonymous);
    expect([...byAnybody].sort()).toEqual(open);
    expect([...(await reached(sdl, SIGNED_IN))]).toEqual(expect.arrayContaining([...signedIn, ...open]));
  });

  test('where nothing has a rule, nothing is imported for it', async () => {
    const types = await generate('type Query { open: Int @public unmarked: Int }');
    expect(types).not.toContain('SignedIn');
    expect(types).toContain("import type { Context } from './context.js';");
  });
});

describe('the preset', () => {
  const sdl = 'type Query { a: Int @auth(policy: "may") open(n: Int): Int @public }';

  test('is for a Portcullis server, if no other context is named', async () => {
    const types = await generate(sdl, {});
    expect(types).toContain("import type { Context } from 'portcullis';");
    expect(types).toContain("import type { FieldPolicyInput, PolicyOf, SignedIn } from 'portcullis/access';");
    expect(types).toContain('export type QueryResolvers<ContextType = Context,');
    expect(policiesIn(types)).toBe(`export type Policies = {
  may: PolicyOf<FieldPolicyInput<SignedIn<Context>, object | null | undefined, Record<never, never>>>;
};

type WrittenPolicies = Policies;

declare module "portcullis" {
  interface Policies extends WrittenPolicies {}
}`);
  });

  test('declares policies of another context nowhere, unless it is told where', async () => {
    expect(await generate(sdl)).not.toContain('declare module');
    expect(await generate(sdl, { ...OWN, policiesIn: './policies.js' })).toContain('declare module "./policies.js" {');
    const none = await generate('type Query { a: Int @auth }', {});
    expect(none).toContain('export type Policies = Record<string, never>;');
    expect(none).not.toContain('declare module');
  });

  test('takes options that only one plugin has, and leaves alone what is said of a field', async () => {
    const fieldContextTypes = ['Query.a#./other.js#Other'];
    const listed = ['typescript', { 'typescript-resolvers': { ...OWN, fieldContextTypes } }, 'portcullis/codegen'];
    const types = await generateTypes([sdl], {}, listed, 'portcullis/codegen');
    expect(types).toContain("a?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, Other>;");
    expect(types).toContain("open?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType, Partial<");
    expect(types.match(/export type Policies =/g)).toHaveLength(1);
    expect(types).not.toContain('declare module');
  });

  test('writes what the plugin alone does not', async () => {
    const types = await generateTypes([sdl], OWN, [...PLUGINS, 'portcullis/codegen']);
    expect(types).not.toContain('SignedIn');
    expect(policiesIn(types)).toContain('FieldPolicyInput<Context, object');
  });

  test('stops at a mistake in the directives, without typescript-resolvers, and without a schema', async () => {
    const error: unknown = await generate('type Query { a: Int @auth(role: ROOT) }').catch((cause: unknown) => cause);
    expect(String(error instanceof AggregateError ? error.errors : error)).toMatch(/Query\.a: There is no role ROOT/);
    const input = { baseOutputDir: 'types.ts', plugins: [{ typescript: {} }], pluginMap: {}, config: {} };
    const schemaAst = buildSchema(`${sdl}\n${ROLES}`);
    expect(() => preset.buildGeneratesSection({ ...input, schemaAst })).toThrow(
      new TypeError('The preset portcullis/codegen needs typescript and typescript-resolvers in the same file.'),
    );
    expect(() => preset.buildGeneratesSection(input)).toThrow(TypeError);
  });

  test('a type of the name SignedIn is a clash', async () => {
    const error: unknown = await generate('type Query { a: SignedIn @auth } type SignedIn { b: Int }').catch(
      (cause: unknown) => cause,
    );
    expect(String(error instanceof AggregateError ? error.errors : error)).toContain('Set typesPrefix');
  });
});
