import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import type { GraphQLSchema } from 'graphql';
import { rightsOf } from '../../../src/access/decide/rights.js';
import type { Viewer } from '../../../src/access/index.js';
import { createShapes } from '../../../src/access/introspection/shapes.js';
import { compileAccess } from '../../../src/access/rules/compile.js';
import { anonymous, as, buildSchema, protect, ROLES, withScopes } from '../support.js';
import { linesOf } from './support.js';

const SCOPES = Array.from({ length: 14 }, (_, index) => `s${index}`);
const MANY = `type Query { ping: Int @public ${SCOPES.map((scope) => `${scope}: Int @auth(scopes: "${scope}")`).join(' ')} }`;

function shapesFor(schema: GraphQLSchema, maxShapes?: number): (viewer: Viewer) => GraphQLSchema {
  const table = compileAccess(schema);
  const shapeFor = createShapes({ schema, table, ...(maxShapes !== undefined && { maxShapes }) });
  return (viewer) => shapeFor(rightsOf(table.roles, viewer));
}

/** A different set of scopes for each number. */
function viewerOf(number: number): Viewer {
  return withScopes(...SCOPES.filter((_scope, index) => (number >> index) % 2 === 1));
}

describe('shapes', () => {
  test('are shared by all to whom the rules say the same, and by nobody else', () => {
    const shapeFor = shapesFor(buildSchema(`type Query { ping: Int @public a: Int @auth(role: SUPPORT) }\n${ROLES}`));
    const shape = shapeFor(as('u1', 'SUPPORT'));
    expect(shapeFor(as('u2', 'ADMIN'))).toBe(shape);
    expect(shapeFor(as('u1', 'USER'))).not.toBe(shape);
    expect(shapeFor(anonymous)).toBe(shapeFor(as('u1', 'USER')));
    expect(linesOf(shape)).toEqual(['type Query { ping: Int a: Int }']);
    expect(linesOf(shapeFor(anonymous))).toEqual(['type Query { ping: Int }']);
  });

  test('are made of the guarded schema as of the other, and change neither', () => {
    const open = buildSchema(
      `type Query { ping: Int @public a(b: In): E @auth } input In { c: E } enum E { X Y @auth(role: ADMIN) }\n${ROLES}`,
    );
    const guarded = protect(open);
    const before = [linesOf(open), linesOf(guarded)];
    for (const viewer of [anonymous, as('u1'), as('u1', 'ADMIN')]) {
      expect(linesOf(shapesFor(guarded)(viewer))).toEqual(linesOf(shapesFor(open)(viewer)));
    }
    expect([linesOf(open), linesOf(guarded)]).toEqual(before);
  });

  test('resolve nothing', () => {
    const shape = shapesFor(buildSchema(`type Query { ping: Int @public }\n${ROLES}`, { Query: { ping: () => 1 } }))(
      anonymous,
    );
    expect(shape.getQueryType()?.getFields().ping?.resolve).toBeUndefined();
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('are not kept by the count of %s', (maxShapes) => {
    expect(() => shapesFor(buildSchema(MANY + ROLES), maxShapes)).toThrow(
      new TypeError('maxShapes must be a whole number of 1 or more.'),
    );
  });
});

describe('the bound', () => {
  test('is 20 by default: those that were asked for last are kept', () => {
    const shapeFor = shapesFor(buildSchema(MANY + ROLES));
    const shapes = Array.from({ length: 21 }, (_, number) => shapeFor(viewerOf(number)));
    expect(new Set(shapes).size).toBe(21);
    for (let number = 1; number <= 20; number += 1) expect(shapeFor(viewerOf(number))).toBe(shapes[number]);
    expect(shapeFor(viewerOf(0))).not.toBe(shapes[0]);
  });

  test('lets go of the one that was not asked for the longest', () => {
    const shapeFor = shapesFor(buildSchema(MANY + ROLES), 2);
    const [first, second] = [shapeFor(viewerOf(1)), shapeFor(viewerOf(2))];
    expect(shapeFor(viewerOf(1))).toBe(first);
    shapeFor(viewerOf(3));
    expect(shapeFor(viewerOf(1))).toBe(first);
    expect(shapeFor(viewerOf(2))).not.toBe(second);
  });

  test('holds: of 10,000 viewers with 1000 different sets of rights 20 shapes are left in memory', async () => {
    const shapeFor = shapesFor(buildSchema(MANY + ROLES));
    const made: WeakRef<GraphQLSchema>[] = [];
    for (let number = 0; number < 1000; number += 1) {
      const shape = shapeFor(viewerOf(number));
      made.push(new WeakRef(shape));
      for (let other = 1; other < 10; other += 1) {
        expect(shapeFor({ ...viewerOf(number), subject: `u${other}`, claims: { other } }) === shape).toBe(true);
      }
      // A weak reference is held until the end of its turn.
      if (number % 100 === 99) await new Promise(setImmediate);
    }
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    await new Promise(setImmediate);
    collect();
    expect(made.filter((each) => each.deref() !== undefined)).toHaveLength(20);
    expect(shapeFor(viewerOf(999)) === made.at(-1)?.deref()).toBe(true);
  });
});
