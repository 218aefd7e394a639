import { describe, expect, test } from '@jest/globals';
import { onlyProblemOf, problemsOf, ROLES } from '../support.js';
import { printed } from '../variables.js';

const TYPE = 'id: ID! n: Int name: String ok: Boolean ids: [ID] at(x: Int!): ID by(x: Int! = 1, y: Int): ID parent: T';

/** The only problem of a rule on `T.f`, without where it stands. */
function problemOf(rule: string): string | undefined {
  return onlyProblemOf(`type T { ${TYPE} f: Int ${rule} }`)?.replace('schema/x.graphql:1 T.f: ', '');
}

const roles = 'Choose from USER, EDITOR, SUPPORT, ADMIN.';
const needsRole = 'Write a role without quotes, or leave role out.';
const needsOwner = 'Write the name of a field in quotes.';
const needsRule = 'Write { role: … } or { owner: … }.';
const leaf = 'Name an ID, String or Int field of the type.';

describe('rules that are in order', () => {
  test.each([
    ['@auth'],
    ['@auth(role: USER)'],
    ['@auth(owner: "id")'],
    ['@auth(owner: "n")'],
    ['@auth(owner: "name")'],
    ['@auth(owner: "by")'],
    ['@auth(role: USER, owner: "id", anyOf: [{ role: ADMIN, owner: "id" }])'],
    ['@auth(anyOf: { role: ADMIN })'],
    ['@auth @auth(role: USER) @auth(role: USER)'],
  ])('%s', (rule) => {
    expect(problemOf(rule)).toBeUndefined();
  });
});

describe('mistakes in a rule', () => {
  test.each([
    // Keys that nobody knows: without their part the rule would be weaker.
    ['@auth(rol: ADMIN)', '@auth does not accept "rol" here. Choose from role, scopes, claims, owner, policy, anyOf.'],
    [
      '@auth(role: USER, scops: ["pay"])',
      '@auth does not accept "scops" here. Choose from role, scopes, claims, owner, policy, anyOf.',
    ],
    [
      '@auth(anyOf: [{ role: USER, ownr: "id" }])',
      '@auth does not accept "ownr" here. Choose from role, scopes, claims, owner, policy.',
    ],
    [
      '@auth(anyOf: [{ anyOf: [{ role: USER }] }])',
      '@auth does not accept "anyOf" here. Choose from role, scopes, claims, owner, policy.',
    ],
    [
      '@auth(__proto__: USER)',
      '@auth does not accept "__proto__" here. Choose from role, scopes, claims, owner, policy, anyOf.',
    ],
    [
      '@auth(constructor: USER)',
      '@auth does not accept "constructor" here. Choose from role, scopes, claims, owner, policy, anyOf.',
    ],
    // Keys written twice.
    [
      '@auth(role: ADMIN, role: USER)',
      '@auth has "role" twice. Write it once, or repeat @auth: all of its rules must hold.',
    ],
    [
      '@auth(owner: "id", owner: "name")',
      '@auth has "owner" twice. Write it once, or repeat @auth: all of its rules must hold.',
    ],
    [
      '@auth(anyOf: [{ role: ADMIN, role: USER }])',
      '@auth has "role" twice. Write it once, or repeat @auth: all of its rules must hold.',
    ],
    [
      '@auth(anyOf: [{ role: ADMIN }], anyOf: [{ role: USER }])',
      '@auth has "anyOf" twice. Write it once, or repeat @auth: all of its rules must hold.',
    ],
    // Roles.
    ['@auth(role: ROOT)', `There is no role ROOT. ${roles}`],
    ['@auth(role: admin)', `There is no role admin. ${roles}`],
    ['@auth(role: __proto__)', `There is no role __proto__. ${roles}`],
    ['@auth(anyOf: [{ role: ROOT }, { owner: "id" }])', `There is no role ROOT. ${roles}`],
    ['@auth(role: "ADMIN")', `@auth's role cannot be "ADMIN". ${needsRole}`],
    ['@auth(role: [ADMIN])', `@auth's role cannot be [ADMIN]. ${needsRole}`],
    ['@auth(role: null)', `@auth's role cannot be null. ${needsRole}`],
    ['@auth(role: true)', `@auth's role cannot be true. ${needsRole}`],
    ['@auth(anyOf: [{ role: null }])', `@auth's role cannot be null. ${needsRole}`],
    // Owners.
    ['@auth(owner: null)', `@auth's owner cannot be null. ${needsOwner}`],
    ['@auth(owner: id)', `@auth's owner cannot be id. ${needsOwner}`],
    ['@auth(owner: 1)', `@auth's owner cannot be 1. ${needsOwner}`],
    ['@auth(owner: ["id"])', `@auth's owner cannot be ["id"]. ${needsOwner}`],
    ['@auth(anyOf: [{ owner: null, role: USER }])', `@auth's owner cannot be null. ${needsOwner}`],
    ['@auth(owner: "uid")', `owner names "uid", which is not a field of T. ${leaf}`],
    ['@auth(owner: "")', `@auth's owner cannot be "". ${needsOwner}`],
    ['@auth(owner: "ID")', `owner names "ID", which is not a field of T. ${leaf}`],
    ['@auth(owner: "parent.id")', `owner names "parent.id", which is not a field of T. ${leaf}`],
    ['@auth(owner: "constructor")', `owner names "constructor", which is not a field of T. ${leaf}`],
    ['@auth(owner: "__proto__")', `owner names "__proto__", which is not a field of T. ${leaf}`],
    ['@auth(owner: "__typename")', `owner names "__typename", which is not a field of T. ${leaf}`],
    ['@auth(owner: "at")', `owner names "at", which has a required argument. ${leaf}`],
    ['@auth(owner: "ok")', `owner names "ok", which is of type Boolean. ${leaf}`],
    ['@auth(owner: "ids")', `owner names "ids", which is of type [ID]. ${leaf}`],
    ['@auth(owner: "parent")', `owner names "parent", which is of type T. ${leaf}`],
    // Alternatives.
    ['@auth(anyOf: [])', 'anyOf is empty. Add at least one value, or remove it.'],
    ['@auth(role: ADMIN, anyOf: [])', 'anyOf is empty. Add at least one value, or remove it.'],
    ['@auth(anyOf: null)', `anyOf has null, which is not a rule. ${needsRule}`],
    ['@auth(anyOf: [null])', `anyOf has null, which is not a rule. ${needsRule}`],
    ['@auth(anyOf: [ADMIN])', `anyOf has ADMIN, which is not a rule. ${needsRule}`],
    ['@auth(anyOf: "id")', `anyOf has "id", which is not a rule. ${needsRule}`],
    [
      '@auth(anyOf: [[{ role: ADMIN }]])',
      `anyOf has ${printed('[{ role: ADMIN }]')}, which is not a rule. ${needsRule}`,
    ],
    ['@auth(anyOf: [{}])', `anyOf has ${printed('{}')}, which is not a rule. ${needsRule}`],
    ['@auth(anyOf: [{ role: ADMIN }, {}])', `anyOf has ${printed('{}')}, which is not a rule. ${needsRule}`],
  ])('%s', (rule, problem) => {
    expect(problemOf(rule)).toBe(problem);
  });

  test('the line is that of the part, not of the field', () => {
    const body =
      'type T {\n  id: ID\n  f: Int @auth(\n    role: USER\n    anyOf: [\n      { role: ADMIN }\n      { owner: "uid" }\n    ]\n  )\n}';
    expect(onlyProblemOf(body)).toMatch(/^schema\/x\.graphql:7 T\.f: owner names "uid"/);
  });
});

describe('where a rule stands', () => {
  test.each([
    ['type T @auth(role: ROOT) { id: ID }', 'T'],
    ['type T { id: ID } extend type T @auth(role: ROOT)', 'T'],
    ['type T { id: ID } extend type T { f: ID @auth(role: ROOT) }', 'T.f'],
    ['interface I @auth(role: ROOT) { id: ID }', 'I'],
    ['interface I { id: ID @auth(role: ROOT) }', 'I.id'],
    ['interface I { id: ID } extend interface I @auth(role: ROOT)', 'I'],
  ])('%s', (body, coordinate) => {
    expect(onlyProblemOf(body)).toBe(`schema/x.graphql:1 ${coordinate}: There is no role ROOT. ${roles}`);
  });

  test('owner on an interface names a field of the interface', () => {
    expect(onlyProblemOf('interface I @auth(owner: "id") { id: ID } type T implements I { id: ID! }')).toBeUndefined();
    expect(onlyProblemOf('interface I @auth(owner: "by") { id: ID } type T implements I { id: ID by: ID }')).toBe(
      `schema/x.graphql:1 I: owner names "by", which is not a field of I. ${leaf}`,
    );
  });

  test.each([
    ['an enum', 'enum E @auth(policy: "p") { A }', 'E'],
    ['a scalar', 'scalar S @auth(anyOf: [{ role: ADMIN }, { policy: "p" }])', 'S'],
    ['an enum value', 'enum E { A @auth(policy: "p") }', 'E.A'],
    ['an input field', 'input I { f: Int @auth(policy: "p") }', 'I.f'],
    ['an argument', 'type T { f(a: Int @auth(policy: "p")): Int }', 'T.f(a:)'],
  ])('policy not on %s, where nobody would ask it', (_where, body, coordinate) => {
    expect(onlyProblemOf(body, { policies: { p: () => true } })).toBe(
      `schema/x.graphql:1 ${coordinate}: policy cannot be used here, because there is no object. Put it on a type or a field.`,
    );
  });

  test.each([['type T @auth(policy: "p") { f: Int }'], ['type T { f: Int @auth(policy: "p") }']])(
    'policy on %s',
    (body) => expect(onlyProblemOf(body, { policies: { p: () => true } })).toBeUndefined(),
  );

  const noOwner = (coordinate: string, type: string) =>
    `schema/x.graphql:1 ${coordinate}: owner cannot be used on ${type}, which has no object to compare with. Put it on the type that the field returns.`;

  test.each([
    ['type Query { id: ID @auth(owner: "id") }', noOwner('Query.id', 'Query')],
    ['type Query @auth(owner: "id") { id: ID }', noOwner('Query', 'Query')],
    ['type Query { id: ID @auth(anyOf: [{ role: ADMIN }, { owner: "id" }]) }', noOwner('Query.id', 'Query')],
    ['type Query { id: ID @auth } type Mutation { id: ID @auth(owner: "id") }', noOwner('Mutation.id', 'Mutation')],
    [
      'type Query { id: ID @auth } type Subscription { id: ID @auth(owner: "id") }',
      noOwner('Subscription.id', 'Subscription'),
    ],
  ])('owner not on a root type: %s', (body, problem) => {
    expect(problemsOf(`${body} ${ROLES}`)).toEqual([problem]);
  });

  test.each([
    ['interface Any { id: ID @auth(owner: "id") } type Query implements Any { id: ID }'],
    ['interface Any @auth(owner: "id") { id: ID } type Query implements Any { id: ID }'],
  ])('nor on an interface of one: %s', (body) => {
    expect(problemsOf(`${body} ${ROLES}`)).toEqual([expect.stringMatching(/owner cannot be used on/)]);
  });
});
