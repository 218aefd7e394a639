import { describe, expect, test } from '@jest/globals';
import { execute, type FieldNode, type GraphQLResolveInfo, isObjectType, Kind, parse } from 'graphql';
import { createApplyingSelections } from '../../../src/access/decide/applying-selections.js';
import { createBudget, TooLargeError } from '../../../src/access/decide/budget.js';
import { collectSelections } from '../../../src/access/decide/collect-selections.js';
import { createInclusionReader, createInclusions } from '../../../src/access/decide/inclusion.js';
import { variablesOf } from '../../../src/values/variables.js';
import { repeat, sourceOf } from '../planned.js';
import { buildSchema, ROLES } from '../support.js';

const schema = buildSchema(
  `
  type Query { node(kind: String): Node @public }
  interface Node { a: Int b: Int c: Int }
  interface Named implements Node { a: Int b: Int c: Int }
  type Doc implements Named & Node { a: Int b: Int c: Int }
  type Pic implements Node { a: Int b: Int c: Int }
  union Any = Doc | Pic
  union Pics = Pic
  ${ROLES}`,
);

/** For graphql-js: the fields of a node of this type that it runs, and the place that each is run for. */
async function ran(text: string, kind: string, variableValues: Record<string, unknown>) {
  const nodes = new Map<string, readonly FieldNode[]>();
  const note = (_args: unknown, _context: unknown, info: GraphQLResolveInfo) => {
    nodes.set(String(info.path.key), info.fieldNodes);
    return 1;
  };
  const rootValue = { node: { __typename: kind, a: note, b: note, c: note } };
  const document = parse(text);
  const { errors = [] } = await execute({ schema, document, rootValue, variableValues });
  expect(errors).toEqual([]);
  return { document, nodes };
}

function collected(text: ReturnType<typeof parse>, kind: string, variables: Record<string, unknown>) {
  const source = sourceOf(schema, '{ node { a } }');
  const [operation, ...others] = text.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('The operation comes first.');
  const fragments: Record<string, (typeof source.fragments)[string]> = {};
  for (const node of others) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments[node.name.value] = node;
  const [node] = operation.selectionSet.selections;
  const type = schema.getType(kind);
  if (node?.kind !== Kind.FIELD || !node.selectionSet || !isObjectType(type)) throw new Error('There is no node.');
  const spend = createBudget();
  const uses = collectSelections(type, [{ selectionSet: node.selectionSet, when: undefined }], {
    applying: createApplyingSelections({ schema, fragments }, spend),
    inclusionOf: createInclusions(),
    spend,
  });
  const counts = createInclusionReader(variablesOf(variables, {}));
  const included = [...uses].map(([key, ofKey]) => [key, ofKey.filter(({ when }) => counts(when))] as const);
  return { uses, included: included.filter(([, ofKey]) => ofKey.length > 0) };
}

const VARIABLES = '($s: Boolean = true, $t: Boolean = true)';
const CASES: readonly (readonly [string, string, string?])[] = [
  ['fields in their order', 'b a c'],
  ['aliases', 'x: a y: a a'],
  ['the same key twice', 'a b a'],
  ['the same key twice, once on a condition', 'a @include(if: $s) b a'],
  ['what is skipped', 'a @skip(if: true) b @include(if: false) c @skip(if: $s)'],
  ['both directives', 'a @include(if: $s) @skip(if: $t) b @skip(if: false) @include(if: $t)'],
  ['inline fragments', '... { a } ... on Doc { b } ... on Pic { c }'],
  ['inline fragments on abstract types', '... on Named { a } ... on Any { b } ... on Pics { c } ... on Node { x: a }'],
  ['nested conditions', '... @include(if: $s) { a ... @skip(if: $t) { b ... on Doc @include(if: $t) { c } } }'],
  ['a fragment', 'a ...F', 'fragment F on Node { b a }'],
  ['a fragment on one type', '...F ...G', 'fragment F on Doc { a } fragment G on Named { b }'],
  ['a fragment twice', '...F a ...F', 'fragment F on Node { b }'],
  [
    'a fragment on one condition, then on another',
    '...F @include(if: $s) a ...F @skip(if: $t)',
    'fragment F on Node { b }',
  ],
  ['a fragment on a condition, then always', '...F @include(if: $s) a ...F', 'fragment F on Node { b }'],
  ['a fragment always, then on a condition', '...F a ...F @include(if: $s)', 'fragment F on Node { b }'],
  [
    'a fragment within a condition, then within it again',
    '... @include(if: $s) { ...F ... @skip(if: $t) { ...F a } } ...F @include(if: $t)',
    'fragment F on Node { b @skip(if: $t) c }',
  ],
  [
    'fragments in fragments',
    '...F @include(if: $s) ...G c',
    'fragment F on Node { ...G @skip(if: $t) a } fragment G on Node { b ...H } fragment H on Doc { x: c }',
  ],
  ['a fragment that there is not', 'a ...Nothing'],
  ['a fragment on a type that there is not', 'a ...F ... on Nothing { c }', 'fragment F on Nothing { b }'],
];
const VALUES = [true, false].flatMap((s) => [true, false].map((t) => ({ s, t })));

describe('the same fields as graphql-js collects, each run for the same place', () => {
  test.each(CASES)('%s', async (_what, selections, fragments = '') => {
    for (const kind of ['Doc', 'Pic']) {
      for (const variables of VALUES) {
        const { document, nodes } = await ran(
          `query ${VARIABLES} { node { ${selections} } } ${fragments}`,
          kind,
          variables,
        );
        const { included } = collected(document, kind, variables);
        expect(included.map(([key]) => key).sort()).toEqual([...nodes.keys()].sort());
        for (const [key, uses] of included) {
          expect(uses[0]?.node).toBe(nodes.get(key)?.[0]);
          expect(new Set(uses.map(({ node }) => node))).toEqual(new Set(nodes.get(key)));
        }
      }
    }
  });
});

describe('what is planned', () => {
  const usesOf = (text: string) => collected(parse(text), 'Doc', {}).uses;

  test('leaves out what is skipped whatever the variables are', () => {
    const uses = usesOf(
      'query ($s: Boolean!) { node { a @skip(if: true) ... @include(if: false) { b } c @skip(if: $s) } }',
    );
    expect([...uses.keys()]).toEqual(['c']);
  });

  test('says what must be included, the innermost first', () => {
    const uses = usesOf('query ($s: Boolean!) { node { a ... @include(if: $s) { b ... { c @skip(if: $s) } } } }');
    const [c] = uses.get('c') ?? [];
    expect(uses.get('a')).toEqual([expect.objectContaining({ when: undefined })]);
    expect(c?.when?.selection.kind).toBe(Kind.FIELD);
    expect(c?.when?.within?.selection.kind).toBe(Kind.INLINE_FRAGMENT);
    expect(c?.when?.within?.within).toBeUndefined();
    expect(uses.get('b')?.[0]?.when).toBe(c?.when?.within);
  });

  test('spreads a fragment once, if it counts whenever it would be spread again', () => {
    const spreads =
      'node { ...F @include(if: $s) ...F @include(if: $s) ... @include(if: $s) { ...F ...F @skip(if: $s) } ...F ...F }';
    const uses = usesOf(`query ($s: Boolean!) { ${spreads} } fragment F on Node { a }`);
    // Both spreads on a condition of their own, the one inside, and the one without any.
    expect(uses.get('a')).toHaveLength(4);
  });

  test('is as many sets as are given, in their order', () => {
    const { operation, fragments } = sourceOf(schema, '{ node { a ...F } node { ...F b } } fragment F on Node { c }');
    const type = schema.getType('Doc');
    if (!isObjectType(type)) throw new Error('There is no Doc.');
    const selected = operation.selectionSet.selections.flatMap((node) =>
      node.kind === Kind.FIELD && node.selectionSet ? [{ selectionSet: node.selectionSet, when: undefined }] : [],
    );
    const spend = createBudget();
    const applying = createApplyingSelections({ schema, fragments }, spend);
    const options = { applying, inclusionOf: createInclusions(), spend };
    const uses = collectSelections(type, selected, options);
    expect([...uses].map(([key, ofKey]) => [key, ofKey.length])).toEqual([
      ['a', 1],
      ['c', 1],
      ['b', 1],
    ]);
  });
});

describe('an operation may have', () => {
  const NONE = '... on Pic { a }';
  const conditional = (count: number) => repeat(count, () => '...F @include(if: $s)');
  const fragment = (count: number) => `fragment F on Node { ${repeat(count, (i) => `a${i}: a`)} }`;
  const nested = (depth: number) => `${repeat(depth, () => '... {')} a ${repeat(depth, () => '}')}`;
  const chained = (depth: number) =>
    `${repeat(depth, (i) => `fragment F${i} on Node { ...F${i + 1} }`)} fragment F${depth} on Node { a }`;

  test.each<[string, string, string, number | 'too much']>([
    ['a fragment that spreads itself', '...F', 'fragment F on Node { ... { ...F } a }', 1],
    ['200 inline fragments in one another', nested(200), '', 1],
    ['201 inline fragments in one another', nested(201), '', 'too much'],
    ['200 fragments in one another', '...F0', chained(199), 1],
    ['201 fragments in one another', '...F0', chained(200), 'too much'],
    ['20,000 fields', repeat(20_000, () => 'a'), '', 1],
    ['20,001 fields', repeat(20_001, () => 'a'), '', 'too much'],
    ['more that is passed by', repeat(20_001, () => NONE), '', 0],
    ['a fragment that is spread again and again', repeat(10_000, () => '...F'), fragment(5_000), 5_000],
    ['a fragment that is spread on many conditions', conditional(50), fragment(200), 200],
    ['a fragment that is spread on more conditions', conditional(200), fragment(200), 'too much'],
    [
      'many conditions on what is passed by',
      conditional(200),
      `fragment F on Node { ${repeat(1_000, () => NONE)} }`,
      0,
    ],
  ])('%s', (_what, selections, fragments, expected) => {
    const text = `query ($s: Boolean!) { node { ${selections} } } ${fragments}`;
    const look = () => collected(parse(text, { noLocation: true }), 'Doc', {}).uses.size;
    if (expected === 'too much') expect(look).toThrow(TooLargeError);
    else expect(look()).toBe(expected);
  });
});
