import { describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery, parse } from 'graphql';
import { countTokens } from '../../../src/server/limits/count-tokens.js';
import { measureOperations, type StaticFigures } from '../../../src/server/limits/static-figures.js';

const figuresOf = (source: string): readonly StaticFigures[] => [...measureOperations(parse(source)).values()];
const figureOf = (figure: keyof StaticFigures, source: string) => figuresOf(source).map((figures) => figures[figure]);
const chain = (length: number, part: (next: string) => string, end: string) =>
  Array.from({ length }, (_, i) => `fragment F${i} on T { ${part(`...F${i + 1}`)} }`).join(' ') +
  ` fragment F${length} on T { ${end} }`;

describe('depth', () => {
  test.each([
    ['a field', '{ a }', 1],
    ['the deepest of several', '{ a { b } c { d { e } } f }', 3],
    ['inline fragments, which are no level', '{ a { ... { ... on T { b } } } }', 2],
    ['a fragment', '{ a { ...F } } fragment F on T { b { c } }', 3],
    ['fragments in fragments', `{ ...F0 } ${chain(10, (next) => `a { ${next} }`, 'a')}`, 11],
    ['what is skipped', '{ a { b @skip(if: true) { c } } }', 3],
    [
      'what is spread under a condition',
      'query ($x: Boolean = false) { ...F @include(if: $x) } fragment F on T { a { b } }',
      2,
    ],
  ])('%s', (_what, source, depth) => {
    expect(figureOf('depth', source)).toEqual([depth]);
  });
});

describe('aliases', () => {
  test.each([
    ['none', '{ a b { c } }', 0],
    ['of any field, __typename too', '{ a: b c: __typename d { e: f } }', 3],
    ['that are the name of the field', '{ a: a }', 1],
    ['in fragments, each time that one is spread', '{ ...F ...F x { ...F } } fragment F on T { a: b ... { c: d } }', 6],
    ['in what is skipped', '{ a: b @skip(if: true) ... @include(if: false) { c: d } }', 2],
  ])('%s', (_what, source, aliases) => {
    expect(figureOf('aliases', source)).toEqual([aliases]);
  });
});

describe('fields at the root', () => {
  test.each([
    ['each', '{ a b { c d } }', 2],
    ['each time, though they are merged', '{ a a a }', 3],
    ['in fragments, each time that one is spread', 'mutation { ...F ...F ... on M { a } } fragment F on M { b c }', 5],
  ])('%s', (_what, source, rootFields) => {
    expect(figureOf('rootFields', source)).toEqual([rootFields]);
  });
});

describe('directives', () => {
  test.each([
    ['wherever they stand', 'query ($v: Int @a) @a { b @a ... @a { c @a } ...F @a } fragment F on T @a { d @a }', 8, 1],
    ['many in one place', '{ b @a @a @a { c @a @a } }', 5, 3],
    ['in a fragment, each time that it is spread', '{ ...F ...F } fragment F on T { b @a @a }', 4, 2],
    ['in introspection', '{ __schema { types @a { name @a @a } } }', 3, 2],
  ])('%s', (_what, source, directives, directivesPerPlace) => {
    expect(figuresOf(source)).toMatchObject([{ directives, directivesPerPlace }]);
  });
});

describe('introspection', () => {
  test('counts as one level and without its aliases, since a rule of its own bounds it', () => {
    expect(figuresOf(getIntrospectionQuery())).toMatchObject([{ depth: 1, aliases: 0, rootFields: 1 }]);
    expect(figuresOf('{ a: __type(name: "T") { x: kind y: ofType { kind } } }')).toMatchObject([
      { depth: 1, aliases: 1 },
    ]);
  });

  test.each([
    ['a fragment', '{ ...__schema } fragment __schema on Query { a: b { c { d: e } } }'],
    ['an operation', 'query __schema { a: b { c { d: e } } }'],
    ['an alias', '{ __schema: b { c { d: e } } }'],
    ['a variable', 'query ($__schema: Int) { a: b(x: $__schema) { c { d: e } } }'],
  ])('is not what %s is named like it', (_what, source) => {
    expect(figuresOf(source)).toMatchObject([{ depth: 3, aliases: 2 }]);
  });
});

describe('documents that are not valid, or hostile', () => {
  test('a fragment in itself, or in a circle, ends', () => {
    expect(figureOf('depth', '{ ...A } fragment A on T { a { ...A } }')).toEqual([1]);
    expect(figureOf('aliases', '{ ...A } fragment A on T { a: b ...B } fragment B on T { c: d ...A }')).toEqual([2]);
  });

  test('a fragment that is not there counts nothing', () => {
    expect(figureOf('rootFields', '{ a ...Nowhere }')).toEqual([1]);
  });

  test('fragments that double are counted without being spread out', () => {
    const doubled = (length: number) => `{ ...F0 } ${chain(length, (next) => `${next} ${next}`, 'a: b @c')}`;
    expect(figuresOf(doubled(20))).toMatchObject([
      { depth: 1, aliases: 2 ** 20, rootFields: 2 ** 20, directives: 2 ** 20 },
    ]);
    const most = Number.MAX_SAFE_INTEGER;
    expect(figuresOf(doubled(150))).toMatchObject([{ aliases: most, rootFields: most, directives: most }]);
  });

  test('each operation has its own', () => {
    expect(figureOf('aliases', 'query A { a: b } query B { ...F c: d } fragment F on T { e: f }')).toEqual([1, 2]);
  });
});

test.each([
  ['{ a }', 3],
  ['{ a(b: """text of # words""", c: [1, "x"]) @d ...F } # a comment', 18],
  ['query A { a } query B { b }', 10],
])('tokens are counted as the parser counts them: %s', (source, tokens) => {
  expect(countTokens(parse(source))).toBe(tokens);
  expect(() => parse(source, { maxTokens: tokens })).not.toThrow();
  expect(() => parse(source, { maxTokens: tokens - 1 })).toThrow('tokens');
});
