import { makeExecutableSchema } from '@graphql-tools/schema';
import type { IResolvers } from '@graphql-tools/utils';
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  execute,
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLScalarType,
  type GraphQLSchema,
  GraphQLString,
  parse,
} from 'graphql';
import { createExecutor } from '../../src/execution/index.js';

const typeDefs = 'type Query { s: String mustS: String! ss: [String] i: Int f: Float id: ID b: Boolean no: Boolean }';
const rootValue = { s: 'secret', mustS: 'secret', ss: ['secret', 'é'], i: 7, f: 1.5, id: 'abc', b: true, no: false };
const document = parse('{ s mustS ss i f id b no }');
const CLEAR = JSON.stringify(rootValue);
const MASKED = '{"s":"***","mustS":"***","ss":["***","***"],"i":-1,"f":-1,"id":"***","b":null,"no":null}';

/** What graphql-js has, as we have it. */
async function answer(schema: GraphQLSchema, run = createExecutor({ schema })): Promise<string> {
  const ours = await run({ document, rootValue });
  const theirs = await execute({ schema, document, rootValue });
  expect(JSON.stringify(ours.data)).toBe(JSON.stringify(theirs.data));
  expect(ours.errors?.map(({ message }) => message)).toEqual(theirs.errors?.map(({ message }) => message));
  return JSON.stringify(ours.data);
}

const builtIn = [GraphQLString, GraphQLID, GraphQLInt, GraphQLFloat, GraphQLBoolean] as const;
const own = builtIn.map((type) => type.serialize);
const put = (serialize: readonly unknown[]) => {
  for (const [index, type] of builtIn.entries()) Object.assign(type, { serialize: serialize[index] ?? type.serialize });
};
/** All of the types: graphql-tools also puts in how a value is read. */
const first = builtIn.map((type) => ({ ...type }));
const putBack = () => {
  for (const [index, type] of builtIn.entries()) Object.assign(type, first[index]);
};
const hidden = () => {
  throw new Error('hidden');
};
const masks = [() => '***', () => '***', () => -1, () => -1, hidden];

describe('a built-in scalar whose values are written another way', () => {
  afterEach(putBack);

  test('by resolvers, which put it into the type itself', async () => {
    const resolvers = Object.fromEntries(builtIn.map(({ name }, index) => [name, { serialize: masks[index] }]));
    const schema = makeExecutableSchema({ typeDefs, resolvers: resolvers as IResolvers });
    expect(await answer(schema)).toBe(MASKED);
  });

  test('from the middle of the life of a compiled operation, and then no more', async () => {
    const schema = makeExecutableSchema({ typeDefs });
    const run = createExecutor({ schema });
    expect(await answer(schema, run)).toBe(CLEAR);
    put(masks);
    expect(await answer(schema, run)).toBe(MASKED);
    put(own);
    expect(await answer(schema, run)).toBe(CLEAR);
  });

  test('by a resolver that runs in the same operation', async () => {
    const schema = makeExecutableSchema({
      typeDefs: 'type Query { before: String mask: Boolean after: String }',
      resolvers: {
        Query: {
          mask: () => {
            put(masks.slice(0, 1));
            return true;
          },
        },
      },
    });
    const run = createExecutor({ schema });
    const request = { document: parse('{ before mask after }'), rootValue: { before: 'seen', after: 'secret' } };
    expect(JSON.stringify((await run(request)).data)).toBe('{"before":"seen","mask":true,"after":"***"}');
  });

  test('by a type of the same name', async () => {
    const schema = makeExecutableSchema({
      typeDefs: `scalar String ${typeDefs}`,
      resolvers: { String: new GraphQLScalarType({ name: 'String', serialize: () => '***' }) },
    });
    expect(await answer(schema)).toContain('"s":"***"');
  });
});

test('a built-in scalar with its own way is written as it is', async () => {
  expect(await answer(makeExecutableSchema({ typeDefs }))).toBe(CLEAR);
});
