import { readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { describe, expect, test } from '@jest/globals';
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
  { roles: 'enum Role { CLERK MANAGER @includes(roles: ["CLERK"]) @grants(scopes: ["orders"]) }' },
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
  expect(supergraphSdl).not.toMatch(/\bRole\b|CLERK|MODERATOR|AuthRule|ClaimRule|@auth\b|@public|@includes|@grants/);
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

describe('directives of costs and limits', () => {
  const link = (imports: string) =>
    `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])`;
  /** A list with a rule, a cost and whatever else. */
  const team = (
    name: string,
    directives: string,
    options: { readonly link: string },
    definitions = '',
    served = protect,
  ) =>
    served(
      subgraph(
        `${definitions}
         type Query { ${name}(first: Int): [Thing] @public @listSize(slicingArguments: ["first"]) ${directives} }
         type Thing @key(fields: "id") { id: ID! }`,
        {},
        options,
      ),
    );
  const imported = (name: string) => team(name, '@cost(weight: 5)', { link: link('"@key", "@cost", "@listSize"') });
  const [limits, rateLimits] = ['limits', 'rate-limits'].map((name) =>
    readFileSync(new URL(`../../schema/${name}.graphql`, import.meta.url), 'utf8'),
  );
  /** With the definitions that a server of ours has. */
  const own = (name: string, served: (schema: GraphQLSchema) => GraphQLSchema = protect) =>
    team(
      name,
      '@cost(weight: "2.5") @limit(max: 5, per: DAY)',
      { link: link('"@key"') },
      `${limits} ${rateLimits}`,
      served,
    );

  test('of the federation are published with their uses, and reach the supergraph', async () => {
    const a = imported('a');
    expect(await sdlOf(a)).toMatch(/a\(first: Int\): \[Thing\] @listSize\(.*\) @cost\(weight: 5\)/);
    const { errors, hints, supergraphSdl } = await compose({ a, b: imported('b') });
    expect({ errors, hints }).toEqual({ errors: undefined, hints: [] });
    for (const name of ['a', 'b'])
      expect(supergraphSdl).toMatch(new RegExp(`${name}\\(.*@listSize\\(slicingArguments.*@cost\\(weight: 5\\)`));
    expect(supergraphSdl).not.toContain('@public');
  });

  test.each([
    ['in both', { a: own('a'), b: own('b') }],
    ['in one, beside those of the federation', { a: own('a'), b: imported('b') }],
  ])(
    'of ours are left out, which no supergraph could have beside those, and the rest composes: %s',
    async (_where, schemas) => {
      const published = await sdlOf(schemas.a);
      expect(published).not.toMatch(/@cost|@limit|LimitWindow/);
      expect(published).toContain('a(first: Int): [Thing] @listSize(slicingArguments: ["first"])');
      const { errors, hints, supergraphSdl } = await compose(schemas);
      expect({ errors, hints }).toEqual({ errors: undefined, hints: [] });
      expect(supergraphSdl).toContain('a(first: Int): [Thing]');
    },
  );

  test('as they are they would not compose', async () => {
    const unprotected = (schema: GraphQLSchema) => schema;
    const { errors } = await compose({ a: own('a', unprotected), b: imported('b') });
    expect(errors?.map(({ message }) => message)).toEqual([
      expect.stringContaining('Invalid value for "@cost(weight:)" of type "Int!"'),
    ]);
  });

  test('of others under the same names stay', async () => {
    const others = 'directive @limit(max: Int!, per: LimitWindow) on FIELD_DEFINITION enum LimitWindow { DAY }';
    const schema = team('a', '@limit(max: 1, per: DAY)', { link: link('"@key", "@listSize"') }, others);
    expect(await sdlOf(schema)).toMatch(/enum LimitWindow[\s\S]*a\(first: Int\): .* @limit\(max: 1, per: DAY\)/);
  });

  test('of ours leave an enum that something else uses', async () => {
    const uses = `${limits} ${rateLimits} extend type Query { window: LimitWindow @public }`;
    expect(await sdlOf(team('a', '@limit(max: 1, per: DAY)', { link: link('"@key"') }, uses))).toMatch(
      /enum LimitWindow \{[\s\S]*window: LimitWindow/,
    );
  });
});
