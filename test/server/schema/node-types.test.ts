import { describe, expect, test } from '@jest/globals';
import type { Module } from '../../../src/module/index.js';
import { modules } from '../../../src/modules.js';
import { createSchema } from '../../../src/server/schema/schema.js';
import { defineModule } from '../../../src/toolkit/define-module.js';
import { problemsOf } from '../problems.js';

const load = async (ids: readonly string[]) => ids.map(() => null);
const RULE = '@auth(anyOf: [{ role: SUPPORT }, { owner: "buyerId" }])';
const ORDER = `type Order implements Node ${RULE} { id: ID! buyerId: ID total: Int }`;

const shop = (typeDefs: string, nodes: NonNullable<Module['nodes']> = {}) =>
  defineModule({ name: 'shop', typeDefs, nodes });
const build = (...more: readonly Module[]) => createSchema([...modules, ...more], { onWarning: () => {} });
const problems = (...more: readonly Module[]) => problemsOf(() => build(...more));

describe('a type that implements Node', () => {
  test('starts with a loader and a rule', () => {
    expect(build(shop(ORDER, { Order: { load } })).schema.getType('Order')).toBeDefined();
  });

  test('and no loader stops the start', () => {
    expect(problems(shop(`\n${ORDER}`))).toEqual([
      'typeDefs of the module "shop":2 Order: It implements Node, but no module defines how it is found. Add nodes: { Order: { load: (ids, context) => … } } to its module, or remove the interface.',
    ]);
  });

  test.each([
    ['no rule', 'type Order implements Node { id: ID! total: Int @auth }'],
    ['a rule for its id alone', 'type Order implements Node { id: ID! @auth total: Int }'],
  ])('and has %s stops the start', (_what, sdl) => {
    expect(problems(shop(sdl, { Order: { load } }))).toEqual([
      'typeDefs of the module "shop":1 Order: Anyone who has an id can load it with `node`, and it does not say who may. Write `type Order implements Node @auth` with a rule, or set isPublic: true in nodes.Order of the module "shop" if anyone may.',
    ]);
  });

  test.each([
    ['where it is extended', `type Order implements Node { id: ID! } extend type Order ${RULE} { buyerId: ID }`],
    ['by an interface', 'interface Owned @auth { id: ID! } type Order implements Node & Owned { id: ID! }'],
    ['by Node itself', 'type Order implements Node { id: ID! } extend interface Node @auth'],
  ])('may say who may %s', (_where, sdl) => {
    expect(build(shop(sdl, { Order: { load } })).table.rules.has('Order.id')).toBe(true);
  });

  test('may be public, if its entry says so, and it has no rule', () => {
    const sdl = 'type Order implements Node { id: ID! total: Int }';
    expect(build(shop(sdl, { Order: { load, isPublic: true } })).table.rules.has('Order.id')).toBe(false);
    expect(problems(shop(ORDER, { Order: { load, isPublic: true } }))).toEqual([
      'typeDefs of the module "shop":1 Order: Its @auth contradicts isPublic in nodes.Order of the module "shop". Remove one of them.',
    ]);
  });

  test('and a rule in its field alone cannot be public by its id', () => {
    const sdl = 'type Order implements Node { id: ID! @auth total: Int }';
    expect(problems(shop(sdl, { Order: { load, isPublic: true } }))).toEqual([
      'typeDefs of the module "shop":1 Order.id: Its @auth contradicts isPublic in nodes.Order of the module "shop". Remove one of them.',
    ]);
  });
});

describe('an entry stops the start', () => {
  test('for a type that is not there', () => {
    expect(problems(shop('extend type Query { a: Int @public }', { Order: { load } }))).toEqual([
      'nodes.Order of the module "shop": There is no type Order. Define it, or remove the entry.',
    ]);
  });

  test.each([
    ['that does not implement Node', 'type Order @auth { id: ID! }'],
    ['that is no object type', 'interface Order implements Node @auth { id: ID! }'],
  ])('for a type %s', (_what, sdl) => {
    expect(problems(shop(sdl, { Order: { load } }))).toEqual([
      'typeDefs of the module "shop":1 nodes.Order of the module "shop": Order is not an object type that implements Node. Write `type Order implements Node`, or remove the entry.',
    ]);
  });

  test('for a type of another one', () => {
    const other = defineModule({ name: 'other', nodes: { Order: { load }, User: { load } } });
    expect(problems(shop(ORDER, { Order: { load } }), other)).toEqual([
      'nodes.Order of the module "other": The module "shop" defines it too. Remove one of the two.',
      'nodes.User of the module "other": The module "accounts" defines it too. Remove one of the two.',
    ]);
  });

  test.each([
    ['the owner', 'type Order implements Node @auth(anyOf: [{ role: SUPPORT }, { owner: "id" }]) { id: ID! }', 'Order'],
    ['a claim', 'type Order implements Node @auth(claims: [{ name: "order", field: "id" }]) { id: ID! }', 'Order'],
    [
      'the owner of a field',
      'type Order implements Node @auth { id: ID! total: Int @auth(owner: "id") }',
      'Order.total',
    ],
    [
      'what an interface compares',
      'interface Own @auth(owner: "id") { id: ID! } type Order implements Node & Own { id: ID! }',
      'Own',
    ],
  ])('with globalIds, where %s is compared with the id', (_what, sdl, coordinate) => {
    expect(problems(shop(sdl, { Order: { load, globalIds: true } }))).toEqual([
      `typeDefs of the module "shop":1 ${coordinate}: It compares the id of Order, which globalId makes and no viewer has. Compare a field with the underlying id, or omit globalIds.`,
    ]);
    expect(build(shop(sdl, { Order: { load } })).schema.getType('Order')).toBeDefined();
  });

  test('with globalIds no more than that', () => {
    expect(build(shop(ORDER, { Order: { load, globalIds: true } })).schema.getType('Order')).toBeDefined();
  });
});

test.each([
  ['Query.node', { Query: { node: () => null } }],
  ['Query.nodes', { Query: { nodes: () => [] } }],
  ['Node.__resolveType', { Node: { __resolveType: () => 'User' } }],
])('a resolver of a module for %s stops the start', (coordinate, resolvers) => {
  expect(problems(defineModule({ name: 'shop', resolvers }))).toEqual([
    `${coordinate}: The module "shop" has a resolver for it, but the server provides it. Remove the resolver, and define in nodes how objects are found.`,
  ]);
});

describe('a mistake in an entry is a TypeError', () => {
  test.each([
    ['no function', { load: 'load' }, 'nodes.Order of "shop": load must be a function of ids and the context.'],
    ['nothing', {}, 'nodes.Order of "shop": load must be a function of ids and the context.'],
    [
      'globalIds: false',
      { load, globalIds: false },
      'nodes.Order of "shop": globalIds and isPublic must be true or left out.',
    ],
    ['isPublic: 1', { load, isPublic: 1 }, 'nodes.Order of "shop": globalIds and isPublic must be true or left out.'],
    [
      'a misspelt option',
      { load, ispublic: true },
      'nodes.Order of "shop": The known keys are load, globalIds and isPublic, not ispublic.',
    ],
  ])('with %s', (_what, entry, message) => {
    const nodes = Object.assign({}, { Order: entry }) as unknown as NonNullable<Module['nodes']>;
    expect(() => shop(ORDER, nodes)).toThrow(new TypeError(message));
  });
});

test('without the built-in types, node and nodes are there, and find nothing', () => {
  const { schema } = createSchema([], { onWarning: () => {} });
  expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toEqual(['node', 'nodes']);
});
