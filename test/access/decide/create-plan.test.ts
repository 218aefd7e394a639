import { describe, expect, test } from '@jest/globals';
import { createPlan } from '../../../src/access/decide/create-plan.js';
import type { PlannedField, PlannedSelection } from '../../../src/access/decide/plan.js';
import { repeat, rulesOf, sourceOf, whole } from '../planned.js';
import { buildSchema, ROLES } from '../support.js';

const schema = buildSchema(`
  type Query { open: Int @public closed: Int @auth doc: Doc @public node: Node @public any: Any @public raw: Raw @public none: Lonely @public }
  interface Node { id: ID secret: String next: Node }
  interface Lonely { id: ID }
  type Doc implements Node { id: ID secret: String @auth(role: ADMIN) next: Node }
  type Pic implements Node { id: ID secret: String next: Node title: String @auth }
  type Raw { id: ID more: Raw }
  union Any = Doc | Raw
  type Mutation { set(x: [Int] @auth, in: [In]): Int @public wipe(x: [Int]): Int @auth }
  input In { x: Int y: [In] }
  ${ROLES}`);
const ruleOf = rulesOf(schema);
const planOf = (text: string) => createPlan(sourceOf(schema, text), ruleOf);

/** What is in a plan: the fields, and below them, for each type, what is asked of it. */
type Sketch = Readonly<Record<string, string | readonly Sketch[]>>;

function sketch({ fields }: PlannedSelection): Sketch {
  return Object.fromEntries(
    fields.map(({ key, coordinate, below: { selections } }) => [
      key,
      selections.length > 0 ? selections.map(sketch) : coordinate,
    ]),
  );
}

function only(plan: PlannedSelection): PlannedField {
  const [field, ...others] = plan.fields;
  if (!field || others.length > 0) throw new Error('There is not one field.');
  return field;
}

describe('a plan', () => {
  test.each<[string, string, Sketch]>([
    ['has what has a rule, and not the rest', '{ open closed }', { closed: 'Query.closed' }],
    ['leaves out what has no rule below it', '{ raw { id more { id } } doc { id } node { id } }', {}],
    ['goes by the response key', '{ x: closed y: closed }', { x: 'Query.closed', y: 'Query.closed' }],
    ['goes down', '{ doc { id secret } }', { doc: [{ secret: 'Doc.secret' }] }],
    [
      'has each type that an object may be of, also one of which nothing has a rule',
      '{ node { secret ... on Pic { title } } any { ... on Doc { secret } ... on Raw { id } } }',
      {
        node: [{ secret: 'Doc.secret' }, { title: 'Pic.title' }],
        any: [{ secret: 'Doc.secret' }, {}],
      },
    ],
    [
      'merges what has the same key',
      '{ doc { id } ...F ... on Query { doc { next { id } } } } fragment F on Query { doc { secret } }',
      { doc: [{ secret: 'Doc.secret' }] },
    ],
    ['has nothing of a type that there is none of', '{ none { id } }', {}],
    ['has no __typename', '{ __typename doc { __typename } }', {}],
    ['has nothing of a field that there is not', '{ nothing doc { nothing } }', {}],
    ['has nothing of what is skipped', '{ closed @skip(if: true) doc @include(if: false) { secret } }', {}],
  ])('%s', (_what, text, expected) => expect(sketch(whole(planOf(text)))).toEqual(expected));

  test('of an operation that the schema has no root for is empty', () => {
    expect(planOf('subscription { closed }')).toEqual({ fields: [], height: 0 });
  });

  test('knows how many fields there are below one another, among those with a rule', () => {
    const heightOf = (text: string) => whole(planOf(text)).height;
    expect(heightOf('{ open }')).toBe(0);
    expect(heightOf('{ closed }')).toBe(1);
    expect(heightOf('{ raw { more { more { id } } } closed }')).toBe(1);
    expect(heightOf('{ node { next { secret } } doc { secret } closed }')).toBe(3);
  });

  test('has every place that selects a field, and when it counts', () => {
    const plan = whole(planOf('query ($b: Boolean!) { closed @skip(if: $b) ... @include(if: $b) { closed } closed }'));
    expect(only(plan).uses.map(({ when }) => when?.selection.kind)).toEqual(['Field', 'InlineFragment', undefined]);
  });

  test('keeps the condition of a field below it, if another place selects it too', () => {
    const conditionOf = (text: string) => {
      const [doc] = whole(planOf(`query ($b: Boolean!) { ${text} }`)).fields;
      const [below] = doc?.below.selections ?? [];
      return below?.fields.map(({ uses }) => uses.map(({ when }) => when !== undefined));
    };
    expect(conditionOf('doc @skip(if: $b) { secret }')).toEqual([[false]]);
    expect(conditionOf('doc @skip(if: $b) { secret } doc { secret }')).toEqual([[true, false]]);
    expect(conditionOf('doc { id } doc @skip(if: $b) { secret }')).toEqual([[true]]);
  });

  test('has one part for what is reached in several ways', () => {
    const text =
      '{ a: node { ...F } b: node { ...F } any { ... on Doc { next { ...F } } } } fragment F on Node { next { secret } }';
    const [a, b, any] = whole(planOf(text)).fields;
    const ofDoc = (field: PlannedField | undefined) => field?.below.selections[0]?.fields[0];
    // The sets that hold the spreads are several; what the fragment asks for is the same, whichever type asks for it.
    expect(ofDoc(a)?.below).toBe(ofDoc(b)?.below);
    // Doc and Pic are alike in it, so they are one class; Raw is another.
    expect(a?.below.selections).toHaveLength(1);
    expect(any?.below.selections).toHaveLength(2);
    expect(ofDoc(any)?.below.selections[0]?.fields[0]?.below).toBe(ofDoc(a)?.below);
  });

  test('does not take what counts at other times for the same', () => {
    const text = `query ($b: Boolean!) {
      x: doc { next @skip(if: $b) { ...F } next { id } }
      y: doc { next @include(if: $b) { ...F } next { id } }
    } fragment F on Node { secret }`;
    const [x, y] = whole(planOf(text)).fields.map(({ below }) => below.selections[0]?.fields[0]?.below);
    expect(x).toEqual(expect.objectContaining({ height: 1 }));
    expect(x).not.toBe(y);
  });
});

describe('too large is', () => {
  const nested = (depth: number) => `{ doc { ${repeat(depth, () => 'next {')} secret ${repeat(depth, () => '}')} } }`;
  // The same selections count again under each condition: a short text is as long as one of 1,000 times as many fields.
  const wide = (times: number) =>
    `query ($b: Boolean!) { doc { ${repeat(times, () => '...F @include(if: $b)')} } } fragment F on Doc { ${repeat(1_000, (i) => `a${i}: id`)} }`;
  const frags = (depth: number, first = 0) =>
    `${repeat(depth, (i) => `fragment F${first + i} on Node { next { ...F${first + i + 1} } }`)} fragment F${first + depth} on Node { secret }`;

  test.each<[string, string, boolean]>([
    ['what is 200 deep is not', nested(198), false],
    ['what is deeper', nested(199), true],
    ['what is deeper by fragments', `{ doc { ...F0 } } ${frags(200)}`, true],
    ['a fragment that is below itself', '{ doc { ...F } } fragment F on Node { secret next { ...F } }', true],
    [
      'what has no rule, but is so deep that the stack would end',
      `{ raw { ...F0 } } ${repeat(9_000, (i) => `fragment F${i} on Raw { more { ...F${i + 1} } }`)} fragment F9000 on Raw { id }`,
      true,
    ],
    // Each is reached first by itself, and is not that deep there.
    ['what is deep only by way of what is planned before', `{ a: doc { ...F100 } doc { ...F0 } } ${frags(250)}`, true],
    ['what is wide', wide(23), true],
    ['what is nearly as wide is not', wide(20), false],
    [
      'what is spread on conditions that are nested',
      `query ($b: Boolean!) { doc { ...F0 } } ${repeat(30, (i) => `fragment F${i} on Doc { ...F${i + 1} @include(if: $b) ...F${i + 1} @skip(if: $b) }`)} fragment F30 on Doc { secret }`,
      true,
    ],
    [
      'what is reached in ever more ways is not',
      `{ doc { ...F0 } } ${repeat(60, (i) => `fragment F${i} on Node { a: next { ...F${i + 1} } b: next { ...F${i + 1} } }`)} fragment F60 on Node { secret }`,
      false,
    ],
  ])('%s', (_what, text, isTooLarge) => expect(planOf(text) === 'too large').toBe(isTooLarge));

  const values = (count: number, value: string) => `[${repeat(count, () => value)}]`;
  test.each<[string, string, boolean]>([
    ['a long argument that has a rule', `wipe set(x: ${values(2_000, '1')})`, true],
    ['an argument that has many inside', `set(x: 1, in: ${values(70, '{ x: 1, y: [{ x: 1 }] }')})`, false],
    ['an argument that has more inside', `set(x: 1, in: ${values(410, '{ x: 1, y: [{ x: 1 }] }')})`, true],
    ['a long argument that decides nothing is not', `wipe(x: ${values(2_000, '1')})`, false],
  ])('%s, under a hundred conditions', (_what, selection, isTooLarge) => {
    const spreads = repeat(100, () => '...F @include(if: $b)');
    const text = `mutation ($b: Boolean!) { ${spreads} } fragment F on Mutation { ${selection} }`;
    expect(planOf(text) === 'too large').toBe(isTooLarge);
  });

  test('an abstract type with very many types is planned once for each class of them', () => {
    const types = Array.from({ length: 500 }, (_, i) => `T${i}`);
    const wide = buildSchema(`
      type Query { node: Node @public }
      interface Node { id: ID secret: String next: Node }
      ${types.map((name) => `type ${name} implements Node { id: ID secret: String @auth next: Node }`).join(' ')}
      ${ROLES}`);
    const asked: string[] = [];
    const rules = rulesOf(wide);
    const plan = whole(
      createPlan(sourceOf(wide, '{ node { next { next { next { secret } } } } }'), (coordinate) => {
        asked.push(coordinate);
        return rules(coordinate);
      }),
    );
    // Each rule is read once to compare it, and then those of the one class that there is.
    expect(new Set(asked).size).toBe(1 + 2 * types.length);
    expect(asked.length).toBeLessThan(1 + 2 * types.length + 10);
    const below = only(plan).below.selections.map((selection) => only(selection).below);
    expect(below).toHaveLength(1);
  });
});

describe('behind an interface of 300 types', () => {
  const names = Array.from({ length: 300 }, (_, i) => `T${i}`);
  const worldOf = (ofType: (name: string, index: number) => string) => {
    const wide = buildSchema(`
      type Query { node(id: ID): Node @public any: Any @public }
      interface Node { id: ID title: String next: Node }
      interface Even { id: ID }
      union Any = ${names.join(' | ')}
      ${names.map((name, i) => `type ${name} implements Node ${i % 2 ? '' : '& Even'} { id: ID next: Node ${ofType(name, i)} }`).join(' ')}
      ${ROLES}`);
    const ruled = rulesOf(wide);
    const known = new Map<string, ReturnType<typeof ruled>>();
    const rules = (coordinate: string) => {
      if (!known.has(coordinate)) known.set(coordinate, ruled(coordinate));
      return known.get(coordinate);
    };
    const planOf = (text: string) => createPlan(sourceOf(wide, text), rules);
    return Object.assign(planOf, { rules, schema: wide });
  };
  const twentyFive = (selected: string) => `{ ${repeat(25, (i) => `n${i}: node(id: ${i}) { ${selected} }`)} }`;

  test.each<[string, (name: string, index: number) => string, number]>([
    ['of which none has a rule', () => 'title: String', 0],
    ['of which one has', (_, i) => `title: String ${i === 7 ? '@auth(role: ADMIN)' : ''}`, 2],
    ['of which each has the same', () => 'title: String @auth(role: ADMIN)', 1],
    ['that belong to somebody', () => 'title: String @auth(owner: "id")', 1],
    ['that are protected as a whole, one like the other', () => 'title: String @auth @auth(policy: "may")', 1],
    ['with rules of three sorts', (_, i) => `title: String ${['', '@auth', '@auth(role: ADMIN)'][i % 3]}`, 3],
  ])('25 objects are planned once for each class of types: %s', (_what, ofType, classes) => {
    const plan = whole(worldOf(ofType)(twentyFive('id title')));
    expect(plan.fields).toHaveLength(classes === 0 ? 0 : 25);
    for (const { below } of plan.fields) expect(below.selections).toHaveLength(classes);
  });

  test.each<[string, string]>([
    ['a hundred fields', repeat(100, (i) => `a${i}: title`)],
    ['others in them', 'next { next { next { title } } }'],
    ['fragments on an interface', '... on Node { title ... on Even { id } }'],
    ['a fragment for each type', repeat(300, (i) => `... on T${i} { title }`)],
  ])('honest queries pass: %s', (_what, selected) => {
    const planOf = worldOf((_, i) => `title: String ${i % 2 ? '@auth' : ''}`);
    expect(planOf(selected.includes('T299') ? `{ node { ${selected} } }` : twentyFive(selected))).not.toBe('too large');
  });

  test('a type of its own rule keeps it, in whatever fragment it is asked for', () => {
    const planOf = worldOf((_, i) => `title: String own${i}: Int @auth(role: ${i % 2 ? 'ADMIN' : 'USER'})`);
    const plan = whole(planOf(`{ node { ${repeat(300, (i) => `... on T${i} { own${i} }`)} } }`));
    expect(only(plan).below.selections.map((selection) => only(selection).coordinate)).toEqual(
      names.map((name, i) => `${name}.own${i}`),
    );
  });

  test('hostile ones stop, and cost no more for being longer', () => {
    const planOf = worldOf((name, i) => `title: String ${i % 3 ? '@auth' : ''} f${i}: ${name} g: ${name} @auth`);
    // Each selects another set of fields, on objects of as many kinds as there are types.
    const hostile = (count: number) =>
      repeat(count, (i) => `n${i}: node { f${i % 300} { g { title } } ... on Even { a${i}: title next { title } } }`);
    const timeOf = (count: number) => {
      const text = `{ ${hostile(count)} }`;
      const source = sourceOf(planOf.schema, text);
      return Math.min(
        ...[1, 2, 3, 4].map(() => {
          const start = performance.now();
          expect(createPlan(source, planOf.rules)).toBe('too large');
          return performance.now() - start;
        }),
      );
    };
    expect(timeOf(2_000)).toBeLessThan(3 * timeOf(500));
  });
});

describe('behind an interface of 1,000 types', () => {
  const names = Array.from({ length: 1_000 }, (_, i) => `T${i}`);
  const many = buildSchema(`
    type Query { node: Node @public }
    interface Node { id: ID title: String }
    ${names.map((name) => `type ${name} implements Node { id: ID title: String own: Int @auth }`).join(' ')}
    ${ROLES}`);
  // One for all, so that only one is made.
  const rule = rulesOf(many)('T0.own');
  const ruleOf = (coordinate: string) => (coordinate.endsWith('.own') ? rule : undefined);
  const ofEach = (ask: (name: string) => string) => names.map(ask).join(' ');

  test.each<[string, string, string?]>([
    ['in the query', ofEach((name) => `... on ${name} { own title }`)],
    [
      'by their names',
      '...F',
      `fragment F on Node { ${ofEach((name) => `...${name}`)} } ${ofEach((name) => `fragment ${name} on ${name} { own }`)}`,
    ],
    [
      'between fields of all',
      `title ... on Node { id } ${ofEach((name) => `... on ${name} { own }`)} ... { a: title }`,
    ],
  ])('a fragment for each of them passes: %s', (_what, selected, fragments = '') => {
    const plan = whole(createPlan(sourceOf(many, `{ node { ${selected} } } ${fragments}`), ruleOf));
    const fields = only(plan).below.selections.flatMap((selection) => selection.fields);
    expect(fields.map(({ coordinate }) => coordinate)).toEqual(names.map((name) => `${name}.own`));
  });
});
