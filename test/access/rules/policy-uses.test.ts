import { describe, expect, test } from '@jest/globals';
import { compileAccess } from '../../../src/access/rules/compile.js';
import { policyUses } from '../../../src/access/rules/policy-uses.js';
import { buildSchema, ROLES } from '../support.js';

/** The coordinates that each policy is asked about. */
function usesOf(body: string): Readonly<Record<string, readonly string[]>> {
  const schema = buildSchema(`${body}\n${ROLES}`);
  const uses = policyUses(schema, compileAccess(schema, { unmarked: 'allow' }));
  return Object.fromEntries(
    [...uses].map(([policy, all]) => [
      policy,
      all.map(({ type, field }) => (field === null ? type : `${type}.${field}`)),
    ]),
  );
}

describe('what a policy is asked about', () => {
  test('is a field, where it stands on one, and the objects, where it stands on a type', () => {
    expect(
      usesOf(`type Query { a: T @auth(policy: "may") b: T @auth(policy: "may") c: T @auth }
        type T @auth(policy: "sees") { id: ID name: ID @auth(policy: "may") }`),
    ).toEqual({ may: ['Query.a', 'Query.b', 'T.name'], sees: ['T'] });
  });

  test('is both, where it stands on both', () => {
    expect(usesOf('type Query { t: T } type T @auth(policy: "may") { f: ID @auth(policy: "may") g: ID }')).toEqual({
      may: ['T.f', 'T'],
    });
  });

  test('is each type that implements an interface, and not the interface', () => {
    expect(
      usesOf(`type Query { any: Any }
        interface Any @auth(policy: "sees") { id: ID @auth(policy: "reads") }
        interface Named implements Any { id: ID name: ID @auth(policy: "names") }
        type A implements Any { id: ID }
        type B implements Any & Named { id: ID name: ID }
        type C { id: ID name: ID }`),
    ).toEqual({ sees: ['A', 'B'], reads: ['A.id', 'B.id'], names: ['B.name'] });
  });

  test('is what an extension says too', () => {
    expect(
      usesOf(`type Query { t: T } type T @auth(policy: "first") { f: ID }
        extend type T @auth(policy: "second") @auth(policy: "third") { g: ID @auth(policy: "may") }
        interface I { f: ID } extend interface I @auth(policy: "fourth") extend type T implements I`),
    ).toEqual({ first: ['T'], second: ['T'], third: ['T'], fourth: ['T'], may: ['T.g'] });
  });

  test('is found in every alternative, and beside other parts', () => {
    expect(
      usesOf(`type Query {
        a: Int @auth(role: ADMIN, policy: "beside")
        b: Int @auth(anyOf: [{ role: ADMIN }, { policy: "first" }, { policy: "second", scopes: ["s"] }])
      }`),
    ).toEqual({ beside: ['Query.a'], first: ['Query.b'], second: ['Query.b'] });
  });

  test('is not what only leads there: a field that returns the type, a union of it', () => {
    expect(
      usesOf(`type Query { t: T all: [T!]! any: Any } union Any = T | U
        type T @auth(policy: "may") { id: ID } type U { id: ID t: T }`),
    ).toEqual({ may: ['T'] });
  });

  test('is nothing, where the policy stands on an interface that no type implements; it is named all the same', () => {
    expect(usesOf('type Query { a: Int } interface I @auth(policy: "may") { f: ID @auth(policy: "reads") }')).toEqual({
      may: [],
      reads: [],
    });
  });

  test('is of the names as they are', () => {
    expect(
      usesOf('type Query { a: Int @auth(policy: "constructor") b: Int @auth(policy: "is a member") c: Int @auth }'),
    ).toEqual({ constructor: ['Query.a'], 'is a member': ['Query.b'] });
  });

  test('is not told of a schema whose directives have mistakes', () => {
    expect(() => usesOf('type Query { a: Int @auth(polici: "may") }')).toThrow('@auth does not accept "polici" here');
  });

  test('is nothing at all in a schema without policies', () => {
    expect(usesOf('type Query { a: Int @auth(role: ADMIN) }')).toEqual({});
  });
});
