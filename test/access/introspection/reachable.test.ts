import { describe, expect, test } from '@jest/globals';
import type { Viewer } from '../../../src/access/index.js';
import { anonymous, as } from '../support.js';
import { shapesOf } from './support.js';

const admin = as('u1', 'ADMIN');

function typesOf(body: string): (viewer: Viewer) => readonly string[] {
  const shapeFor = shapesOf(body);
  const builtIn = ['String', 'Boolean', 'Int', 'ID', 'Query'];
  return (viewer) =>
    Object.keys(shapeFor(viewer).getTypeMap()).filter((name) => !name.startsWith('__') && !builtIn.includes(name));
}

describe('an interface', () => {
  const types = `interface Timed { at: Int }
    type Note implements Timed { at: Int }
    type Event implements Timed { at: Int what: Secret }
    type Secret { id: ID }`;

  test('that no visible field returns does not lead to the other types that implement it', () => {
    const typesFor = typesOf(`type Query { note: Note @public events: [Event] @auth(role: ADMIN) } ${types}`);
    expect([...typesFor(anonymous)].sort()).toEqual(['Note', 'Timed']);
    expect(typesFor(admin)).toEqual(expect.arrayContaining(['Event', 'Secret']));
  });

  test('that one returns does', () => {
    const typesFor = typesOf(`type Query { any: Timed @public events: [Event] @auth(role: ADMIN) } ${types}`);
    expect(typesFor(anonymous)).toEqual(expect.arrayContaining(['Note', 'Event', 'Secret']));
  });

  test('answers with what its types do, not with all that it declares', () => {
    const typesFor = typesOf(`type Query { any: Any @public secret: Secret @auth(role: ADMIN) }
      interface Any { of: Thing }
      type A implements Any { of: Plain }
      interface Thing { id: ID }
      type Plain implements Thing { id: ID }
      type Secret implements Thing { id: ID }`);
    expect([...typesFor(anonymous)].sort()).toEqual(['A', 'Any', 'Plain', 'Thing']);
    expect(typesFor(admin)).toContain('Secret');
  });

  test('goes if only types that are out of reach would answer with what it declares', () => {
    const typesFor = typesOf(`type Query { note: Note @public event: Event @auth(role: ADMIN) }
      interface Any { of: Int }
      type Note implements Any { of: Int @auth(role: ADMIN) text: String }
      type Event implements Any { of: Int }`);
    expect(typesFor(anonymous)).toEqual(['Note']);
    expect([...typesFor(admin)].sort()).toEqual(['Any', 'Event', 'Note']);
  });

  test('without types is reached as it is', () => {
    expect(typesOf('type Query { any: Any @public } interface Any { of: Of } type Of { a: Int }')(anonymous)).toEqual([
      'Any',
      'Of',
    ]);
  });
});

describe('a union', () => {
  const types = 'union U = A | B type A { a: Int } type B { b: Int @auth(role: ADMIN) }';

  test('has the members of which something is visible', () => {
    const shapeFor = shapesOf(`type Query { u: U @public } ${types}`);
    const membersFor = (viewer: Viewer) =>
      shapeFor(viewer)
        .getPossibleTypes(type(shapeFor(viewer)))
        .map(String);
    expect(membersFor(anonymous)).toEqual(['A']);
    expect(membersFor(admin)).toEqual(['A', 'B']);
  });

  test('is absent if only a refused field returns it, though its members are there', () => {
    const typesFor = typesOf(`type Query { a: A @public u: U @auth(role: ADMIN) } ${types}`);
    expect(typesFor(anonymous)).toEqual(['A']);
    expect([...typesFor(admin)].sort()).toEqual(['A', 'B', 'U']);
  });
});

test('what nothing leads to is absent for everybody', () => {
  const typesFor = typesOf(`type Query { ping: Int @public } type Orphan { id: ID } enum Lost { A } scalar Date
    interface Alone { id: ID } input In { a: Int }`);
  expect(typesFor(admin)).toEqual([]);
});

test('a path as long as the schema is walked to its end', () => {
  const long = Array.from({ length: 2000 }, (_, i) => `type T${i} { next: T${i + 1} }`).join(' ');
  const typesFor = typesOf(`type Query { first: T0 @public } ${long} type T2000 { id: ID @auth(role: ADMIN) }`);
  expect(typesFor(anonymous)).toEqual([]);
  expect(typesFor(admin)).toHaveLength(2001);
});

function type(schema: ReturnType<ReturnType<typeof shapesOf>>) {
  const union = schema.getType('U');
  if (!union || !('getTypes' in union)) throw new Error('U is no union.');
  return union;
}
