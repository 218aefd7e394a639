import { describe, expect, test } from '@jest/globals';
import { buildSchema, execute, parse } from 'graphql';
import { createExecutor } from '../../src/execution/index.js';

const schema = buildSchema(`
  interface Node { must: Int! }
  type A implements Node { must: Int! a: Int b: Int }
  type Both { ints: [Int!]! node: Node! a: A! late: Int! last: Int }
  type Query { both: Both }
  type Mutation { both: Both next: Int last: Int }
`);
const abstract = schema.getType('Node');
if (!abstract || !('resolveType' in abstract)) throw new TypeError('There is no Node.');
abstract.resolveType = async () => 'A';

/** Rejects after so many turns of the queue of promises. */
async function after(turns: number, message: string): Promise<never> {
  for (let turn = 0; turn < turns; turn += 1) await undefined;
  throw new Error(message);
}

const PLACES: readonly (readonly [what: string, query: string, value: unknown])[] = [
  ['an item of a list', '{ both { ints late } }', { ints: [1, Promise.reject(new Error('here')), 3] }],
  ['an object whose type is promised', '{ both { late node { must } } }', { node: { must: null } }],
  [
    'a field of an object, before others',
    '{ both { late a { a must b } } }',
    { a: { a: Promise.resolve(1), must: null } },
  ],
  [
    'a field of an object, after others',
    '{ both { a { a must } late } }',
    { a: { a: Promise.resolve(1), must: null } },
  ],
  ['a field that is promised', '{ both { a { must b } late last } }', { a: { must: Promise.resolve(null), b: 2 } }],
  [
    'the first of a mutation',
    'mutation { both { ints late } next last }',
    { ints: [Promise.reject(new Error('here'))] },
  ],
];

describe('which of two errors is told depends on the turn in which each comes, as it does for graphql-js', () => {
  test.each(PLACES)('%s', async (_what, query, value) => {
    const told = new Set<string>();
    for (let turns = 0; turns < 16; turns += 1) {
      const rootValue = () => {
        const late = after(turns, 'late');
        late.catch(() => {});
        return { both: { ...(value as object), late }, next: Promise.resolve(1), last: 2 };
      };
      const document = parse(query);
      const theirs = await execute({ schema, document, rootValue: rootValue() });
      const ours = await createExecutor({ schema })({ document, rootValue: rootValue() });
      const messages = ours.errors?.map(({ message, path }) => `${path?.join('.')}: ${message}`);
      expect(messages).toEqual(theirs.errors?.map(({ message, path }) => `${path?.join('.')}: ${message}`));
      expect(JSON.stringify(ours.data)).toBe(JSON.stringify(theirs.data));
      for (const message of messages ?? []) told.add(message);
    }
    // Each of the two was the first somewhere.
    expect(told.size).toBeGreaterThan(1);
  });
});
