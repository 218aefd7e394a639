import { describe, expect, test } from '@jest/globals';
import { buildSchema as buildPlainSchema, type GraphQLSchema } from 'graphql';
import { findVisible } from '../../../src/access/introspection/visible.js';

/** The types that are visible if these coordinates are refused, but for those that GraphQL's own directives use. */
function visibleTypes(schema: GraphQLSchema, ...refused: readonly string[]): readonly string[] {
  const visibility = findVisible(schema, (coordinate) => refused.includes(coordinate));
  return Object.values(schema.getTypeMap())
    .filter(visibility.type)
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('__') && !['String', 'Boolean'].includes(name))
    .sort();
}

describe('what is hidden takes along what uses it, and what only it leads to', () => {
  test('through inputs, fields and unions, to the end', () => {
    const schema = buildPlainSchema(`
      type Query { page: Page ping: Int }
      type Page { items: Item }
      union Item = Entry
      type Entry { detail(by: By!): Detail }
      input By { key: Key! }
      enum Key { A }
      type Detail { id: ID }`);
    expect(visibleTypes(schema)).toEqual(['By', 'Detail', 'Entry', 'ID', 'Int', 'Item', 'Key', 'Page', 'Query'].sort());
    for (const coordinate of ['Key.A', 'Key', 'By.key', 'Entry.detail', 'Entry.detail(by:)', 'Detail.id'])
      expect([coordinate, visibleTypes(schema, coordinate)]).toEqual([coordinate, ['Int', 'Query']]);
  });

  test('from both ends in turn: what is out of reach is of no use either', () => {
    const schema = buildPlainSchema(`
      type Query { a: A secret: B ping: Int }
      interface I { f: U }
      type A implements I { f: U g: C }
      type B implements I { f: U }
      union U = C | D
      type C { id: ID }
      type D { d: Int }`);
    // I.f is of no use: A.f is refused, and B is out of reach. So U and D are out of reach too.
    expect(visibleTypes(schema, 'Query.secret', 'A.f')).toEqual(['A', 'C', 'ID', 'Int', 'Query']);
    expect(visibleTypes(schema, 'A.f')).toEqual(['A', 'B', 'C', 'D', 'I', 'ID', 'Int', 'Query', 'U']);
  });

  test('and an interface with the objects behind it, though it is looked at before them', () => {
    const schema = buildPlainSchema(`
      type Query { i: I o: O thing: Thing }
      interface I { f: Thing }
      interface Thing { id: ID }
      type Plain implements Thing { id: ID }
      type O implements I { f: Secret name: Int }
      type Secret implements Thing { id: ID }`);
    expect(visibleTypes(schema)).toEqual(['I', 'ID', 'Int', 'O', 'Plain', 'Query', 'Secret', 'Thing']);
    expect(visibleTypes(schema, 'Secret.id')).toEqual(['ID', 'Int', 'O', 'Plain', 'Query', 'Thing']);
  });

  test('and nothing is left if the roots are', () => {
    const schema = buildPlainSchema('type Query { a: A } type A { q: Query i: Int } type Mutation { q: Query }');
    expect(visibleTypes(schema)).toEqual(['A', 'Int', 'Mutation', 'Query']);
    expect(visibleTypes(schema, 'Query.a')).toEqual([]);
  });
});

describe('types that use each other', () => {
  const schema = buildPlainSchema(`
    type Query { f(in: In): Int a: A }
    input In { self: In more: More }
    input More { back: In! }
    type A { b: B }
    type B { a: A! }`);

  test('are visible together', () => {
    expect(visibleTypes(schema)).toEqual(['A', 'B', 'In', 'Int', 'More', 'Query']);
  });

  test('are hidden together', () => {
    expect(visibleTypes(schema, 'Query.a')).toEqual(['In', 'Int', 'More', 'Query']);
    expect(visibleTypes(schema, 'B.a')).toEqual(['In', 'Int', 'More', 'Query']);
    expect(visibleTypes(schema, 'In.self')).toEqual(['A', 'B', 'In', 'Int', 'More', 'Query']);
    expect(visibleTypes(schema, 'In.self', 'In.more')).toEqual(['A', 'B', 'Int', 'Query']);
  });
});
