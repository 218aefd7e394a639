import { describe, expect, test } from '@jest/globals';
import { onlyProblemOf, problemsOf, ROLES } from '../support.js';

const BODY = `
input In { org: ID! deep: Deep! list: [Deep] n: Int on: Boolean kind: Kind weight: Float ids: [ID] at: Date }
input Deep { org: ID self: Deep }
enum Kind { A B }
scalar Date`;
const ARGS =
  'org: ID, name: String!, n: Int, on: Boolean, kind: Kind, in: In, weight: Float, ids: [ID!], list: [In], at: Date';

function problemOf(path: string): string | undefined {
  const body = `type T { f(${ARGS}): Int @auth(claims: [{ name: "org", argument: "${path}" }]) }${BODY}`;
  return onlyProblemOf(body)?.replace('schema/x.graphql:1 T.f: ', '');
}

const mend =
  'Name an argument of the field, or a path into one, whose type is ID, String, Int, Boolean or an enum, and not a list.';

describe('the path of an argument', () => {
  test.each([
    ['org'],
    ['name'],
    ['n'],
    ['on'],
    ['kind'],
    ['in.org'],
    ['in.deep.org'],
    ['in.deep.self.self.org'],
    ['in.kind'],
    ['in.on'],
  ])('%s is in order', (path) => {
    expect(problemOf(path)).toBeUndefined();
  });

  test.each([
    ['orgs', 'which is not an argument of the field.'],
    ['Org', 'which is not an argument of the field.'],
    ['constructor', 'which is not an argument of the field.'],
    ['__proto__', 'which is not an argument of the field.'],
    [' org', 'which is not an argument of the field.'],
    ['.org', 'which is not an argument of the field.'],
    ['in.orgs', 'which does not lead to an input field.'],
    ['in.', 'which does not lead to an input field.'],
    ['in..org', 'which does not lead to an input field.'],
    ['in.constructor', 'which does not lead to an input field.'],
    ['in.__proto__', 'which does not lead to an input field.'],
    ['in.org.id', 'which does not lead to an input field.'],
    ['org.id', 'which does not lead to an input field.'],
    ['list.org', 'which does not lead to an input field.'],
    ['list.0.org', 'which does not lead to an input field.'],
    ['in.list.org', 'which does not lead to an input field.'],
    ['ids.0', 'which does not lead to an input field.'],
    ['in', 'which is of type In.'],
    ['in.deep', 'which is of type Deep!.'],
    ['list', 'which is of type [In].'],
    ['ids', 'which is of type [ID!].'],
    ['in.ids', 'which is of type [ID].'],
    ['weight', 'which is of type Float.'],
    ['in.weight', 'which is of type Float.'],
    ['at', 'which is of type Date.'],
    ['in.at', 'which is of type Date.'],
  ])('%j is not', (path, problem) => {
    expect(problemOf(path)).toBe(`argument names "${path}", ${problem} ${mend}`);
  });

  test.each([['null'], ['""'], ['org'], ['1'], ['["org"]']])('%s is no path', (value) => {
    const body = `type T { f(org: ID): Int @auth(claims: [{ name: "org", argument: ${value} }]) }`;
    expect(onlyProblemOf(body)).toBe(
      `schema/x.graphql:1 T.f: @auth's argument cannot be ${value}. Write the name of an argument in quotes.`,
    );
  });

  test.each([
    ['type T @auth(claims: [{ name: "org", argument: "org" }]) { f(org: ID): Int }', 'T'],
    ['type T { f(org: ID): Int } extend type T @auth(claims: [{ name: "org", argument: "org" }])', 'T'],
    ['interface I @auth(anyOf: [{ claims: [{ name: "org", argument: "org" }] }]) { f(org: ID): Int }', 'I'],
  ])('a type has no arguments: %s', (body, coordinate) => {
    expect(onlyProblemOf(body)).toMatch(
      `schema/x.graphql:1 ${coordinate}: argument names "org", but there are no arguments here.`,
    );
  });

  test('on a field of an interface it names an argument of the interface', () => {
    const body = (rule: string) => `
      interface I { f(org: ID): Int @auth(claims: [{ name: "org", argument: "${rule}" }]) }
      type T implements I { f(org: ID, other: ID): Int }`;
    expect(onlyProblemOf(body('org'))).toBeUndefined();
    expect(onlyProblemOf(body('other'))).toContain(
      'I.f: argument names "other", which is not an argument of the field.',
    );
  });

  test('on root fields as anywhere', () => {
    const body = (path: string) =>
      `type Query { f(org: ID): Int @auth(claims: [{ name: "org", argument: "${path}" }]) } ${ROLES}`;
    expect(problemsOf(body('org'))).toEqual([]);
    expect(problemsOf(body('orgs'))).toHaveLength(1);
  });
});
