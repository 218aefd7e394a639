import { describe, expect, test } from '@jest/globals';
import { GraphQLError, type GraphQLResolveInfo, GraphQLString, responsePathAsArray } from 'graphql';
import { rightsOf } from '../../../../src/access/decide/rights.js';
import { createResultFilter } from '../../../../src/access/guard/values/result-filter.js';
import type { Viewer } from '../../../../src/access/index.js';
import { compileAccess } from '../../../../src/access/rules/compile.js';
import { allowed, anonymous, as, ask, forbidden, scene, unauthenticated } from '../../support.js';

const { open, guarded } = scene(
  `
  enum Level { LOW HIGH @auth(role: ADMIN) }
  enum Grade { A B @auth(role: ADMIN) C }
  enum Secret @auth(role: ADMIN) { X }
  scalar Money @auth(role: ADMIN)
  type Query {
    low: Level @public  high: Level @public  later: Level @public  must: Level! @public
    list: [Level] @public  nested: [[Level]] @public  set: [Level] @public  promises: [Level] @public
    grades: [Grade] @public
    secret: Secret @public  secrets: [Secret!] @public
    money: Money @public
    sibling: Int @public
  }`,
  {
    // Two names of one value: who sees it cannot be told which one was meant.
    Grade: { A: 1, B: 2, C: 2 },
    Query: {
      low: () => 'LOW',
      high: () => 'HIGH',
      later: async () => 'HIGH',
      must: () => 'HIGH',
      list: () => ['LOW', 'HIGH', null],
      nested: () => [['LOW'], ['HIGH', 'LOW']],
      set: () => new Set(['HIGH', 'LOW']),
      promises: () => [Promise.resolve('HIGH'), 'LOW'],
      grades: () => [1, 2],
      secret: () => 'X',
      secrets: () => ['X'],
      money: () => 7,
      sibling: () => 1,
    },
  },
);

const user = as('u1', 'USER');
const admin = as('u2', 'ADMIN');

describe('a protected enum value that is returned', () => {
  test.each([
    ['at once', '{ low high sibling }', { low: 'LOW', high: null, sibling: 1 }, ['high']],
    ['later', '{ later sibling }', { later: null, sibling: 1 }, ['later']],
    ['under an alias and a fragment', '{ ...F } fragment F on Query { a: high }', { a: null }, ['a']],
    ['in a list', '{ list }', { list: ['LOW', null, null] }, ['list.1']],
    ['in a list of lists', '{ nested }', { nested: [['LOW'], [null, 'LOW']] }, ['nested.1.0']],
    ['in a set', '{ set }', { set: [null, 'LOW'] }, ['set.0']],
    ['in a list of promises', '{ promises }', { promises: [null, 'LOW'] }, ['promises.0']],
    ['under either of its names', '{ grades }', { grades: ['A', null] }, ['grades.1']],
  ])('%s is null, with an error at its path', async (_how, query, data, refused) => {
    expect((await ask(open, query, user)).errors).toEqual([]);
    expect((await ask(guarded, query, admin)).errors).toEqual([]);
    expect(await ask(guarded, query, admin)).toEqual(await ask(open, query, user));
    expect(await ask(guarded, query, user)).toEqual({ data, errors: refused.map(forbidden) });
    expect(await ask(guarded, query, anonymous)).toEqual({
      data,
      errors: refused.map((path) => unauthenticated(path)),
    });
  });

  test('takes a non-null field along, and what is above it', async () => {
    expect(await ask(guarded, '{ must }', user)).toEqual({ data: null, errors: [forbidden('must')] });
    expect(await ask(guarded, '{ must }', admin)).toEqual(allowed({ must: 'HIGH' }));
  });
});

test.each([
  ['{ secret }', 'secret', 'X'],
  ['{ secrets }', 'secrets', ['X']],
  ['{ money }', 'money', 7],
])('a field of a protected enum or scalar has its rule: %s', async (query, field, value) => {
  expect(await ask(guarded, query, admin)).toEqual(allowed({ [field]: value }));
  expect(await ask(guarded, query, user)).toEqual({ data: { [field]: null }, errors: [forbidden(field)] });
  expect(await ask(guarded, query, anonymous)).toEqual({ data: { [field]: null }, errors: [unauthenticated(field)] });
});

/** graphql-js takes none for a list, other executors do. */
test('an async iterable is filtered item by item', async () => {
  async function* items() {
    yield 'LOW';
    yield 'HIGH';
  }
  const table = compileAccess(open);
  const result = createResultFilter(open.getQueryType()?.getFields().list?.type ?? GraphQLString, table);
  const refused = new GraphQLError('refused');
  const seenBy = async (viewer: Viewer) => {
    const path = { prev: undefined, key: 'list', typename: 'Query' };
    const places: unknown[] = [];
    const replace = (_value: unknown, at: typeof path | GraphQLResolveInfo['path']) => {
      places.push(responsePathAsArray(at));
      return refused;
    };
    const options = { rights: rightsOf(table.roles, viewer), path, replace };
    const filtered = result?.filter(items(), options) as AsyncIterable<unknown>;
    const seen: unknown[] = [];
    for await (const item of filtered) seen.push(item);
    return { seen, places };
  };
  expect(await seenBy(user)).toEqual({ seen: ['LOW', refused], places: [['list', 1]] });
  expect(await seenBy(admin)).toEqual({ seen: ['LOW', 'HIGH'], places: [] });
});
