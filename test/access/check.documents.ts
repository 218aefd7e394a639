import fc from 'fast-check';

/** A part of a selection set, as text. */
type Text = fc.Arbitrary<string>;

const CONDITIONS = [
  '',
  '',
  '',
  '@skip(if: true)',
  '@skip(if: false)',
  '@include(if: $b)',
  '@skip(if: $b)',
  '@include(if: $c)',
  '@skip(if: $c) @include(if: $b)',
];
const LEAVES = [
  'a',
  'a1: a(org: "o1")',
  'a2: a(org: "o2")',
  'a3: a(org: $org)',
  'a4: a(x: 1)',
  'a5: a(x: $x)',
  'b',
  'b2: b',
  'b',
  'level',
  '__typename',
];
const OBJECTS = ['one', 'one', 'p: one', 'many', 'any'];
const ON = ['', 'on A', 'on B', 'on C', 'on Node', 'on Any'];
const FRAGMENTS = 4;

const condition = fc.constantFrom(...CONDITIONS);
const join = (...parts: readonly Text[]): Text => fc.tuple(...parts).map((texts) => texts.join(' '));

/** `from`: the first fragment that may be spread here; each spreads only those after it, so that none is endless. */
function selections(depth: number, from: number, isUnion = false): Text {
  const leaf = join(fc.constantFrom(...(isUnion ? ['__typename'] : LEAVES)), condition);
  const inline = (on: string) => join(fc.constant(`... ${on}`), condition, braced(depth - 1, from, on === 'on Any'));
  const choices: { weight: number; arbitrary: Text }[] = [{ weight: 2, arbitrary: leaf }];
  if (depth > 0) {
    choices.push({ weight: 2, arbitrary: fc.constantFrom(...(isUnion ? ON.slice(1) : ON)).chain(inline) });
    if (!isUnion) choices.push({ weight: 3, arbitrary: object(depth, from) });
  }
  const spreadable = Array.from({ length: FRAGMENTS - from }, (_, i) => `...F${from + i}`);
  if (spreadable.length > 0) choices.push({ weight: 2, arbitrary: join(fc.constantFrom(...spreadable), condition) });
  return fc.array(fc.oneof(...choices), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '));
}

function object(depth: number, from: number): Text {
  return fc
    .constantFrom(...OBJECTS)
    .chain((name) => join(fc.constant(name), condition, braced(depth - 1, from, name === 'any')));
}

function braced(depth: number, from: number, isUnion = false): Text {
  return selections(Math.max(0, depth), from, isUnion).map((text) => `{ ${text} }`);
}

const fragment = (index: number): Text =>
  fc
    .constantFrom(...ON.slice(1))
    .chain((on) => join(fc.constant(`fragment F${index} ${on}`), braced(2, index + 1, on === 'on Any')));

/** An operation on the models of the oracle. */
export const documents: Text = join(
  fc.constantFrom('query', 'mutation'),
  fc.constant('($b: Boolean!, $c: Boolean = true, $org: ID = "o2", $x: Int)'),
  join(fc.constant('{'), object(4, 0), selections(3, 0), fc.constant('}')),
  ...Array.from({ length: FRAGMENTS }, (_, index) => fragment(index)),
);

export const variables = fc.record(
  {
    b: fc.boolean(),
    c: fc.boolean(),
    org: fc.constantFrom('o1', 'o2', null),
    x: fc.constantFrom(1, null),
  },
  { requiredKeys: ['b'] },
);
