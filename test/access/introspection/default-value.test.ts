import { describe, expect, test } from '@jest/globals';
import { GraphQLEnumType, GraphQLScalarType, GraphQLSchema, GraphQLString } from 'graphql';
import { showsDefault } from '../../../src/access/introspection/default-value.js';
import { createVisibility } from '../../../src/access/introspection/visibility.js';
import { as } from '../support.js';
import { textsOf } from './support.js';

const admin = as('u1', 'ADMIN');
const user = as('u1', 'USER');
const INPUTS = `enum Sort { NAME AGE @auth(role: ADMIN) }
  input Order { by: Sort desc: Boolean }
  input Page { first: Int = 20 all: Boolean @auth(role: ADMIN) order: Order = { by: AGE } sort: Sort! = AGE }`;

/** What is sent to a field, as the user sees it, and the admin. */
function argumentsOf(args: string): readonly (string | undefined)[] {
  const textsFor = textsOf(`type Query { list${args}: Int @public page(in: Page): Int @public } ${INPUTS}`);
  return [user, admin].map((viewer) =>
    textsFor(viewer)
      .map((text) => /list(\(.*\)): Int page/.exec(text)?.[1])
      .find(Boolean),
  );
}

describe('a default', () => {
  test.each([
    ['(by: Sort = NAME)'],
    ['(in: Order = {by: NAME, desc: true})'],
    ['(in: [Order!]! = [{by: NAME}, {desc: true}])'],
    ['(in: Page = null)'],
    ['(a: [Int] = [1, null])'],
  ])('is told: %s', (args) => {
    expect(argumentsOf(args)).toEqual([args, args]);
  });

  test.each([
    ['an enum value', '(by: Sort = AGE)', '(by: Sort)'],
    ['one in a list', '(by: [Sort!] = [NAME, AGE])', '(by: [Sort!])'],
    ['one in an input', '(in: Order = {by: AGE})', '(in: Order)'],
    ['one in an input in a list', '(in: [Order] = [{by: NAME}, {by: AGE}])', '(in: [Order])'],
    ['an input field', '(in: Page = {first: 1, all: true, order: null, sort: NAME})', '(in: Page)'],
    ['what other defaults fill in', '(in: Page = {})', '(in: Page)'],
  ])('is not told if it names what is hidden: %s', (_what, args, shown) => {
    const [userSees, adminSees] = argumentsOf(args);
    expect(userSees).toBe(shown);
    expect(adminSees).toMatch(/ = /);
  });

  test('that is not told leaves its argument as optional as it was', () => {
    expect(argumentsOf('(by: Sort! = AGE, in: [Order!]! = [{by: AGE}] @deprecated(reason: "x"))')).toEqual([
      '(by: Sort, in: [Order!] @deprecated(reason: "x"))',
      '(by: Sort! = AGE, in: [Order!]! = [{by: AGE}] @deprecated(reason: "x"))',
    ]);
  });

  test('of an input field, and of a directive, likewise', () => {
    const textsFor = textsOf(
      `type Query { f(in: Page): Int @public } directive @sorted(by: Sort! = AGE) on FIELD ${INPUTS}`,
    );
    expect(textsFor(user)).toEqual(
      expect.arrayContaining([
        'directive @sorted(by: Sort) on FIELD',
        'input Page { first: Int = 20 order: Order sort: Sort }',
      ]),
    );
    expect(textsFor(admin)).toEqual(
      expect.arrayContaining([
        'directive @sorted(by: Sort! = AGE) on FIELD',
        'input Page { first: Int = 20 all: Boolean order: Order = {by: AGE} sort: Sort! = AGE }',
      ]),
    );
  });

  test('that is not told counts for the argument wherever interfaces share it', () => {
    const textsFor = textsOf(`type Query { any: Any @public more: More @public }
      enum Sort { NAME AGE @auth(role: ADMIN) }
      interface Any { f(by: Sort! = NAME): Int }
      interface More implements Any { f(by: Sort! = NAME): Int }
      type A implements Any { f(by: Sort! = NAME): Int }
      type B implements More & Any { f(by: Sort! = AGE): Int }
      type C { f(by: Sort! = NAME): Int }
      extend type Query { c: C @public }`);
    expect(textsFor(user)).toEqual(
      expect.arrayContaining([
        'interface Any { f(by: Sort = NAME): Int }',
        'interface More implements Any { f(by: Sort = NAME): Int }',
        'type A implements Any { f(by: Sort = NAME): Int }',
        'type B implements More & Any { f(by: Sort): Int }',
        'type C { f(by: Sort! = NAME): Int }',
      ]),
    );
    expect(textsFor(admin)).toContain('type B implements More & Any { f(by: Sort! = AGE): Int }');
  });
});

describe('a default without a text', () => {
  const throws = new GraphQLScalarType({
    name: 'Odd',
    serialize: () => {
      throw new Error('no text');
    },
  });
  const sorts = new GraphQLEnumType({ name: 'Sort', values: { A: { value: 1 } } });
  const visibility = createVisibility(new GraphQLSchema({}), () => false, new Set());
  const argument = { name: 'a', description: null, deprecationReason: null, extensions: {}, astNode: null };

  test.each([
    [throws, 1],
    [sorts, 2],
  ])('is not told: %s', (type, defaultValue) => {
    expect(showsDefault({ ...argument, type, defaultValue }, visibility)).toBe(false);
  });

  test('is, if there is one', () => {
    expect(showsDefault({ ...argument, type: sorts, defaultValue: 1 }, visibility)).toBe(true);
    expect(showsDefault({ ...argument, type: GraphQLString, defaultValue: undefined }, visibility)).toBe(true);
  });
});
