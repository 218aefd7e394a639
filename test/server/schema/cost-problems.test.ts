import { describe, expect, test } from '@jest/globals';
import { defineModule, modules } from '../../../src/index.js';
import { createSchema } from '../../../src/server/schema/schema.js';
import { problemsOf } from '../problems.js';

const start = (typeDefs: string) => createSchema([...modules, defineModule({ name: 'shop', typeDefs })]);
const root = (field: string) => `extend type Query {\n  ${field} @public\n}`;

const INPUTS = 'input Outer { in: Inner! ins: [Inner!] } input Inner { first: Int ids: [ID!] }';

describe('a mistake in a cost directive stops the start, by coordinate and line', () => {
  test.each([
    [
      'a weight that is no number',
      root('a: Int @cost(weight: "dear")'),
      'Query.a: @cost: Its weight must be a number of at least 0',
    ],
    [
      'a negative weight',
      root('a: Int @cost(weight: "-1")'),
      'Query.a: @cost: Its weight must be a number of at least 0',
    ],
    [
      'an endless weight',
      root('a: Int @cost(weight: "Infinity")'),
      'Query.a: @cost: Its weight must be a number of at least 0',
    ],
    ['an empty weight', root('a: Int @cost(weight: "")'), 'Query.a: @cost: Its weight must be a number of at least 0'],
    [
      'a weight that is no text',
      root('a: Int @cost(weight: 5)'),
      'Query.a: @cost: Argument "weight" has invalid value 5.',
    ],
    [
      'a weight of an argument',
      root('a(b: Int @cost(weight: "x")): Int'),
      'Query.a(b:): @cost: Its weight must be a number',
    ],
    ['a size that is not said', root('a: [Int] @listSize'), 'Query.a: @listSize: It gives no size.'],
    [
      'a negative size',
      root('a: [Int] @listSize(assumedSize: -1)'),
      'Query.a: @listSize: Its assumedSize is negative.',
    ],
    ['a size of no list', root('a: Int @listSize(assumedSize: 1)'), 'Query.a: @listSize: The field is not a list.'],
    [
      'a slicing argument that is not there',
      root('a(first: Int): [Int] @listSize(slicingArguments: ["first", "frist"])'),
      'Query.a: @listSize: The field has no argument "frist".',
    ],
    [
      'a slicing argument that is no Int',
      root('a(first: String): [Int] @listSize(slicingArguments: ["first"])'),
      'Query.a: @listSize: The argument "first" is not an Int.',
    ],
    [
      'a slicing argument in what is no input object',
      root('a(first: Int): [Int] @listSize(slicingArguments: ["first.size"])'),
      'Query.a: @listSize: "first" is not an input object, so it has no field "size".',
    ],
    [
      'a slicing argument that its input object has not',
      `${root('a(b: Outer): [Int] @listSize(slicingArguments: ["b.in.frist"])')} ${INPUTS}`,
      'Query.a: @listSize: Inner has no field "frist".',
    ],
    [
      'a slicing argument in a list',
      `${root('a(b: Outer): [Int] @listSize(slicingArguments: ["b.ins.first"])')} ${INPUTS}`,
      'Query.a: @listSize: "ins" is a list, so "first" can give several sizes.',
    ],
    [
      'a slicing argument that is a list',
      `${root('a(b: Outer): [Int] @listSize(slicingArguments: ["b.in.ids"])')} ${INPUTS}`,
      'Query.a: @listSize: The input field "b.in.ids" is not an Int.',
    ],
    [
      'a slicing argument that stops short',
      `${root('a(b: Outer): [Int] @listSize(slicingArguments: ["b.in"])')} ${INPUTS}`,
      'Query.a: @listSize: The input field "b.in" is not an Int.',
    ],
    [
      'a sized field that is not there',
      root('a: User @listSize(assumedSize: 1, sizedFields: ["sesions"])'),
      'Query.a: @listSize: User has no field "sesions".',
    ],
    [
      'a sized field that is no list',
      root('a: User @listSize(assumedSize: 1, sizedFields: ["name"])'),
      'Query.a: @listSize: User.name is not a list.',
    ],
    [
      'a sized field of a scalar',
      root('a: Int @listSize(assumedSize: 1, sizedFields: ["name"])'),
      'Query.a: @listSize: Int has no field "name".',
    ],
  ])('%s', (_what, typeDefs, problem) => {
    expect(problemsOf(() => start(typeDefs))).toEqual([
      expect.stringContaining(`typeDefs of the module "shop":2 ${problem}`),
    ]);
  });

  test.each([
    ['a type', 'type T @cost(weight: "x") { a: Int }', 'T: @cost'],
    ['what extends a type', 'type T { a: Int }\nextend type T @cost(weight: "x") { b: Int }', 'T: @cost', 2],
    ['an enum', 'enum T @cost(weight: "x") { A }', 'T: @cost'],
    ['a scalar', 'scalar T @cost(weight: "x")', 'T: @cost'],
    ['an input field', 'input T { a: Int @cost(weight: "x") }', 'T.a: @cost'],
    ['a field of an interface', 'interface T { a: Int @cost(weight: "x") }', 'T.a: @cost'],
  ])('on %s', (_where, typeDefs, problem, line = 1) => {
    expect(problemsOf(() => start(typeDefs))).toEqual([
      expect.stringContaining(`typeDefs of the module "shop":${line} ${problem}: Its weight must be a number`),
    ]);
  });

  test('all of them are told at once', () => {
    const typeDefs = `${root('a: [Int] @listSize @cost(weight: "x")')}\ntype T @cost(weight: "y") { a: Int }`;
    expect(problemsOf(() => start(typeDefs))).toHaveLength(3);
  });

  test('where they may not stand, GraphQL says', () => {
    expect(problemsOf(() => start('interface T @cost(weight: "1") { a: Int }'))).toEqual([
      'typeDefs of the module "shop":1 Directive "@cost" may not be used on INTERFACE.',
    ]);
  });
});

test('what has no mistake starts', () => {
  const typeDefs = `
    interface Sized @auth { first: [Int] @listSize(assumedSize: 0) }
    type T implements Sized @auth @cost(weight: "0.25") { first: [Int] @listSize(assumedSize: 0) }
    enum E @cost(weight: "1") { A }
    input I { a: [I!] @cost(weight: "12") }
    extend type Query {
      t(n: Int! = 3, m: Int, i: I @cost(weight: "0")): Sized
        @auth
        @cost(weight: "10")
        @listSize(slicingArguments: ["n", "m"], sizedFields: ["first"], requireOneSlicingArgument: false)
    }`;
  expect(start(typeDefs).schema.getType('T')).toBeDefined();
});
