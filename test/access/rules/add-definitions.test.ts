import { describe, expect, test } from '@jest/globals';
import { GraphQLEnumType, GraphQLObjectType, GraphQLSchema, GraphQLString, printSchema, validateSchema } from 'graphql';
import {
  type Access,
  accessTypeDefs,
  auth,
  includes,
  type ProtectOptions,
  protectSchema,
  publicField,
} from '../../../src/access/index.js';
import { allowed, anonymous, as, ask, buildSchema, type TestContext, unauthenticated } from '../support.js';

/** Made in code, without a word of SDL. */
function inCode(roles: string): GraphQLSchema {
  const values = { USER: {}, ADMIN: { extensions: includes('USER') } };
  const query = new GraphQLObjectType({
    name: 'Query',
    fields: {
      open: { type: GraphQLString, extensions: publicField() },
      closed: { type: GraphQLString, extensions: auth({ role: 'ADMIN' }) },
    },
  });
  return new GraphQLSchema({
    query,
    types: [new GraphQLEnumType({ name: roles, values })],
    extensions: { mine: true },
  });
}

function protectWith(schema: GraphQLSchema, addDefinitions?: ProtectOptions<TestContext>['addDefinitions']): Access {
  return protectSchema(schema, {
    viewerOf: ({ viewer }: TestContext) => viewer,
    ...(addDefinitions !== undefined && { addDefinitions }),
  });
}

const root = { open: 'o', closed: 'c' };
const query = '{ open closed }';

describe('addDefinitions', () => {
  test('adds what a schema made in code has not, and changes nothing else', async () => {
    const schema = inCode('Role');
    const { schema: guarded, table } = protectWith(schema, true);
    expect(validateSchema(guarded)).toEqual([]);
    expect(guarded.extensions).toEqual({ mine: true });
    expect(table.roles.get('ADMIN')?.has('USER')).toBe(true);
    expect(guarded.getDirectives().map(({ name }) => name)).toEqual(
      expect.arrayContaining(['auth', 'public', 'includes']),
    );
    expect(printSchema(schema)).not.toMatch(/@auth|AuthRule/);
    expect(await ask(guarded, query, as('u1', 'ADMIN'), root)).toEqual(allowed(root));
    expect(await ask(guarded, query, as('u1', 'USER'), root)).toEqual({
      data: { open: 'o', closed: null },
      errors: [{ path: 'closed', code: 'FORBIDDEN' }],
    });
  });

  test('for an enum of another name, or for none', async () => {
    expect(protectWith(inCode('Rank'), { role: 'Rank' }).table.roles.has('ADMIN')).toBe(true);
    const schema = new GraphQLSchema({
      query: new GraphQLObjectType({ name: 'Query', fields: { closed: { type: GraphQLString, extensions: auth() } } }),
    });
    const { schema: guarded, table } = protectWith(schema, { role: null });
    expect(table.roles.size).toBe(0);
    expect(guarded.getDirective('includes')).toBeUndefined();
    expect(await ask(guarded, '{ closed }', anonymous, root)).toEqual({
      data: { closed: null },
      errors: [unauthenticated('closed')],
    });
    expect(await ask(guarded, '{ closed }', as('u1'), root)).toEqual(allowed({ closed: 'c' }));
  });

  test('leaves those that are there, whatever enum they name', () => {
    const body = 'enum Rank { A } type Query { a: Int @auth(role: A) }';
    const ranked = buildSchema(body, {}, accessTypeDefs({ role: 'Rank' }));
    expect(protectWith(ranked, true).table.rules.has('Query.a')).toBe(true);
    expect(protectWith(ranked, { role: 'Other' }).table.rules.has('Query.a')).toBe(true);
  });
});

describe('without them', () => {
  test('a schema made in code does not start, and is told how to', () => {
    expect(() => protectWith(inCode('Role'))).toThrow(/Add accessTypeDefs\(\) .* addDefinitions: true/);
    expect(() => protectWith(inCode('Role'), false)).toThrow(/addDefinitions: true/);
  });

  test('an enum that is not there stops the start', () => {
    expect(() => protectWith(inCode('Rank'), true)).toThrow(
      'Role: The schema has no enum of this name for the roles of @auth. Name your own with addDefinitions: { role: "…" }, or use none with { role: null }.',
    );
    expect(() => protectWith(inCode('Rank'), { role: 'Query' })).toThrow('Query: The schema has no enum of this name');
  });

  test.each(['yes', null, {}, { role: undefined }, { role: 1 }, []])('%j is no such option', (option) => {
    expect(() => protectWith(inCode('Role'), option as never)).toThrow(
      new TypeError("protectSchema's addDefinitions must be true, false, or { role }: the name of an enum, or null."),
    );
  });
});
