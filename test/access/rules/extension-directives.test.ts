import { describe, expect, test } from '@jest/globals';
import {
  assertEnumType,
  assertInputObjectType,
  assertInterfaceType,
  type GraphQLSchema,
  GraphQLSchema as Schema,
} from 'graphql';
import { protectSchema } from '../../../src/access/index.js';
import { StartupError } from '../../../src/errors.js';
import { buildSchema, ROLES } from '../support.js';

const SDL = `
  directive @mark(note: String) on FIELD_DEFINITION
  type Query { open(by: Int): Thing @public }
  interface Named { name(of: Int): String }
  type Thing implements Named { name(of: Int): String }
  union Either = Thing
  enum Level { LOW HIGH }
  input In { n: Int }
  scalar Money
  ${ROLES}`;

interface Element {
  extensions: unknown;
}

/** Every kind of element, by its coordinate. */
const ELEMENTS: Readonly<Record<string, (schema: GraphQLSchema) => Element | null | undefined>> = {
  schema: (schema) => schema,
  Query: (schema) => schema.getQueryType(),
  'Query.open': (schema) => schema.getQueryType()?.getFields().open,
  'Query.open(by:)': (schema) => schema.getQueryType()?.getFields().open?.args[0],
  Thing: (schema) => schema.getType('Thing'),
  Named: (schema) => schema.getType('Named'),
  'Named.name': (schema) => assertInterfaceType(schema.getType('Named')).getFields().name,
  'Named.name(of:)': (schema) => assertInterfaceType(schema.getType('Named')).getFields().name?.args[0],
  Either: (schema) => schema.getType('Either'),
  Level: (schema) => schema.getType('Level'),
  'Level.HIGH': (schema) => assertEnumType(schema.getType('Level')).getValue('HIGH'),
  In: (schema) => schema.getType('In'),
  'In.n': (schema) => assertInputObjectType(schema.getType('In')).getFields().n,
  Money: (schema) => schema.getType('Money'),
  '@mark': (schema) => schema.getDirective('mark'),
  '@mark(note:)': (schema) => schema.getDirective('mark')?.args[0],
};

/** The problems of the schema with these directives in the extensions of an element. */
function problemsWith(coordinate: string, directives: unknown, sdl = SDL): readonly string[] {
  const schema = buildSchema(sdl);
  const element = ELEMENTS[coordinate]?.(schema);
  if (!element) throw new Error(`There is no ${coordinate}.`);
  element.extensions = { directives };
  try {
    protectSchema(schema, { viewerOf: () => null });
  } catch (error) {
    if (error instanceof StartupError) return error.problems;
    throw error;
  }
  return [];
}

const stopsAt = (coordinate: string, name: string) =>
  expect.stringContaining(
    `${coordinate}: @${name} stands in its extensions, where it is not read. Write it in the SDL`,
  );

describe('a directive of ours in extensions.directives', () => {
  test.each(Object.keys(ELEMENTS))('stops the start on %s, however it is noted', (coordinate) => {
    for (const name of ['auth', 'public', 'includes']) {
      // One directive or the other has to be written on a root field.
      const sdl = name === 'public' ? SDL.replace('@public', '@auth') : SDL;
      const told = [stopsAt(coordinate, name)];
      expect(problemsWith(coordinate, [{ name, args: { role: 'ADMIN' } }], sdl)).toEqual(told);
      expect(problemsWith(coordinate, { [name]: { role: 'ADMIN' } }, sdl)).toEqual(told);
      expect(problemsWith(coordinate, { mark: {}, [name]: [{}, {}] }, sdl)).toEqual(told);
    }
  });

  test('is told with the line, and counts only as often as it is written', () => {
    const twice = [{ name: 'auth' }, { name: 'auth', args: { role: 'ADMIN' } }];
    const sdl = SDL.replace('@public', '@auth(role: USER)');
    expect(problemsWith('Query.open', twice.slice(1), sdl)).toEqual([]);
    expect(problemsWith('Query.open', twice, sdl)).toEqual([
      'schema/x.graphql:3 Query.open: @auth stands in its extensions, where it is not read. Write it in the SDL, or give the element an astNode that has it.',
    ]);
    expect(problemsWith('Query.open', twice, SDL.replace('@public', '@auth @auth(role: USER)'))).toEqual([]);
    expect(problemsWith('Thing', twice, `${SDL} extend type Thing @auth extend type Thing @auth(role: ADMIN)`)).toEqual(
      [],
    );
  });

  test('made in code, has no line', () => {
    const schema = buildSchema(SDL);
    const { astNode: _astNode, ...config } = schema.toConfig();
    const given = new Schema({ ...config, extensions: { directives: [{ name: 'auth' }] } });
    expect(() => protectSchema(given, { viewerOf: () => null })).toThrow(/^schema: @auth stands in its extensions/);
  });

  test.each([
    ['another', [{ name: 'mark', args: { note: 'auth' } }]],
    ['another, by name', { mark: { name: 'auth' } }],
    ['none', undefined],
    ['null', null],
    ['a text', 'auth'],
    ['a list of nothing', [null, undefined, 'auth', 1]],
    ['an empty list of uses', { auth: [] }],
  ])('is not %s', (_what, directives) => {
    for (const coordinate of Object.keys(ELEMENTS)) expect(problemsWith(coordinate, directives)).toEqual([]);
  });
});
