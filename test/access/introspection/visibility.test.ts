import { describe, expect, test } from '@jest/globals';
import { GraphQLEnumType, GraphQLInt, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { createVisibility } from '../../../src/access/introspection/visibility.js';

const newest = { by: 'at' };
const sort = new GraphQLEnumType({
  name: 'Sort',
  values: { NEWEST: { value: newest }, LATEST: { value: newest }, OLDEST: { value: { by: 'at' } } },
});
const fields = { list: { type: GraphQLInt, args: { sort: { type: sort } } }, kind: { type: sort } };
const query = new GraphQLObjectType({ name: 'Query', fields });
const schema = new GraphQLSchema({ query });

/** The names of the enum that are visible if these coordinates are refused. */
function namesWithout(...refused: readonly string[]): readonly string[] {
  const visibility = createVisibility(schema, (coordinate) => refused.includes(coordinate), new Set());
  return sort
    .getValues()
    .filter((value) => visibility.enumValue(sort, value))
    .map(({ name }) => name);
}

describe('an enum value with two names', () => {
  test('is visible under both if neither is refused', () => {
    expect(namesWithout()).toEqual(['NEWEST', 'LATEST', 'OLDEST']);
    expect(namesWithout('Sort.OLDEST')).toEqual(['NEWEST', 'LATEST']);
  });

  test('is refused under both if it is under one', () => {
    expect(namesWithout('Sort.LATEST')).toEqual(['OLDEST']);
    expect(namesWithout('Sort.NEWEST')).toEqual(['OLDEST']);
  });
});

describe('what uses a hidden type', () => {
  const { list, kind } = query.getFields();
  const [argument] = list?.args ?? [];
  if (!list || !kind || !argument) throw new Error('The schema is not as expected.');

  test('is hidden when that is, which may be later', () => {
    const hidden = new Set<GraphQLEnumType | GraphQLObjectType>();
    const visibility = createVisibility(schema, () => false, hidden);
    const seen = () => [
      visibility.type(sort),
      visibility.field(query, list),
      visibility.argument(query, list, argument),
      visibility.field(query, kind),
      visibility.isUsable(query),
    ];
    expect(seen()).toEqual([true, true, true, true, true]);
    hidden.add(sort);
    expect(seen()).toEqual([false, true, false, false, true]);
    hidden.add(query);
    expect(visibility.field(query, list)).toBe(false);
  });

  test('is not usable if nothing is left of it', () => {
    const refused = ['Query.list', 'Query.kind'];
    const visibility = createVisibility(schema, (coordinate) => refused.includes(coordinate), new Set());
    expect(visibility.isUsable(query)).toBe(false);
  });
});
