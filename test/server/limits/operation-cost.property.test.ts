import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildSchema, parse, validate } from 'graphql';
import { createOperationFigures } from '../../../src/server/limits/operation-figures.js';
import { rounds } from '../../support/rounds.js';
import { costDirectives } from './support.js';

const LIST = 2;
const schema = buildSchema(`${costDirectives}
  type T {
    id: ID
    dear: ID @cost(weight: "3")
    t: T
    ts(n: Int): [T] @listSize(slicingArguments: ["n"], requireOneSlicingArgument: false, assumedSize: 3)
    page(n: Int): P @cost(weight: "2") @listSize(slicingArguments: ["n"], sizedFields: ["xs"], requireOneSlicingArgument: false, assumedSize: 4)
  }
  type P { xs: [T] ys: [T] p: P }
  type Query { t: T }`);
const figures = createOperationFigures(schema, LIST);

/** A selection, and for a field what its argument is, if it has one: a number, a variable, or nothing. */
interface Selection {
  readonly field: string;
  readonly n?: number | '$a' | '$b' | undefined;
  readonly inside?: readonly Selection[];
}

const FRAGMENTS = { T: 3, P: 2 } as const;
type TypeName = keyof typeof FRAGMENTS;

const n = fc.option(fc.oneof(fc.integer({ min: -1, max: 5 }), fc.constantFrom('$a' as const, '$b' as const)), {
  nil: undefined,
});

/** Selections on a type that spread fragments from `from` on, so that there is no circle. */
function selections(type: TypeName, from: number, depth: number): fc.Arbitrary<readonly Selection[]> {
  const inner = (of: TypeName) => selections(of, from, depth - 1);
  const leaf: fc.Arbitrary<Selection> =
    type === 'T' ? fc.constantFrom({ field: 'id' }, { field: 'dear' }) : fc.constant({ field: '__typename' });
  const spread = fc
    .integer({ min: Math.min(from, FRAGMENTS[type] - 1), max: FRAGMENTS[type] - 1 })
    .map((index): Selection => ({ field: index >= from ? `...${type}${index}` : '__typename' }));
  if (depth === 0) return fc.array(fc.oneof(leaf, spread), { minLength: 1, maxLength: 2 });
  const nested: fc.Arbitrary<Selection>[] =
    type === 'T'
      ? [
          inner('T').map((inside) => ({ field: 't', inside })),
          fc.tuple(n, inner('T')).map(([size, inside]) => ({ field: 'ts', n: size, inside })),
          fc.tuple(n, inner('P')).map(([size, inside]) => ({ field: 'page', n: size, inside })),
        ]
      : [
          ...['xs', 'ys'].map((field) => inner('T').map((inside) => ({ field, inside }))),
          inner('P').map((inside) => ({ field: 'p', inside })),
        ];
  const inline = inner(type).map((inside): Selection => ({ field: `... on ${type}`, inside }));
  return fc.array(fc.oneof(leaf, spread, inline, ...nested), { minLength: 1, maxLength: 3 });
}

function print(all: readonly Selection[]): string {
  // Each under a key of its own: the same field with other arguments cannot be merged.
  return all
    .map(
      ({ field, n: size, inside }) =>
        `${/^[a-z]/.test(field) ? `k${counter++}: ` : ''}${field}${size === undefined ? '' : `(n: ${size})`} ${inside ? `{ ${print(inside)} }` : ''}`,
    )
    .join(' ');
}
let counter = 0;

type Fragments = Readonly<Record<string, readonly Selection[]>>;
type Variables = Readonly<Record<string, number | null>>;

/** Spreads everything out. `around` is how long the lists are whose size the field around says. */
function oracle(all: readonly Selection[], fragments: Fragments, variables: Variables, around = LIST): number {
  const cost = (inside: readonly Selection[] = [], size?: number) => oracle(inside, fragments, variables, size);
  const sizeOf = (value: Selection['n'], assumed: number) => {
    const given = typeof value === 'string' ? variables[value.slice(1)] : value;
    return typeof given === 'number' && given > 0 ? given : assumed;
  };
  return all.reduce((sum, { field, n: size, inside }) => {
    if (field === 'dear') return sum + 3;
    if (field === 't' || field === 'p') return sum + 1 + cost(inside);
    if (field === 'ts') return sum + sizeOf(size, 3) * (1 + cost(inside));
    if (field === 'page') return sum + 2 + cost(inside, sizeOf(size, 4));
    if (field === 'xs') return sum + around * (1 + cost(inside));
    if (field === 'ys') return sum + LIST * (1 + cost(inside));
    if (field.startsWith('... on')) return sum + cost(inside, around);
    return field.startsWith('...') ? sum + cost(fragments[field.slice(3)], around) : sum;
  }, 0);
}

const drawn = fc.record({
  root: selections('T', 0, 3),
  fragments: fc.record({
    ...{ T0: selections('T', 1, 2), T1: selections('T', 2, 2), T2: selections('T', 3, 2) },
    ...{ P0: selections('P', 1, 2), P1: selections('P', 2, 2) },
  }),
  variables: fc.record(
    { a: fc.option(fc.integer({ min: -1, max: 9 })), b: fc.integer({ min: 0, max: 9 }) },
    { requiredKeys: [] },
  ),
});

test('the cost is that of the operation with all of its fragments spread out', () => {
  const seen = { costs: new Set<number>(), varying: 0 };
  fc.assert(
    fc.property(drawn, ({ root, fragments, variables }) => {
      counter = 0;
      const source = `query ($a: Int = 6, $b: Int) { t { ${print(root)} } } ${Object.entries(fragments)
        .map(([name, all]) => `fragment ${name} on ${name[0]} { ${print(all)} }`)
        .join(' ')}`;
      const document = parse(source);
      const problems = validate(schema, document).filter(({ message }) => !/is never used/.test(message));
      expect(problems).toEqual([]);
      const cost = figures.of(document, null, variables)?.cost;
      expect(cost).toBe(1 + oracle(root, fragments, { a: 6, ...variables }));
      seen.costs.add(cost ?? 0);
      if (cost !== figures.of(document, null, { a: 9, b: 9 })?.cost) seen.varying += 1;
    }),
    { numRuns: rounds(1000) },
  );
  // What is drawn says something: there are many costs, and many that depend on variables.
  expect(seen.costs.size).toBeGreaterThan(20);
  expect(seen.varying).toBeGreaterThan(20);
});
