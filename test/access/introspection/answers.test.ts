import { describe, expect, test } from '@jest/globals';
import type { GraphQLSchema } from 'graphql';
import { rightsOf } from '../../../src/access/decide/rights.js';
import type { Viewer } from '../../../src/access/index.js';
import { createAnswers } from '../../../src/access/introspection/answers.js';
import { introspectionOf } from '../../../src/access/introspection/introspection.js';
import { createShapes } from '../../../src/access/introspection/shapes.js';
import { compileAccess } from '../../../src/access/rules/compile.js';
import { anonymous, as, buildSchema, ROLES } from '../support.js';
import { partsOf } from './operation-parts.js';

const schema = buildSchema(`
  type Query { ping: Int @public me: User @auth }
  type User { id: ID email: String @auth(role: ADMIN) old: Int @deprecated }
  ${ROLES}`);
const table = compileAccess(schema);
const admin = as('u1', 'ADMIN');
const user = as('u2');

function createAsk(maxCharacters?: number, maxShapes = 20) {
  const answers = createAnswers(maxCharacters);
  const shapeFor = createShapes({ schema, table, maxShapes });
  return (viewer: Viewer | GraphQLSchema, source: string, variables = {}, operationName?: string) => {
    const parts = partsOf(schema, source, variables, operationName);
    const found = introspectionOf(parts);
    if (found.kind !== 'alone') throw new Error(`It is ${found.kind}.`);
    const shape = 'reason' in viewer ? shapeFor(rightsOf(table.roles, viewer)) : viewer;
    return answers(shape, { ...parts, fields: found.fields, source });
  };
}

const FIELDS = '{ __type(name: "User") { fields { name } } }';
const type = (...names: string[]) => JSON.stringify({ __type: { fields: names.map((name) => ({ name })) } });

describe('an answer that is remembered', () => {
  test('is told to nobody with another shape, whoever asked before', () => {
    const expected = new Map<Viewer, string>([
      [admin, type('id', 'email')],
      [user, type('id')],
      [anonymous, '{"__type":null}'],
    ]);
    for (const order of [
      [admin, user, anonymous],
      [anonymous, user, admin, anonymous],
      [user, anonymous, admin, user],
    ]) {
      const ask = createAsk();
      for (const viewer of [...order, ...order]) expect(ask(viewer, FIELDS)).toBe(expected.get(viewer));
    }
  });

  test('is not told for a shape that was made anew', () => {
    const ask = createAsk(undefined, 1);
    for (let round = 0; round < 3; round += 1) {
      expect(ask(admin, FIELDS)).toBe(type('id', 'email'));
      expect(ask(anonymous, FIELDS)).toBe('{"__type":null}');
    }
  });

  test('is that of the same operation, and of the same variables', () => {
    const ask = createAsk();
    const source = `query A($all: Boolean, $name: String!, $is: Boolean = true) {
        __type(name: $name) { fields(includeDeprecated: $all) @include(if: $is) { name } kind } }
      query B { __type(name: "Int") { kind } }`;
    const asked = [
      [{ name: 'User' }, 'A', '{"__type":{"fields":[{"name":"id"},{"name":"email"}],"kind":"OBJECT"}}'],
      [{ name: 'User', all: null }, 'A', '{"__type":{"fields":[{"name":"id"},{"name":"email"}],"kind":"OBJECT"}}'],
      [
        { name: 'User', all: true },
        'A',
        '{"__type":{"fields":[{"name":"id"},{"name":"email"},{"name":"old"}],"kind":"OBJECT"}}',
      ],
      [{ name: 'User', is: false }, 'A', '{"__type":{"kind":"OBJECT"}}'],
      [{ name: 'Query', is: false }, 'A', '{"__type":{"kind":"OBJECT"}}'],
      [{ name: 'Nobody' }, 'A', '{"__type":null}'],
      [{}, 'B', '{"__type":{"kind":"SCALAR"}}'],
    ] as const;
    for (const [variables, name, expected] of [...asked, ...asked, ...asked.toReversed()])
      expect(ask(admin, source, variables, name)).toBe(expected);
  });

  test('is not made again', () => {
    const ask = createAsk();
    const standing = Object.create(schema, {});
    expect(ask(standing, FIELDS)).toBe(type('id', 'email'));
    Object.defineProperty(standing, 'getType', {
      value: () => {
        throw new Error('It was asked again.');
      },
    });
    expect(ask(standing, FIELDS)).toBe(type('id', 'email'));
    expect(() => ask(standing, `${FIELDS} # of another text`)).toThrow();
  });

  test('goes when there are too many, those that were asked for last are kept', () => {
    let asked = 0;
    const counting: GraphQLSchema = Object.create(schema, {
      getType: {
        value: (name: string) => {
          asked += 1;
          return schema.getType(name);
        },
      },
    });
    const ask = createAsk(1000);
    for (let i = 0; i < 100; i += 1) {
      ask(counting, `${FIELDS} # ${i}`);
      ask(counting, `${FIELDS} # often`);
    }
    expect(asked).toBe(101);
    ask(counting, `${FIELDS} # 0`);
    expect(asked).toBe(102);
    const large = `${FIELDS} # ${'x'.repeat(1000)}`;
    ask(counting, large);
    ask(counting, large);
    expect(asked).toBe(104);
  });
});

test('a question that comes to nothing is a GraphQLError each time', () => {
  const ask = createAsk();
  const source = 'query ($is: Boolean = true) { __type(name: "User") { name @include(if: $is) } }';
  for (let round = 0; round < 2; round += 1)
    expect(() => ask(admin, source, { is: null })).toThrow(
      /^Argument "if" of non-null type "Boolean!" must not be null/,
    );
});
