import { describe } from '@jest/globals';
import { anonymous, as, buildSchema, forbidden, ROLES, unauthenticated } from '../support.js';
import { attacksOn, worldOf } from './harness.js';

const rows: Readonly<Record<string, object>> = {
  u1: { __typename: 'User', id: 'u1', name: 'Ann', email: 'ann@x' },
  s1: { __typename: 'Secret', id: 's1', text: 'treasure' },
  o1: {
    __typename: 'Order',
    id: 'o1',
    buyer: 'u1',
    total: 100,
    owner: { __typename: 'User', id: 'u1', email: 'ann@x' },
  },
};
interface Key {
  readonly __typename: string;
  readonly id: string;
}
const load = (key: Key) => ({ ...key, ...rows[key.id] });
const byTypename = { __resolveType: ({ __typename }: Key) => __typename };

const schema = buildSchema(
  `
    scalar _Any
    union _Entity = User | Secret | Order
    interface Node { id: ID! }
    type _Service { sdl: String @auth(role: ADMIN) }
    type Query {
      _entities(representations: [_Any!]!): [_Entity]! @public
      _service: _Service! @public
      node(id: ID!): Node @public
      nodes(ids: [ID!]!): [Node]! @public
      secret: Secret @auth(role: ADMIN)
    }
    type User implements Node { id: ID!  name: String  email: String @auth(owner: "id") }
    type Secret implements Node @auth(role: ADMIN) { id: ID!  text: String }
    type Order implements Node @auth(owner: "buyer") { id: ID!  buyer: ID  total: Int  owner: User }
    ${ROLES}`,
  {
    _Entity: byTypename,
    Node: byTypename,
    Query: {
      _entities: (_: unknown, { representations }: { representations: readonly Key[] }) => representations.map(load),
      _service: () => ({ sdl: 'type Treasure' }),
      node: (_: unknown, { id }: Key) => rows[id],
      nodes: async (_: unknown, { ids }: { ids: readonly string[] }) => ids.map(async (id) => rows[id]),
      secret: () => rows.s1,
    },
  },
);
// They are loaded by key, though by a function that is written by hand.
for (const name of ['User', 'Order']) {
  const type = schema.getType(name);
  if (type) type.extensions = { apollo: { subgraph: { resolveReference: load } } };
}
const graph = worldOf(schema);
const ann = as('u1', 'ADMIN');
const entities = (selection: string) => `query ($r: [_Any!]!) { _entities(representations: $r) { ${selection} } }`;

describe('_entities', () => {
  attacksOn(graph, [
    {
      name: 'gives what a root field refuses',
      query: entities('... on Secret { text }'),
      variables: { r: [{ __typename: 'Secret', id: 's1' }] },
      leaks: /treasure/,
      data: { _entities: [{ text: null }] },
      errors: [forbidden('_entities.0.text')],
    },
    {
      name: 'gives a field of an object that is reached otherwise',
      query: entities('... on User { name email }'),
      variables: { r: [{ __typename: 'User', id: 'u1' }] },
      rightful: ann,
      leaks: /ann@x/,
      data: { _entities: [{ name: 'Ann', email: null }] },
      errors: [forbidden('_entities.0.email')],
    },
    {
      name: 'is given an owner along with the key',
      query: entities('... on Order { total } ... on User { email }'),
      variables: {
        r: [
          { __typename: 'Order', id: 'o1', buyer: 'mallory' },
          { __typename: 'User', id: 'u1', name: 'mallory' },
        ],
      },
      rightful: ann,
      leaks: /100.*ann@x/,
      data: { _entities: [{ total: null }, { email: null }] },
      errors: ['_entities.0.total', '_entities.1.email'].map(forbidden),
    },
    {
      name: 'is given another type along with the key',
      query: entities('__typename ... on User { name } ... on Secret { text }'),
      variables: { r: [{ __typename: 'User', id: 's1' }] },
      leaks: /treasure/,
      data: { _entities: [{ __typename: 'Secret', text: null }] },
      errors: [forbidden('_entities.0.text')],
    },
    {
      name: 'gives the neighbour of what one owns',
      query: entities('... on Order { total owner { email } }'),
      variables: { r: [{ __typename: 'Order', id: 'o1' }] },
      viewer: anonymous,
      rightful: ann,
      leaks: /ann@x/,
      data: { _entities: [{ total: null, owner: null }] },
      errors: ['_entities.0.total', '_entities.0.owner'].map((path) => unauthenticated(path)),
    },
    {
      name: 'is asked for many at once, some of which are one’s own',
      query: entities('... on Order { total } ... on Secret { text } ... on User { email }'),
      variables: { r: ['o1', 's1', 'u1'].map((id) => ({ __typename: 'Node', id })) },
      viewer: as('u1', 'USER'),
      rightful: ann,
      leaks: /treasure/,
      data: { _entities: [{ total: 100 }, { text: null }, { email: 'ann@x' }] },
      errors: [forbidden('_entities.1.text')],
    },
  ]);
});

describe('_service', () => {
  attacksOn(graph, [
    {
      name: 'prints the schema with its rules',
      query: '{ _service { __typename sdl } }',
      leaks: /Treasure/,
      data: { _service: { __typename: '_Service', sdl: null } },
      errors: [forbidden('_service.sdl')],
    },
  ]);
});

describe('node(id:)', () => {
  attacksOn(graph, [
    {
      name: 'gives what a root field refuses',
      query: '{ node(id: "s1") { ... on Secret { text } } }',
      leaks: /treasure/,
      data: { node: { text: null } },
      errors: [forbidden('node.text')],
    },
    {
      name: 'gives a field that only the owner may see, under an alias, by a fragment',
      query: '{ n: node(id: "u1") { ...F } } fragment F on Node { ... on User { name mail: email } }',
      rightful: ann,
      leaks: /ann@x/,
      data: { n: { name: 'Ann', mail: null } },
      errors: [forbidden('n.mail')],
    },
    {
      name: 'gives many, each by its own type',
      query:
        '{ nodes(ids: ["u1", "s1", "o1"]) { __typename ... on User { name } ... on Secret { text } ... on Order { total } } }',
      rightful: ann,
      leaks: /treasure.*100/,
      data: {
        nodes: [
          { __typename: 'User', name: 'Ann' },
          { __typename: 'Secret', text: null },
          { __typename: 'Order', total: null },
        ],
      },
      errors: ['nodes.1.text', 'nodes.2.total'].map(forbidden),
    },
  ]);
});
