import { describe, expect, test } from '@jest/globals';
import {
  DirectiveLocation,
  GraphQLDirective,
  GraphQLEnumType,
  GraphQLInt,
  GraphQLObjectType,
  GraphQLSchema,
  introspectionFromSchema,
} from 'graphql';
import { buildShape } from '../../../src/access/introspection/shape.js';

const sort = new GraphQLEnumType({
  name: 'Sort',
  description: 'How to sort.',
  values: {
    NEWEST: { value: { by: 'at' }, description: 'The last first.' },
    OLD: { value: 2, deprecationReason: 'No more.' },
    SECRET: { value: 3 },
  },
});
const byNewest = { type: sort, defaultValue: sort.getValue('NEWEST')?.value };
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: { list: { type: GraphQLInt, args: { sort: byNewest, not: { type: sort, defaultValue: 3 } } } },
  }),
  directives: [
    new GraphQLDirective({
      name: 'sorted',
      locations: [DirectiveLocation.FIELD],
      isRepeatable: true,
      deprecationReason: 'Use the argument.',
      args: { by: { ...byNewest, description: 'By this.' } },
    }),
  ],
});

const DEPRECATES_DIRECTIVES = schema.getDirectives().some((each) => 'deprecationReason' in each);

/** What is said of a type or a directive, without and with `SECRET`. */
function said(find: (from: ReturnType<typeof introspectionFromSchema>['__schema']) => unknown): readonly unknown[] {
  const shapes = [buildShape(schema, (coordinate) => coordinate === 'Sort.SECRET'), buildShape(schema, () => false)];
  return shapes.map((shape) =>
    find(introspectionFromSchema(shape, { experimentalDirectiveDeprecation: true }).__schema),
  );
}

describe('what is rebuilt', () => {
  test('of an enum keeps its descriptions, its deprecations, and the values inside that defaults are told from', () => {
    const [less, more] = said(({ types }) => types.find(({ name }) => name === 'Sort'));
    const newest = { name: 'NEWEST', description: 'The last first.', isDeprecated: false, deprecationReason: null };
    const old = { name: 'OLD', description: null, isDeprecated: true, deprecationReason: 'No more.' };
    const secret = { name: 'SECRET', description: null, isDeprecated: false, deprecationReason: null };
    expect(less).toMatchObject({ description: 'How to sort.', enumValues: [newest, old] });
    expect(more).toMatchObject({ description: 'How to sort.', enumValues: [newest, old, secret] });
    const defaults = said(({ types }) => {
      const query = types.find(({ name }) => name === 'Query');
      return query?.kind === 'OBJECT' && query.fields[0]?.args.map(({ defaultValue }) => defaultValue);
    });
    expect(defaults).toEqual([
      ['NEWEST', null],
      ['NEWEST', 'SECRET'],
    ]);
  });

  test('of a directive is all that is said of it', () => {
    for (const directive of said(({ directives }) => directives.find(({ name }) => name === 'sorted'))) {
      expect(directive).toMatchObject({
        isRepeatable: true,
        locations: ['FIELD'],
        // Older versions of graphql cannot deprecate a directive.
        ...(DEPRECATES_DIRECTIVES && { isDeprecated: true, deprecationReason: 'Use the argument.' }),
        args: [{ name: 'by', description: 'By this.', defaultValue: 'NEWEST' }],
      });
    }
  });
});
