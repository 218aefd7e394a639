import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { describe, expect, test } from '@jest/globals';
import { execute, type GraphQLSchema, parse } from 'graphql';
import { StartupError } from '../../../src/errors.js';
import { forms, inCode } from '../code-first.js';
import { entities, type Representation, subgraph } from '../subgraph.js';
import { allowed, answerOf, as, onlyProblemOf, protect } from '../support.js';

type Resolvers = GraphQLResolverMap<unknown>;
const byKey = ({ id }: Representation) => ({ id, buyerId: 'ann', org: 'acme' });
const loaded: Resolvers = { Order: { __resolveReference: byKey } };

function problems(sdl: string, resolvers?: Resolvers, options?: Parameters<typeof subgraph>[2]): readonly string[] {
  return problemsOf(subgraph(`type Query { ping: Int @public } ${sdl}`, resolvers, options));
}

function problemsOf(schema: GraphQLSchema): readonly string[] {
  try {
    protect(schema);
  } catch (error) {
    if (error instanceof StartupError) return error.problems;
    throw error;
  }
  return [];
}

const ORDER = 'type Order @key(fields: "id") { id: ID!  buyerId: ID  org: ID  total: Int @auth(RULE) }';
const order = (rule: string) => ORDER.replace('RULE', rule);
const NOT_LOADED = (coordinate: string, type = 'Order') =>
  `${coordinate}: A rule compares this field, but ${type} has no __resolveReference, so its objects come straight from the request. Add a __resolveReference to ${type} that loads the object by its key.`;
const EXTERNAL = (coordinate: string) =>
  `${coordinate}: A rule compares this field, but it is @external: whoever sends a representation sets its value. Compare a field whose value this subgraph looks up.`;

describe('an entity that nothing looks up', () => {
  test.each([
    ['owner', 'owner: "buyerId"', 'Order.buyerId'],
    ['a claim', 'claims: [{ name: "org", field: "org" }]', 'Order.org'],
    ['an alternative', 'anyOf: [{ role: ADMIN }, { owner: "id" }]', 'Order.id'],
  ])('is not compared by %s', (_what, rule, coordinate) => {
    expect(problems(order(rule))).toEqual([NOT_LOADED(coordinate)]);
    expect(problems(order(rule), loaded)).toEqual([]);
  });

  test('is not compared by what its type says, or its interface', () => {
    const sdl =
      'interface Owned @auth(owner: "by") { by: ID } type Note implements Owned @key(fields: "by") { by: ID }';
    expect(problems(sdl)).toEqual([NOT_LOADED('Note.by', 'Note')]);
    expect(problems(sdl, { Note: { __resolveReference: byKey } })).toEqual([]);
  });

  test('is given for its key even if that is said not to be resolvable', () => {
    const stub = order('owner: "buyerId"').replace('"id")', '"id", resolvable: false)');
    const others = `${stub} type Product @key(fields: "id") { id: ID! }`;
    expect(problems(others)).toEqual([NOT_LOADED('Order.buyerId')]);
  });

  test('may ask for what the token decides', () => {
    expect(problems(order('role: ADMIN, scopes: ["a"], claims: [{ name: "org", equals: "acme" }]'))).toEqual([]);
  });

  test('gives other objects as they are sent, and those are not compared', () => {
    const sdl = `${order('role: ADMIN').replace('org: ID', 'lines: [Line]')}
      interface Line { by: ID } type Sold implements Line { by: ID  price: Int @auth(owner: "by")  next: Line }`;
    expect(problems(sdl)).toEqual([NOT_LOADED('Sold.by')]);
    const Line = { __resolveType: () => 'Sold' };
    expect(problems(sdl, { Line, Order: { lines: () => [] } })).toEqual([]);
    expect(problems(sdl, { Line, ...loaded })).toEqual([]);
  });
});

describe('a field that is @external', () => {
  const external =
    'type Order @key(fields: "id") { id: ID!  buyerId: ID @external  net: Int @requires(fields: "buyerId") @auth(owner: "buyerId") }';

  test('is not compared, whoever looks up the object', () => {
    expect(problems(external, loaded)).toEqual([EXTERNAL('Order.buyerId')]);
    expect(
      problems(
        external
          .replace('buyerId: ID @external', 'cost: Int @external  buyerId: ID')
          .replace('"buyerId") @', '"cost") @'),
        loaded,
      ),
    ).toEqual([]);
  });

  test.each([
    ['under another name', 'import: ["@key", "@requires", { name: "@external", as: "@theirs" }]', '@theirs'],
    ['in its namespace', 'import: ["@key", "@requires"]', '@federation__external'],
    ['in a namespace of another name', 'as: "fed", import: ["@key", "@requires"]', '@fed__external'],
  ])('is known %s', (_what, args, name) => {
    const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", ${args})`;
    const sdl = external.replace('@external', name);
    expect(problems(sdl, loaded, { link })).toEqual([EXTERNAL('Order.buyerId')]);
    for (const form of Object.values(forms))
      expect(problemsOf(inCode(subgraph(`type Query { ping: Int @public } ${sdl}`, loaded, { link }), form))).toEqual([
        EXTERNAL('Order.buyerId'),
      ]);
  });

  test('is known in code, of a field or of its type', () => {
    const all =
      'type Order @key(fields: "id") { id: ID!  at: Place  net: Int @requires(fields: "at { by name }") } type Place @external { by: ID  name: String @auth(owner: "by") }';
    const plain = all.replace(/ @(external|requires\(.*?\))/g, '');
    for (const form of Object.values(forms)) {
      const made = (sdl: string) =>
        problemsOf(inCode(subgraph(`type Query { ping: Int @public } ${sdl}`, loaded, { link: '' }), form));
      expect(made(external.replace('type Order', 'extend type Order').replace('id: ID!', 'id: ID! @external'))).toEqual(
        [EXTERNAL('Order.buyerId')],
      );
      expect(made(all)).toEqual([EXTERNAL('Place.by')]);
      expect(made(plain)).toEqual([]);
    }
  });

  test('is known in the first version of federation, and so is a type of such fields', () => {
    const sdl = external.replace('type Order', 'extend type Order').replace('id: ID!', 'id: ID! @external');
    expect(problems(sdl, loaded, { link: '' })).toEqual([EXTERNAL('Order.buyerId')]);
    const all =
      'type Order @key(fields: "id") { id: ID!  at: Place  net: Int @requires(fields: "at { by name }") } type Place @external { by: ID  name: String @auth(owner: "by") }';
    expect(problems(all, loaded)).toEqual([EXTERNAL('Place.by')]);
  });

  test('gives objects that are not compared', () => {
    const sdl = `type Order @key(fields: "id") { id: ID!  at: Place @external  net: Int @requires(fields: "at { by }") }
      type Place { by: ID  name: String @auth(owner: "by") }`;
    expect(problems(sdl, loaded)).toEqual([
      'Place.by: A rule compares this field, but Order.at, which is @external, returns these objects as the request sent them. Compare a value that this subgraph has looked up.',
    ]);
    expect(problems(sdl.replace('owner: "by"', 'role: ADMIN'), loaded)).toEqual([]);
  });

  test('is of another kind in a schema that is no subgraph', () => {
    const own =
      'directive @external on FIELD_DEFINITION type Doc { by: ID @external  text: String @auth(owner: "by") }';
    expect(onlyProblemOf(own)).toBeUndefined();
  });
});

test('an author who gives back what was sent is believed', async () => {
  const schema = protect(
    subgraph(`type Query { ping: Int @public } ${order('owner: "buyerId"')}`, {
      Order: { __resolveReference: (sent: Representation) => ({ ...sent }), total: () => 100 },
    }),
  );
  const r = [{ __typename: 'Order', id: '1', buyerId: 'mallory' }];
  const asked = { schema, document: parse(entities('... on Order { total }')), variableValues: { r } };
  const answer = answerOf(await execute({ ...asked, contextValue: { viewer: as('mallory') } }));
  expect(answer).toEqual(allowed({ _entities: [{ total: 100 }] }));
});
