import { describe } from '@jest/globals';
import { entities, type Representation, subgraph } from '../subgraph.js';
import { anonymous, as, forbidden, unauthenticated } from '../support.js';
import { attacksOn, worldOf } from './harness.js';

const orders: Readonly<Record<string, object>> = {
  '1': { id: '1', buyerId: 'ann', total: 100, lines: [{ orderedBy: 'ann', price: 60 }] },
  '2': { id: '2', buyerId: 'mallory', total: 5, lines: [] },
};
const SDL = `
  type Query { staff: [Employee] @auth(role: ADMIN) }
  interface Billed @key(fields: "id") { id: ID! }
  type Order implements Billed @key(fields: "id") {
    id: ID!  buyerId: ID  total: Int @auth(owner: "buyerId")  lines: [Line]  rebate: Int @external  net: Int @requires(fields: "rebate") @auth(owner: "buyerId")
  }
  type Line { orderedBy: ID  price: Int @auth(anyOf: [{ role: ADMIN }, { owner: "orderedBy" }]) }
  type Employee @key(fields: "id") @auth(role: ADMIN) { id: ID!  salary: Int }
`;
const graph = worldOf(
  subgraph(SDL, {
    Billed: { __resolveType: () => 'Order' },
    Order: {
      __resolveReference: async ({ id }: Representation) => orders[id] && { ...orders[id] },
      net: () => 90,
    },
    Employee: { __resolveReference: ({ id }: Representation) => ({ id, salary: 7000 }) },
  }),
);

const ann = as('ann');

describe('a forged representation', () => {
  attacksOn(graph, [
    {
      name: 'names its sender as the owner',
      query: entities('... on Order { total buyerId }'),
      variables: { r: [{ __typename: 'Order', id: '1', buyerId: 'mallory' }] },
      rightful: ann,
      leaks: /100/,
      data: { _entities: [{ total: null, buyerId: 'ann' }] },
      errors: [forbidden('_entities.0.total')],
    },
    {
      name: 'names its sender as the owner of what it brings along',
      query: entities('... on Order { lines { price } }'),
      variables: { r: [{ __typename: 'Order', id: '1', lines: [{ orderedBy: 'mallory', price: 60 }] }] },
      rightful: ann,
      leaks: /60/,
      data: { _entities: [{ lines: [{ price: null }] }] },
      errors: [forbidden('_entities.0.lines.0.price')],
    },
    {
      name: 'brings along what another subgraph would have sent',
      query: entities('... on Order { net }'),
      variables: { r: [{ __typename: 'Order', id: '1', rebate: 10, buyerId: 'mallory' }] },
      rightful: ann,
      leaks: /90/,
      data: { _entities: [{ net: null }] },
      errors: [forbidden('_entities.0.net')],
    },
    {
      name: 'comes by an interface',
      query: entities('... on Order { total }'),
      variables: { r: [{ __typename: 'Billed', id: '1', buyerId: 'mallory' }] },
      rightful: ann,
      leaks: /100/,
      data: { _entities: [{ total: null }] },
      errors: [forbidden('_entities.0.total')],
    },
    {
      name: 'asks for what the root field refuses',
      query: entities('... on Employee { salary }'),
      variables: { r: [{ __typename: 'Employee', id: '1' }] },
      leaks: /7000/,
      data: { _entities: [{ salary: null }] },
      errors: [forbidden('_entities.0.salary')],
    },
    {
      name: 'is sent by nobody, beside what they may see',
      query: `query ($r: [_Any!]!) { a: _entities(representations: $r) { __typename ... on Order { id total } } }`,
      variables: { r: [{ __typename: 'Order', id: '2', buyerId: '' }] },
      viewer: anonymous,
      rightful: as('mallory'),
      leaks: /5/,
      data: { a: [{ __typename: 'Order', id: '2', total: null }] },
      errors: [unauthenticated('a.0.total')],
    },
  ]);
});
