import { describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery, introspectionFromSchema, parse, validate } from 'graphql';
import { rightsOf } from '../../../src/access/decide/rights.js';
import type { Viewer } from '../../../src/access/index.js';
import { answerFromShape } from '../../../src/access/introspection/answer.js';
import { introspectionOf } from '../../../src/access/introspection/introspection.js';
import { createShapes } from '../../../src/access/introspection/shapes.js';
import { compileAccess } from '../../../src/access/rules/compile.js';
import { anonymous, as, buildSchema, ROLES } from '../support.js';
import { partsOf } from './operation-parts.js';

const admin = as('u1', 'ADMIN');
const schema = buildSchema(`
  interface Root { me: User }
  type Query implements Root { me: User @auth stats(in: Filter): Stats @auth(role: ADMIN) }
  type User { id: ID email: String @auth(role: ADMIN) }
  type Stats { total: Int }
  input Filter { kind: Kind }
  enum Kind { SECRET }
  type Mutation { wipe: Int @auth(role: ADMIN) }
  ${ROLES}`);
const table = compileAccess(schema);
const shapeFor = createShapes({ schema, table });

/** What a viewer is answered. The document must be valid against the full schema. */
function answer(viewer: Viewer, query: string, variables: Readonly<Record<string, unknown>> = {}) {
  expect(validate(schema, parse(query))).toEqual([]);
  const parts = partsOf(schema, query, variables);
  const found = introspectionOf(parts);
  if (found.kind !== 'alone') throw new Error(`It is ${found.kind}.`);
  const result = answerFromShape(shapeFor(rightsOf(table.roles, viewer)), { ...parts, fields: found.fields });
  return JSON.parse(JSON.stringify(result));
}

describe('introspection is answered', () => {
  test('with what the viewer may use', () => {
    const query =
      '{ user: __type(name: "User") { fields { name } } stats: __type(name: "Stats") { name } __schema { mutationType { name } } }';
    expect(answer(admin, query)).toEqual({
      data: {
        user: { fields: [{ name: 'id' }, { name: 'email' }] },
        stats: { name: 'Stats' },
        __schema: { mutationType: { name: 'Mutation' } },
      },
    });
    expect(answer(as('u1'), query)).toEqual({
      data: { user: { fields: [{ name: 'id' }] }, stats: null, __schema: { mutationType: null } },
    });
    expect(answer(anonymous, query)).toEqual({ data: { user: null, stats: null, __schema: { mutationType: null } } });
  });

  test('as tools ask it, in full', () => {
    for (const viewer of [anonymous, as('u1'), admin]) {
      const options = {
        inputValueDeprecation: true,
        specifiedByUrl: true,
        directiveIsRepeatable: true,
        schemaDescription: true,
        oneOf: true,
        experimentalDirectiveDeprecation: true,
      };
      const { data } = answer(viewer, getIntrospectionQuery(options));
      expect(data).toEqual(
        JSON.parse(JSON.stringify(introspectionFromSchema(shapeFor(rightsOf(table.roles, viewer)), options))),
      );
    }
  });

  test('with the keys in their order, and the name of the root', () => {
    const { data } = answer(
      anonymous,
      '{ b: __typename ...F a: __typename } fragment F on Query { __type(name: "Nobody") { name } }',
    );
    expect(Object.entries(data)).toEqual([
      ['b', 'Query'],
      ['__type', null],
      ['a', 'Query'],
    ]);
  });

  test('through fragments on what the shape does not have', () => {
    const query =
      '{ ... on Root { ...F } } fragment F on Query { __type(name: "Query") { ...G } } fragment G on __Type { kind }';
    expect(answer(anonymous, query)).toEqual({ data: { __type: { kind: 'OBJECT' } } });
  });
});

describe('the variables of introspection', () => {
  const query = `query ($name: String!, $all: Boolean = true, $yes: Boolean!, $filter: Filter, $kinds: [Kind!] = [SECRET]) {
    __type(name: $name) { name @include(if: $yes) fields(includeDeprecated: $all) { name } }
    stats(in: $filter) @skip(if: $yes) { total }
    other: stats(in: { kind: SECRET }) @skip(if: $yes) { ...F }
    more: __typename @skip(if: $yes)
    ...K @skip(if: $yes)
  }
  fragment F on Stats { total }
  fragment K on Query { k: stats(in: $filter) { total } l: __typename @include(if: $yes) }`;

  test('are those that it can use, whatever else is declared', () => {
    const withKinds = query.replace(', $kinds: [Kind!] = [SECRET]', '');
    const variables = { name: 'User', yes: true, filter: { kind: 'SECRET' } };
    expect(answer(as('u1'), withKinds, variables)).toEqual({
      data: { __type: { name: 'User', fields: [{ name: 'id' }] } },
    });
    expect(answer(admin, withKinds, variables)).toEqual({
      data: { __type: { name: 'User', fields: [{ name: 'id' }, { name: 'email' }] } },
    });
  });

  test('have their defaults', () => {
    const named =
      'query ($name: String = "Stats", $no: Boolean = false) { __type(name: $name) { name kind @include(if: $no) } }';
    expect(answer(admin, named)).toEqual({ data: { __type: { name: 'Stats' } } });
    expect(answer(as('u1'), named)).toEqual({ data: { __type: null } });
    expect(answer(as('u1'), named, { name: 'User', no: true })).toEqual({
      data: { __type: { name: 'User', kind: 'OBJECT' } },
    });
  });

  test('that are null where none may be are told as graphql-js tells it', () => {
    const { data, errors } = answer(admin, 'query ($name: String = "a") { __type(name: $name) { name } }', {
      name: null,
    });
    expect(data).toEqual({ __type: null });
    expect(errors).toHaveLength(1);
  });
});
