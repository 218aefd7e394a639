import { expect, test } from '@jest/globals';
import { execute, parse } from 'graphql';
import { createSchema } from '../../../src/server/schema/schema.js';
import { defineModule } from '../../../src/toolkit/define-module.js';
import { anonymous } from '../../../src/viewer.js';

let written = 0;
let counted = 0;
const { schema } = createSchema([
  defineModule({
    name: 'test',
    typeDefs: `
      type Box { inner: Box  weigh: Int @limit(max: 1, per: DAY) }
      extend type Query { box: Box @public }
      extend type Mutation { send: Box @public }`,
    resolvers: {
      Mutation: {
        send: () => {
          written += 1;
          return null;
        },
      },
    },
  }),
]);
const rateLimits = {
  takeUses: async (uses: readonly unknown[]) => {
    counted += uses.length;
  },
};

/** What it selects doubles with each level. */
const mutationOf = (levels: number) =>
  `mutation { send { ...F0 } } ${Array.from(
    { length: levels },
    (_, i) => `fragment F${i} on Box { l: inner { ...F${i + 1} } r: inner { ...F${i + 1} } }`,
  ).join(' ')} fragment F${levels} on Box { weigh }`;
const run = (text: string) =>
  execute({ schema, document: parse(text), contextValue: { viewer: anonymous, services: { rateLimits }, client: {} } });

test('a mutation with more places than are counted before it runs does not run', async () => {
  expect(await run(mutationOf(10))).toEqual({ data: { send: null } });
  expect([written, counted]).toEqual([1, 1024]);
  for (const levels of [14, 60]) {
    const { data, errors = [] } = await run(mutationOf(levels));
    expect(data).toEqual({ send: null });
    expect(errors.map(({ path, extensions }) => [path, extensions])).toEqual([[['send'], { code: 'BAD_USER_INPUT' }]]);
  }
  expect([written, counted]).toEqual([1, 1024]);
});
