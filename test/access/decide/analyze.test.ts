import { describe, expect, test } from '@jest/globals';
import { GraphQLScalarType } from 'graphql';
import { analyze } from '../../../src/access/decide/analyze.js';
import { createPlan } from '../../../src/access/decide/create-plan.js';
import { repeat, rightsIn, rulesOf, sourceOf, whole } from '../planned.js';
import { anonymous, as, buildSchema, ROLES, withClaims } from '../support.js';
import { variablesFrom } from '../variables.js';

const schema = buildSchema(
  `
  scalar Odd
  enum Level { LOW HIGH @auth(role: ADMIN) }
  interface Node { id: ID secret: String other: String next: Node }
  type Doc implements Node { id: ID secret: String @auth(role: ADMIN) other: String @auth(role: EDITOR) next: Node mine: String @auth(owner: "id") }
  type Pic implements Node { id: ID secret: String @auth(role: EDITOR) other: String next: Node pic: String @auth(role: ADMIN) }
  interface Lonely { secret: String @auth(role: ADMIN) }
  union Any = Pic | Raw
  type Raw { id: ID secret: String }
  type Query {
    open: Int @public
    user: Int @auth(role: USER)
    admin: Int @auth(role: ADMIN)
    may: Int @auth(policy: "may")
    doc: Doc @public
    docs: [Doc!]! @public
    node: Node @public
    any: Any @public
    none: Lonely @public
    closed: Node @auth(role: ADMIN)
    level: Level @public
    org(id: ID = "o1"): Int @auth(claims: [{ name: "org", argument: "id" }])
    orgOrAdmin(id: ID, odd: Odd): Int @auth(anyOf: [{ role: ADMIN }, { claims: [{ name: "org", argument: "id" }] }])
    odd(odd: Odd, id: ID): Int @auth(role: ADMIN)
    set(x: Int = 3 @auth(role: ADMIN), odd: Odd): Int @public
    userSet(x: Int @auth(role: ADMIN)): Int @auth(role: USER)
  }
  ${ROLES}`,
  {
    Odd: new GraphQLScalarType({
      name: 'Odd',
      parseValue: (value) => value,
      parseLiteral: () => {
        throw new RangeError('That is not odd.');
      },
    }),
  },
);
const ruleOf = rulesOf(schema);

function decide(text: string, viewer = as('u1', 'USER'), variables: Record<string, unknown> = {}) {
  const source = sourceOf(schema, text);
  const values = variablesFrom(schema, source.operation.variableDefinitions, variables);
  const { decision, refusals } = analyze(whole(createPlan(source, ruleOf)), values, rightsIn(schema, viewer));
  return [decision, ...refusals.map(({ path, coordinate }) => `${path.join('.')} ${coordinate}`)];
}

describe('an operation', () => {
  test.each<[string, string, readonly string[]]>([
    ['of which everything is granted', '{ open user }', ['granted']],
    ['of which something depends on the object', '{ user may doc { mine } }', ['open']],
    ['of which something is refused', '{ user may admin }', ['refused', 'admin Query.admin']],
    [
      'with several refusals, in their order',
      '{ b: admin user a: admin }',
      ['refused', 'b Query.admin', 'a Query.admin'],
    ],
    [
      'with a refusal deep down',
      '{ doc { next { next { ... on Doc { x: secret } secret } } } }',
      ['refused', 'doc.next.next.x Doc.secret', 'doc.next.next.secret Doc.secret'],
    ],
    ['with a refusal in a list', '{ docs { id secret } }', ['refused', 'docs.secret Doc.secret']],
    ['that is empty', '{ __typename }', ['granted']],
  ])('%s', (_what, text, expected) => expect(decide(text)).toEqual(expected));

  test('is decided for its viewer', () => {
    const text = '{ user doc { secret other } }';
    expect(decide(text, as('u1', 'ADMIN', 'EDITOR'))).toEqual(['granted']);
    expect(decide(text, as('u1', 'ADMIN'))).toEqual(['refused', 'doc.other Doc.other']);
    expect(decide(text, anonymous)).toEqual([
      'refused',
      'user Query.user',
      'doc.secret Doc.secret',
      'doc.other Doc.other',
    ]);
  });

  test('is refused above what is below: its result is not asked for', () => {
    expect(decide('{ closed { secret } }')).toEqual(['refused', 'closed Query.closed']);
  });

  test('has at most 200 refusals, the first ones', () => {
    const refusals = (count: number) => decide(`{ ${repeat(count, (i) => `a${i}: admin`)} }`).slice(1);
    expect(refusals(200)).toHaveLength(200);
    expect(refusals(201)).toEqual(refusals(200));
    const below = decide(
      `{ ${repeat(15, (i) => `d${i}: doc { ...F }`)} } fragment F on Doc { ${repeat(15, (i) => `a${i}: secret`)} }`,
    );
    expect(below.slice(1)).toHaveLength(200);
    expect(below.at(-1)).toBe('d13.a4 Doc.secret');
  });
});

describe('a result of an abstract type', () => {
  test.each<[string, string, readonly string[]]>([
    ['is refused if the same field is, for each type', '{ node { secret } }', ['refused', 'node.secret Doc.secret']],
    [
      'is refused if some field is, for each type',
      '{ node { ... on Doc { other } ... on Pic { pic } } }',
      ['refused', 'node.other Doc.other'],
    ],
    ['is open if one type refuses nothing', '{ node { ... on Doc { other secret } } }', ['open']],
    ['is open if one type has no rule there', '{ any { ... on Pic { secret } ... on Raw { secret } } }', ['open']],
    [
      'is refused if it is so deep down',
      '{ node { next { id next { secret } } } }',
      ['refused', 'node.next.next.secret Doc.secret'],
    ],
    ['is open if it is refused deep down for one type alone', '{ node { next { next { other } } } }', ['open']],
    ['is granted if there is no type for it', '{ none { secret } }', ['granted']],
    [
      'tells the refusals of its first type',
      '{ node { secret x: secret ... on Pic { pic } } }',
      ['refused', 'node.secret Doc.secret', 'node.x Doc.secret'],
    ],
  ])('%s', (_what, text, expected) => expect(decide(text)).toEqual(expected));

  test('is granted if every type is', () => {
    expect(decide('{ node { secret other } }', as('u1', 'EDITOR', 'ADMIN'))).toEqual(['granted']);
    expect(decide('{ node { secret other } }', as('u1', 'EDITOR'))).toEqual(['open']);
    expect(decide('{ node { other } }', as('u1', 'EDITOR'))).toEqual(['granted']);
  });
});

describe('a condition', () => {
  const both = (text: string) =>
    [true, false].map((b) => decide(`query ($b: Boolean!) { ${text} }`, as('u1', 'USER'), { b })[0]);

  test.each<[string, readonly string[]]>([
    ['open admin @skip(if: $b)', ['granted', 'refused']],
    ['open admin @include(if: $b)', ['refused', 'granted']],
    ['open ... @include(if: $b) { doc { secret } }', ['refused', 'granted']],
    ['doc @skip(if: $b) { secret }', ['granted', 'refused']],
    ['doc @skip(if: $b) { secret } doc { id }', ['granted', 'refused']],
    ['doc @skip(if: $b) { secret } doc { secret }', ['refused', 'refused']],
    ['doc { ... @skip(if: $b) { secret } secret @include(if: $b) }', ['refused', 'refused']],
    ['node { ... on Doc { other } ... on Pic @include(if: $b) { pic } }', ['refused', 'open']],
    ['may @include(if: $b)', ['open', 'granted']],
  ])('is asked with the variables: %s', (text, expected) => expect(both(text)).toEqual(expected));

  test('has its default if nothing is sent', () => {
    expect(decide('query ($b: Boolean = true) { open admin @skip(if: $b) }')).toEqual(['granted']);
    expect(decide('query ($b: Boolean = true) { open admin @include(if: $b) }')).toEqual([
      'refused',
      'admin Query.admin',
    ]);
  });
});

describe('an argument', () => {
  const member = withClaims({ org: 'o1' });

  test.each<[string, readonly string[], Record<string, unknown>?]>([
    ['{ org(id: "o1") }', ['granted']],
    ['{ org(id: "o2") }', ['refused', 'org Query.org']],
    ['{ org }', ['granted']],
    ['query ($id: ID) { org(id: $id) }', ['refused', 'org Query.org'], { id: 'o2' }],
    ['query ($id: ID) { org(id: $id) }', ['granted'], { id: 'o1' }],
    ['query ($id: ID) { org(id: $id) }', ['granted'], {}],
    ['query ($id: ID) { org(id: $id) }', ['refused', 'org Query.org'], { id: null }],
    ['{ set }', ['granted']],
    ['{ set(x: 3) }', ['granted']],
    ['{ set(x: 4) }', ['refused', 'set Query.set']],
    ['{ a: org(id: "o1") b: org(id: "o2") }', ['refused', 'b Query.org']],
  ])('decides: %s', (...[text, expected, variables]) => expect(decide(text, member, variables)).toEqual(expected));

  test('is that of the first place that is included', () => {
    // Not valid: graphql-js runs the field once, with the arguments of the first.
    const text = 'query ($b: Boolean!) { org(id: "o1") @skip(if: $b) org(id: "o2") }';
    expect(decide(text, member, { b: false })).toEqual(['granted']);
    expect(decide(text, member, { b: true })).toEqual(['refused', 'org Query.org']);
  });

  test('that cannot be read leaves open what it would decide', () => {
    expect(decide('{ orgOrAdmin(odd: 1, id: "o2") }', member)).toEqual(['open']);
    expect(decide('{ set(odd: 1, x: 4) }', member)).toEqual(['open']);
    expect(decide('query ($x: Int!) { set(x: $x) }', member, { x: 4 })).toEqual(['refused', 'set Query.set']);
  });

  test('that cannot be read is no way past what the token refuses', () => {
    expect(decide('{ odd(odd: 1) }')).toEqual(['refused', 'odd Query.odd']);
    expect(decide('{ odd(odd: 1) }', as('u1', 'ADMIN'))).toEqual(['granted']);
    expect(decide('{ orgOrAdmin(odd: 1) }')).toEqual(['refused', 'orgOrAdmin Query.orgOrAdmin']);
  });

  test('and the field must both be granted', () => {
    expect(decide('{ userSet }')).toEqual(['granted']);
    expect(decide('{ userSet(x: 1) }')).toEqual(['refused', 'userSet Query.userSet']);
    expect(decide('{ userSet(x: 1) }', as('u1', 'ADMIN'))).toEqual(['granted']);
    expect(decide('{ userSet }', as('u1'))).toEqual(['refused', 'userSet Query.userSet']);
  });
});

test('an enum value that may be taken out of the result leaves it open', () => {
  expect(decide('{ level }')).toEqual(['open']);
  expect(decide('{ level }', as('u1', 'ADMIN'))).toEqual(['granted']);
  expect(decide('{ open }')).toEqual(['granted']);
});

test('a part of the plan is decided once, in however many ways it is reached', () => {
  const wide = `{ doc { ...F0 } } ${repeat(40, (i) => `fragment F${i} on Node { a: next { ...F${i + 1} } b: next { ...F${i + 1} } }`)} fragment F40 on Node { secret }`;
  const source = sourceOf(schema, wide);
  let asked = 0;
  const plan = createPlan(source, (coordinate) => {
    const rule = ruleOf(coordinate);
    return (
      rule && {
        ...rule,
        decide: (...sent) => {
          asked += 1;
          return rule.decide(...sent);
        },
      }
    );
  });
  const { refusals } = analyze(whole(plan), {}, rightsIn(schema, as('u1')));
  // Two places that spread the last fragment, for two types.
  expect(asked).toBe(4);
  expect(refusals).toHaveLength(200);
  expect(refusals[1]?.path).toEqual(['doc', ...Array.from({ length: 39 }, () => 'a'), 'b', 'secret']);
});
