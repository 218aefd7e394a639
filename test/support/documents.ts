import fc from 'fast-check';

/** What the documents select: fields as text, with alias and arguments. */
export interface Vocabulary {
  readonly leaves: readonly string[];
  /** Fields that have fields. */
  readonly objects: readonly string[];
  /** Those of them that are of a union, and type conditions that are one: nothing but `__typename` is there. */
  readonly unions: readonly string[];
  /** Type conditions of fragments, `on A`; the first is of an inline fragment without one. */
  readonly on: readonly string[];
  /** The variables of the operation, with their parentheses; `$b` and `$c` are Booleans. */
  readonly variables: string;
}

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
const FRAGMENTS = 4;

const condition = fc.constantFrom(...CONDITIONS);
const join = (...parts: readonly Text[]): Text => fc.tuple(...parts).map((texts) => texts.join(' '));

/** A query or a mutation, with fragments. */
export function documentsOf({ leaves, objects, unions, on: typeConditions, variables }: Vocabulary): Text {
  /** `from`: the first fragment that may be spread here; each spreads only those after it, so that none is endless. */
  const selections = (depth: number, from: number, isUnion = false): Text => {
    const leaf = join(fc.constantFrom(...(isUnion ? ['__typename'] : leaves)), condition);
    const inline = (on: string) =>
      join(fc.constant(`... ${on}`), condition, braced(depth - 1, from, unions.includes(on)));
    const choices: { weight: number; arbitrary: Text }[] = [{ weight: 2, arbitrary: leaf }];
    if (depth > 0) {
      const conditions = isUnion ? typeConditions.slice(1) : typeConditions;
      choices.push({ weight: 2, arbitrary: fc.constantFrom(...conditions).chain(inline) });
      if (!isUnion) choices.push({ weight: 3, arbitrary: object(depth, from) });
    }
    const spreadable = Array.from({ length: FRAGMENTS - from }, (_, i) => `...F${from + i}`);
    if (spreadable.length > 0) choices.push({ weight: 2, arbitrary: join(fc.constantFrom(...spreadable), condition) });
    return fc.array(fc.oneof(...choices), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '));
  };
  const object = (depth: number, from: number): Text =>
    fc
      .constantFrom(...objects)
      .chain((name) => join(fc.constant(name), condition, braced(depth - 1, from, unions.includes(name))));
  const braced = (depth: number, from: number, isUnion = false): Text =>
    selections(Math.max(0, depth), from, isUnion).map((text) => `{ ${text} }`);
  const fragment = (index: number): Text =>
    fc
      .constantFrom(...typeConditions.slice(1))
      .chain((on) => join(fc.constant(`fragment F${index} ${on}`), braced(2, index + 1, unions.includes(on))));
  return join(
    fc.constantFrom('query', 'mutation'),
    fc.constant(variables),
    join(fc.constant('{'), object(4, 0), selections(3, 0), fc.constant('}')),
    ...Array.from({ length: FRAGMENTS }, (_, index) => fragment(index)),
  );
}
