import { describe, expect, test } from '@jest/globals';
import { buildSchema, execute, getIntrospectionQuery, parse, validate } from 'graphql';
import { createOperationFigures } from '../../../src/server/limits/operation-figures.js';
import { costDirectives } from './support.js';

const schema = buildSchema(`${costDirectives}
  interface Node { id: ID items(first: Int): [Item!] }
  type Item implements Node { id: ID items(first: Int): [Item!] @listSize(slicingArguments: ["first"], assumedSize: 7, requireOneSlicingArgument: false) tags: [String] }
  type Heavy implements Node @cost(weight: "5") { id: ID @cost(weight: "2.5") items(first: Int = 50): [Item!] @listSize(slicingArguments: ["first"]) }
  type Free @cost(weight: "0") { item: Item }
  union Found = Item | Heavy
  scalar Blob @cost(weight: "3")
  enum Color @cost(weight: "4") { RED }
  type ItemEdge { cursor: String node: Item }
  type ItemConnection { edges: [ItemEdge] nodes: [Item!]! pageInfo: Item }
  type Page { found: [Item] others: [Item] matrix: [[Item]] total: Int }
  input Search { text: String page: Paging }
  input Paging { size: Int deep: Deep = { n: 6 } }
  input Deep { n: Int = 9 }
  input Sized { size: Int! = 12 }
  input Part { text: String @cost(weight: "10") parts: [Part!] }
  type Query {
    item: Item
    heavy: Heavy
    free: Free
    node: Node
    found: Found
    nodes: [Node]
    blob: Blob
    blobs: [Blob!]
    color: Color
    dear: Item @cost(weight: "100")
    items: [Item]
    sized(first: Int, last: Int): [Item] @listSize(slicingArguments: ["first", "last"], requireOneSlicingArgument: false, assumedSize: 30)
    one(first: Int, last: Int): [Item] @listSize(slicingArguments: ["first", "last"])
    texts(first: Int): [String] @listSize(slicingArguments: ["first"])
    byDefault(first: Int = 40): [Item] @listSize(slicingArguments: ["first"])
    assumed: [Item] @listSize(assumedSize: 3)
    page(size: Int): Page @listSize(slicingArguments: ["size"], sizedFields: ["found"], requireOneSlicingArgument: false)
    connection(first: Int, last: Int): ItemConnection
    search(input: Search): [Item] @listSize(slicingArguments: ["input.page.size"], requireOneSlicingArgument: false, assumedSize: 30)
    strict(input: Search!, first: Int): [Item] @listSize(slicingArguments: ["input.page.size", "first"])
    deep(page: Paging): [Item] @listSize(slicingArguments: ["page.deep.n"], requireOneSlicingArgument: false, assumedSize: 30)
    preset(page: Paging = { size: 8 }): Page @listSize(slicingArguments: ["page.size"], sizedFields: ["found"])
    filled(input: Sized = {}): [Item] @listSize(slicingArguments: ["input.size"])
    unsliced: ItemConnection
    send(part: Part, parts: [Part!], dear: Int @cost(weight: "8")): Item
  }
  type Mutation { save: Item }
`);

const figures = createOperationFigures(schema, 10);

function costOf(source: string, variables?: Record<string, unknown>, operationName?: string) {
  const document = parse(source);
  expect(validate(schema, document)).toEqual([]);
  return figures.of(document, operationName, variables)?.cost;
}

describe('what is not a list', () => {
  test.each([
    ['an object', '{ item { id } }', 1],
    ['a scalar', '{ item { id } __typename }', 1],
    ['a field with a weight', '{ dear { id } }', 100],
    ['a type with a weight', '{ heavy { id } }', 7.5],
    ['one that is free, with what is in it', '{ free { item { id } } }', 1],
    ['a scalar with a weight', '{ blob }', 3],
    ['an enum with a weight', '{ color }', 4],
    ['a mutation, which costs 10 itself', 'mutation { save { id } }', 11],
    ['an interface, which may be the dearest type behind it', '{ node { __typename } }', 5],
    ['a union likewise', '{ found { __typename } }', 5],
    ['a field of an interface, which may be the dearest behind it', '{ node { id } }', 7.5],
    ['all of several types', '{ found { ... on Item { id } ... on Heavy { id } } }', 7.5],
    ['a field twice, though it is merged', '{ item { id } item { id } a: item { id } }', 3],
    ['introspection, which is bounded elsewhere', getIntrospectionQuery(), 0],
  ])('%s', (_what, source, cost) => {
    expect(costOf(source)).toBe(cost);
  });
});

describe('lists', () => {
  test.each([
    ['of which nothing is said', '{ items { id } }', 10],
    ['of scalars', '{ item { tags } }', 1],
    ['of scalars with a weight', '{ blobs }', 30],
    ['in lists', '{ items { items { id } } }', 10 + 10 * 7],
    ['of lists', '{ page(size: 1) { matrix { id } } }', 1 + 10 * 10],
    ['with an assumed size', '{ assumed { id } }', 3],
    ['with a slicing argument', '{ sized(first: 5) { id } }', 5],
    ['with the larger of two', '{ sized(first: 5, last: 50) { id } }', 50],
    ['with a slicing argument that is left out', '{ sized { id } }', 30],
    ['with a default', '{ byDefault { id } }', 40],
    ['with another than the default', '{ byDefault(first: 2) { id } }', 2],
    ['behind an interface, by the largest of the types', '{ node { items { id } } }', 5 + 50],
    ['behind an interface, by the argument', '{ node { items(first: 3) { id } } }', 5 + 3],
  ])('%s', (_what, source, cost) => {
    expect(costOf(source)).toBe(cost);
  });

  test.each([
    ['0', 0],
    ['-1', -1],
    ['null', null],
  ])('a slicing argument of %s makes none shorter', (text, value) => {
    expect(costOf(`{ sized(first: ${text}) { id } }`)).toBe(30);
    expect(costOf('query ($n: Int) { sized(first: $n) { id } }', { n: value })).toBe(30);
    expect(costOf(`{ sized(first: ${text}, last: 40) { id } }`)).toBe(40);
  });

  test('a huge one is counted as it is', () => {
    expect(costOf('{ sized(first: 2147483647) { id } }')).toBe(2_147_483_647);
    expect(costOf('query ($n: Int) { sized(first: $n) { items(first: $n) { id } } }', { n: 2_147_483_647 })).toBe(
      Number.MAX_SAFE_INTEGER,
    );
  });

  test.each([
    ['one of the arguments', '{ one(first: 4) { id } }', 4],
    ['one that is left out and has a default', '{ byDefault { id } }', 40],
    ['one, and a null', '{ one(first: 4, last: null) { id } }', 4],
  ])('a list that requires one slicing argument may have %s', (_what, source, cost) => {
    expect(costOf(source)).toBe(cost);
  });

  test.each([
    ['none', '{ one { id } }'],
    ['two', '{ one(first: 1, last: 1) { id } }'],
    ['a null', '{ one(first: null) { id } }'],
    ['none for what costs nothing', '{ texts }'],
  ])('with %s it has no bounds', (_what, source) => {
    expect(costOf(source)).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('a slicing argument in an input object', () => {
  const SEARCH = 'query ($input: Search) { search(input: $input) { id } }';
  test.each([
    ['is read where it is written', '{ search(input: { text: "x", page: { size: 4 } }) { id } }', {}, 4],
    ['is read from a variable', SEARCH, { input: { page: { size: 4 } } }, 4],
    [
      'is read from a variable for a part of it',
      'query ($page: Paging) { search(input: { page: $page }) { id } }',
      { page: { size: 4 } },
      4,
    ],
    ['is itself a variable', 'query ($n: Int) { search(input: { page: { size: $n } }) { id } }', { n: 4 }, 4],
    [
      'has the default of the variable',
      'query ($input: Search = { page: { size: 4 } }) { search(input: $input) { id } }',
      {},
      4,
    ],
    [
      'has what is sent instead of it, with nothing of it',
      'query ($input: Search = { page: { size: 4 } }) { search(input: $input) { id } }',
      { input: { page: {} } },
      30,
    ],
    ['is not said by nothing', '{ search { id } }', {}, 30],
    ['is not said by a variable that is not sent', SEARCH, {}, 30],
    ['is not said by null', SEARCH, { input: null }, 30],
    ['is not said by a null in it', SEARCH, { input: { page: null } }, 30],
    ['is not said by a null at its end', SEARCH, { input: { page: { size: null } } }, 30],
    ['is not said by an object without it', '{ search(input: { page: {} }) { id } }', {}, 30],
    ['makes none shorter with 0', SEARCH, { input: { page: { size: 0 } } }, 30],
    ['is not inherited', SEARCH, { input: Object.create({ page: { size: 1 } }) }, 30],
    ['counts as it is', SEARCH, { input: { page: { size: 2_147_483_647 } } }, 2_147_483_647],
    // Defaults: of the argument, of an input field, and of one in the default of another.
    ['has the default of the argument', '{ preset { found { id } } }', {}, 1 + 8],
    ['has another than that', '{ preset(page: { size: 2 }) { found { id } } }', {}, 1 + 2],
    ['has the default of its input field', '{ filled(input: {}) { id } }', {}, 12],
    ['has that within the default of the argument', '{ filled { id } }', {}, 12],
    ['has that for a variable too', 'query ($input: Sized) { filled(input: $input) { id } }', { input: {} }, 12],
    [
      'has that for a variable in its place that is not sent',
      'query ($n: Int) { deep(page: { deep: { n: $n } }) { id } }',
      {},
      9,
    ],
    ['has the default of the object that it is in', '{ deep(page: {}) { id } }', {}, 6],
    ['has its own default in an object that is sent', '{ deep(page: { deep: {} }) { id } }', {}, 9],
    ['has none where the object is null', '{ deep(page: { deep: null }) { id } }', {}, 30],
    ['has none where nothing is sent', '{ deep { id } }', {}, 30],
    ['is the one that is required', '{ strict(input: { page: { size: 3 } }) { id } }', {}, 3],
    ['may be the one that is not sent', '{ strict(input: {}, first: 5) { id } }', {}, 5],
  ])('%s', (_what, source, variables, cost) => {
    expect(costOf(source, variables)).toBe(cost);
  });

  test.each([
    ['none', '{ strict(input: {}) { id } }'],
    ['two', '{ strict(input: { page: { size: 3 } }, first: 1) { id } }'],
    ['a null', '{ strict(input: { page: { size: null } }) { id } }'],
    ['a null instead of its default', '{ preset(page: null) { found { id } } }'],
  ])('with %s where one is required the list has no bounds', (_what, source) => {
    expect(costOf(source)).toBe(Number.MAX_SAFE_INTEGER);
  });

  test('counts what the resolver gets', () => {
    const asked = 'query ($page: Paging, $input: Sized) { deep(page: $page) { id } filled(input: $input) { id } }';
    const got: unknown[] = [];
    const rootValue = {
      deep: ({ page }: { page: { deep: { n: number } } }) => void got.push(page.deep.n),
      filled: ({ input }: { input: { size: number } }) => void got.push(input.size),
    };
    for (const variableValues of [{ page: {}, input: {} }, { page: { deep: {} }, input: { size: 3 } }, { page: {} }]) {
      got.length = 0;
      execute({ schema, document: parse(asked), rootValue, variableValues });
      expect(costOf(asked, variableValues)).toBe(got.reduce((sum: number, size) => sum + Number(size), 0));
    }
  });
});

describe('lists in what a field returns', () => {
  test.each([
    ['have the size that it says', '{ page(size: 4) { found { id } } }', 1 + 4],
    ['unless they are others', '{ page(size: 4) { found { id } others { id } } }', 1 + 4 + 10],
    ['under an alias', '{ page(size: 4) { others: found { id } } }', 1 + 4],
    ['and another under their name', '{ page(size: 4) { found: others { id } } }', 1 + 10],
    ['in fragments', '{ page(size: 4) { ...F ... { ...F } } } fragment F on Page { found { id } total }', 1 + 4 + 4],
    [
      'in one fragment with several sizes',
      '{ a: page(size: 4) { ...F } b: page(size: 6) { ...F } } fragment F on Page { found { id } }',
      2 + 4 + 6,
    ],
    ['and not below that', '{ page(size: 4) { found { items { id } } } }', 1 + 4 * (1 + 7)],
  ])('%s', (_what, source, cost) => {
    expect(costOf(source)).toBe(cost);
  });

  test.each([
    ['first', '{ connection(first: 5) { edges { node { id } } } }', 1 + 5 * 2],
    ['last', '{ connection(last: 6) { nodes { id } } }', 1 + 6],
    ['neither', '{ connection { edges { cursor } pageInfo { id } } }', 1 + 20 + 1],
  ])('a connection needs no directive: %s', (_what, source, cost) => {
    expect(costOf(source)).toBe(cost);
  });

  test('a connection without arguments has lists of which nothing is said', () => {
    expect(costOf('{ unsliced { edges { node { id } } } }')).toBe(1 + 10 * 2);
  });
});

describe('variables', () => {
  const query = 'query ($n: Int = 12) { sized(first: $n) { id items(first: $n) { id } } }';
  test.each([
    ['a value', { n: 2 }, 2 * (1 + 2)],
    ['the default of the variable', {}, 12 * (1 + 12)],
    ['no variables', undefined, 12 * (1 + 12)],
    ['null, which is not the default', { n: null }, 30 * (1 + 7)],
    ['one that is no Int, which nothing runs with', { n: '999' }, 30 * (1 + 7)],
  ])('%s', (_what, variables, cost) => {
    expect(costOf(query, variables)).toBe(cost);
  });

  test('one that is absent leaves the default of the argument', () => {
    expect(costOf('query ($n: Int) { byDefault(first: $n) { id } }', {})).toBe(40);
    expect(costOf('query ($n: Int! = 3) { byDefault(first: $n) { id } }', {})).toBe(3);
  });

  test('one with a name of every object is absent, too', () => {
    expect(
      costOf(
        'query ($constructor: Int, $__proto__: Int) { byDefault(first: $constructor) { id } sized(first: $__proto__) { id } }',
        {},
      ),
    ).toBe(70);
  });

  test('two slicing arguments count together', () => {
    const both = 'query ($a: Int, $b: Int) { one(first: $a, last: $b) { id } }';
    expect(costOf(both, { a: 3 })).toBe(3);
    expect(costOf(both, { a: 3, b: 3 })).toBe(Number.MAX_SAFE_INTEGER);
    expect(costOf(both, {})).toBe(Number.MAX_SAFE_INTEGER);
  });

  test('in a fragment, those of the operation that runs', () => {
    const source = `query A($n: Int = 2) { ...F } query B($n: Int = 9) { ...F } fragment F on Query { sized(first: $n) { id } }`;
    expect(costOf(source, {}, 'A')).toBe(2);
    expect(costOf(source, {}, 'B')).toBe(9);
    expect(costOf(source, { n: 4 }, 'B')).toBe(4);
  });

  test('the same document is measured anew for each', () => {
    const document = parse(query);
    expect([1, 2, 3].map((n) => figures.of(document, null, { n })?.cost)).toEqual([2, 6, 12]);
  });
});

describe('arguments', () => {
  test.each([
    ['with a weight', '{ send(dear: 1) { id } }', 1 + 8],
    ['that are not sent', '{ send { id } }', 1],
    ['with input fields', '{ send(part: { text: "a", parts: [{ text: "b" }, { parts: [] }] }) { id } }', 1 + 20],
    ['with a list of one', '{ send(parts: { text: "a" }) { id } }', 1 + 10],
  ])('%s', (_what, source, cost) => {
    expect(costOf(source)).toBe(cost);
  });

  test('in variables', () => {
    const query =
      'query ($p: Part = { text: "a" }, $t: String) { send(part: $p, parts: [{ text: $t }, { text: $t }]) { id } }';
    expect(costOf(query, {})).toBe(1 + 10 + 20);
    expect(costOf(query, { p: { parts: [{ text: 'a' }, { text: 'b' }] } })).toBe(1 + 20 + 20);
    expect(costOf(query, { p: [[{ text: 'a' }]] })).toBe(1 + 20);
  });
});

describe('evasions', () => {
  const list = 'items { items { id } }';
  test.each([
    ['a fragment', '{ ...F } fragment F on Query { LIST }'],
    ['a fragment named like introspection', '{ ...__schema } fragment __schema on Query { LIST }'],
    ['an operation named so', 'query __schema { LIST }'],
    ['a fragment named like a field', '{ ...item } fragment item on Query { LIST }'],
    ['an alias named like introspection', '{ __schema: items { __typename: items { id } } }'],
    ['inline fragments', '{ ... { ... on Query { LIST } } }'],
    ['@skip with a constant', '{ ... @skip(if: true) { LIST } }'],
    [
      '@include with a variable and a default',
      'query ($x: Boolean = true) { ...F @include(if: $x) } fragment F on Query { LIST }',
    ],
    ['@skip with a variable that is sent as false', 'query ($x: Boolean!) { ... @skip(if: $x) { LIST } }'],
    ['a fragment in a fragment', '{ ...A } fragment A on Query { ...B } fragment B on Query { LIST }'],
  ])('%s', (_how, source) => {
    expect(costOf(source.replace('LIST', list), { x: false })).toBe(10 + 10 * 7);
  });

  test('a fragment counts each time that it is spread', () => {
    expect(costOf(`{ ...F ...F ... { ...F } } fragment F on Query { ${list} }`)).toBe(3 * 80);
  });

  test('of several operations, only the one that runs', () => {
    const source = `query Small { item { id } } query Large { ${list} }`;
    expect(costOf(source, {}, 'Small')).toBe(1);
    expect(costOf(source, {}, 'Large')).toBe(80);
    expect(costOf(source)).toBeUndefined();
    expect(costOf(source, {}, 'Nobody')).toBeUndefined();
  });

  test('fragments that multiply are counted without being spread out', () => {
    const nested = (length: number) =>
      `query ($n: Int) { item { ...F0 } } ${Array.from({ length }, (_, i) => `fragment F${i} on Item { a: items(first: $n) { ...F${i + 1} } b: items(first: 2) { ...F${i + 1} } }`).join(' ')} fragment F${length} on Item { id }`;
    const document = parse(nested(120));
    expect(figures.of(document, null, { n: 1000 })?.cost).toBe(Number.MAX_SAFE_INTEGER);
    expect(figures.of(document, null, {})?.cost).toBe(Number.MAX_SAFE_INTEGER);
    expect(costOf(nested(2), { n: 3 })).toBe(1 + 5 + 25);
  });

  test('of many arguments each variable is looked at once, however many there are, and wherever', () => {
    const names = Array.from({ length: 50 }, (_, i) => `v${i}`);
    const document = parse(
      `query (${names.map((name) => `$${name}: Part`).join(' ')}, $d: [Part!] = [{ text: "a" }]) {
        ${names.map((name) => `a${name}: send(part: $${name}, parts: [$${name}, { parts: [$v0] }]) { id }`).join(' ')}
        b: send(parts: $d) { id }
      }`,
    );
    let reads = 0;
    const part = {
      get text() {
        reads += 1;
        return 'a';
      },
    };
    const variables = Object.fromEntries(names.map((name) => [name, part]));
    expect(figures.of(document, null, variables)?.cost).toBe(50 * (1 + 3 * 10) + (1 + 10));
    // Of the two types that it has here, required or not.
    expect(reads).toBe(2 * 50);
  });
});
