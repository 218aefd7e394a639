import { expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { createFieldFinder } from '../../../src/access/decide/field-finder.js';
import { sourceOf } from '../planned.js';

const schema = buildSchema(`
  type Query { a: A node: Node any: Any }
  interface Node { id: ID next: Node }
  type A implements Node { id: ID next: Node x: Int b: B }
  type B implements Node { id: ID next: Node x: Int a: A }
  type C implements Node { id: ID next: Node }
  union Any = A | B | C`);

const find = createFieldFinder(['A.x', 'B.x', 'A.b', 'Query.any']);
const placesOf = (text: string, variableValues = {}) => {
  const found = find({ ...sourceOf(schema, text), variableValues });
  return found === 'too large' ? found : found.map(({ path, coordinate }) => `${path.join('.')} ${coordinate}`);
};

const cases: readonly [string, string, readonly string[], Readonly<Record<string, unknown>>?][] = [
  ['nothing', '{ a { id } node { id next { id } } }', []],
  [
    'a field, and those in it',
    '{ a { b { x } x } any { ... on C { id } } }',
    ['a.b A.b', 'a.b.x B.x', 'a.x A.x', 'any Query.any'],
  ],
  ['each alias, once', '{ a { x y: x ...F } } fragment F on A { x z: x }', ['a.x A.x', 'a.y A.x', 'a.z A.x']],
  ['each possible type', '{ node { ... on A { x } ... on B { x } ... on C { id } } }', ['node.x A.x', 'node.x B.x']],
  [
    'one place by several types',
    '{ node { ... on A { next { ...B } } ... on B { next { ...B } } } } fragment B on B { x }',
    ['node.next.x B.x'],
  ],
  ['no type that there cannot be', '{ a { ... on Node { ... on B { x } ... on A { x } } } }', ['a.x A.x']],
  [
    'what is included',
    'query ($v: Boolean!) { a @include(if: $v) { x } b: a @skip(if: $v) { x } c: a { x @skip(if: true) } }',
    ['a.x A.x'],
    { v: true },
  ],
  [
    'one of two that is included',
    'query ($v: Boolean!) { a { x @skip(if: $v) } ...F } fragment F on Query { a { x } }',
    ['a.x A.x'],
    { v: true },
  ],
];
for (const [what, text, expected, variables] of cases) {
  test(`finds ${what}`, () => expect(placesOf(text, variables)).toEqual(expected));
}

const doubling = (levels: number, last: string) =>
  `{ node { ...F0 } } ${Array.from({ length: levels }, (_, i) => `fragment F${i} on Node { l: next { ...F${i + 1} } r: next { ...F${i + 1} } }`).join(' ')} fragment F${levels} on Node { ${last} }`;

test('fragments that double make no more places than are counted', () => {
  expect(placesOf(doubling(3, '... on A { x }'))).toHaveLength(8);
  expect(placesOf(doubling(60, '... on A { x }'))).toBe('too large');
});

test('where there is nothing to find, they cost nothing', () => {
  expect(placesOf(doubling(60, 'id'))).toEqual([]);
  const skipped = `query ($v: Boolean!) ${doubling(60, '... on A { x @include(if: $v) }')}`;
  expect(placesOf(skipped, { v: false })).toEqual([]);
});
