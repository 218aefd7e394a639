import { composeServices } from '@apollo/composition';
import { expect, test } from '@jest/globals';
import { type GraphQLSchema, parse } from 'graphql';
import { subgraph } from './subgraph.js';
import { anonymous, ask, protect } from './support.js';

/** Two teams, each with roles of its own under the same name. */
const orders = subgraph(
  `type Query { orders: [Order] @auth(role: CLERK) }
   type Order @key(fields: "id") { id: ID!  total: Int @auth(role: MANAGER) }
   input OrderPatch { total: Int @auth(role: MANAGER) }
   type Mutation { patchOrder(patch: OrderPatch): Order @auth(scopes: ["orders"]) }`,
  { Order: { __resolveReference: ({ id }: { id: string }) => ({ id, total: 100 }) } },
  { roles: 'enum Role { CLERK MANAGER @includes(roles: ["CLERK"]) }' },
);
const reviews = subgraph(
  `type Query { reviews: [Review] @public }
   type Order @key(fields: "id") { id: ID!  reviews: [Review] }
   type Review { text: String  by: ID @auth(role: MODERATOR) }`,
  {},
  { roles: 'enum Role { READER MODERATOR @includes(roles: ["READER"]) }' },
);

async function sdlOf(schema: GraphQLSchema): Promise<string> {
  const { data } = await ask(schema, '{ _service { sdl } }', anonymous);
  return (data as { _service: { sdl: string } })._service.sdl;
}

async function compose(schemas: Readonly<Record<string, GraphQLSchema>>) {
  const services = Object.entries(schemas).map(async ([name, schema]) => ({
    name,
    url: `http://${name}.test`,
    typeDefs: parse(await sdlOf(schema)),
  }));
  return composeServices(await Promise.all(services));
}

test('subgraphs with roles of their own compose, and the supergraph has neither roles nor rules', async () => {
  const { errors, supergraphSdl, hints } = await compose({ orders: protect(orders), reviews: protect(reviews) });
  expect(errors).toBeUndefined();
  expect(hints?.map(({ message }) => message)).toEqual([]);
  expect(supergraphSdl).toContain('patchOrder(patch: OrderPatch): Order');
  expect(supergraphSdl).not.toMatch(/\bRole\b|CLERK|MODERATOR|AuthRule|ClaimRule|@auth\b|@public|@includes/);
});

test('they do not as they are: no value of Role is in both', async () => {
  const { errors, supergraphSdl } = await compose({ orders, reviews });
  expect(supergraphSdl).toBeUndefined();
  expect(errors?.map(({ message }) => message)).toEqual([
    expect.stringContaining('None of the values of enum type "Role" are defined consistently in all the subgraphs'),
  ]);
});

test('roles that a field returns are a type like any other, to agree on', async () => {
  const staff = protect(subgraph('type Query { myRole: Role @auth(role: ADMIN) }'));
  const { supergraphSdl } = await compose({ reviews: protect(reviews), staff });
  expect(supergraphSdl).toMatch(/enum Role[^}]*ADMIN @join__enumValue\(graph: STAFF\)/);
  expect(supergraphSdl).not.toMatch(/@auth\b|@includes|MODERATOR/);
});
