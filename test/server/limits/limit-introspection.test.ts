import { describe, expect, test } from '@jest/globals';
import {
  buildSchema,
  type GraphQLSchema,
  graphqlSync,
  NoUnusedFragmentsRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { modules } from '../../../src/modules.js';
import { limitIntrospection } from '../../../src/server/limits/limit-introspection.js';
import { createSchema } from '../../../src/server/schema/schema.js';
import { HONEST } from '../../support/introspection-queries.js';

const { schema: own } = createSchema(modules);
const small = buildSchema('type Query { a: Int query: Query }');
const large = buildSchema(
  `type Query { a: Int query: Query } ${Array.from(
    { length: 30 },
    (_, i) =>
      `"Of kind ${i}" type T${i} { ${Array.from({ length: 10 }, (_each, j) => `f${j}(a: Int!, b: [String!]! = ["x"]): [T${(i * 7 + j) % 30}!]!`).join(' ')} }`,
  ).join(' ')}`,
);
const schemas: readonly (readonly [string, GraphQLSchema])[] = [
  ['of the server', own],
  ['of one field', small],
  ['of thirty types', large],
];

const ONCE = 'An operation may select __schema once and __type once. Select more in separate operations.';
const TOO_LARGE = 'The answer would repeat the schema many times. Request less at once.';

function problemsOf(document: string, schema = own) {
  return validate(schema, parse(document), [limitIntrospection]).map(({ message, locations }) => ({
    message,
    isLocated: locations !== undefined,
  }));
}

const refused = (message: string) => [{ message, isLocated: true }];
const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => make(i)).join(' ');

describe.each(schemas)('the schema %s', (_which, schema) => {
  test.each(Object.entries(HONEST))('is told to %s', (_who, query) => {
    expect(validate(schema, parse(query), [...specifiedRules, limitIntrospection])).toEqual([]);
  });

  test('is not told many times over, and what is told is not much more than is allowed', () => {
    const largest = (make: (count: number) => string) => {
      let last = 0;
      for (let count = 1; count < 1000 && problemsOf(make(count), schema).length === 0; count *= 4)
        last = JSON.stringify(graphqlSync({ schema, source: make(count) })).length;
      expect(problemsOf(make(1000), schema)).toEqual(refused(TOO_LARGE));
      return last;
    };
    const standard = JSON.stringify(graphqlSync({ schema, source: Object.values(HONEST)[0] ?? '' })).length;
    const most = Math.max(100_000, 2 * standard);
    const F = 'fragment T on __Type { name description fields { name description args { name defaultValue } } }';
    for (const make of [
      (count: number) => `{ __schema { ${times(count, (i) => `a${i}: types { ...T }`)} } } ${F}`,
      (count: number) => `{ __schema { types { fields { type { ${times(count, (i) => `a${i}: name`)} } } kind } } }`,
      (count: number) => `{ __schema { types { ${times(count, (i) => `${'x'.repeat(200)}${i}: description`)} } } }`,
    ])
      expect(largest(make)).toBeLessThanOrEqual(1.1 * most);
  });
});

describe('an operation is refused that asks twice', () => {
  const S = '__schema { queryType { name } }';
  const T = '__type(name: "User") { name }';
  test.each([
    ['by aliases', `{ a: ${S} b: ${S} }`],
    ['for types by aliases', `{ a: ${T} b: ${T} }`],
    [
      'for types by variables',
      'query ($a: String!, $b: String!) { a: __type(name: $a) { name } b: __type(name: $b) { name } }',
    ],
    ['in a fragment that is spread twice', `{ ...F query { ...F } } fragment F on Query { ${S} }`],
    [
      'in fragments',
      `{ ...F ...G } fragment F on Query { ${S} } fragment G on Query { ...H } fragment H on Query { b: ${S} }`,
    ],
    ['in inline fragments', `{ ... { ${T} } ... on Query { b: ${T} } }`],
    ['below its root', `{ query { query { ${S} } } ${S} }`],
    [
      'under a condition',
      `query ($y: Boolean!) { a: __schema @include(if: $y) { description } b: __schema @skip(if: $y) { description } }`,
    ],
    ['for the types of introspection, very often', `{ ${times(11, (i) => `a${i}: __type(name: "__Type") { name }`)} }`],
    [
      'in fragments doubled',
      `{ ...F0 } ${times(40, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F40 on Query { ${S} }`,
    ],
  ])('%s', (_how, query) => {
    expect(problemsOf(query, small)).toEqual(refused(ONCE));
  });

  test('and no other of its document', () => {
    expect(problemsOf(`query A { ${S} ${T} } query B { ${S} ${T} } query C { __typename }`)).toEqual([]);
    expect(problemsOf(`query A { ${S} } query B { ${S} b: ${S} }`)).toEqual(refused(ONCE));
  });
});

describe('a document', () => {
  test('of many operations is looked at as a whole', () => {
    const standard = '__schema { types { name fields { name description args { name type { name } } } } }';
    expect(problemsOf(`${times(3, (i) => `query q${i} { ${standard} }`)}`)).toEqual([]);
    expect(problemsOf(`${times(100, (i) => `query q${i} { ${standard} }`)}`)).toContainEqual(refused(TOO_LARGE)[0]);
  });

  test('whose fragments go in circles ends', () => {
    const circle =
      '{ __schema { types { ...A } } } fragment A on __Type { ...B } fragment B on __Type { ofType { ...A } ...A }';
    expect(validate(own, parse(circle), [limitIntrospection])).toEqual([]);
    const deep = '{ __schema { types { ...A } } } fragment A on __Type { fields { type { ...A } } }';
    expect(problemsOf(deep)).toEqual(refused(TOO_LARGE));
    const own1 = '{ ...A } fragment A on Query { ...A __schema { queryType { name } } }';
    expect(problemsOf(own1)).toEqual([]);
    expect(validate(own, parse(own1), [NoUnusedFragmentsRule])).toEqual([]);
  });

  test('is measured the same whether there is a type of that name or not', () => {
    const query = (name: string, count: number) =>
      `{ __type(name: "${name}") { ${times(count, (i) => `a${i}: fields { name description args { name } }`)} } }`;
    const verdicts = (name: string) =>
      Array.from({ length: 30 }, (_, i) => problemsOf(query(name, 1 + 2 * i), large).length);
    expect(verdicts('T1')).toEqual(verdicts('Nobody'));
    expect(verdicts('T1').slice(0, 2)).toEqual([0, 0]);
    expect(verdicts('T1').at(-1)).toBe(1);
  });

  test('that asks a type of a variable is measured with all of them', () => {
    const query = (count: number) =>
      `query ($n: String!) { __type(name: $n) { ${times(count, (i) => `a${i}: fields { name description }`)} } }`;
    expect(problemsOf(query(1), large)).toEqual([]);
    expect(problemsOf(query(500), large)).toEqual(refused(TOO_LARGE));
  });
});
