import { describe, expect, test } from '@jest/globals';
import { onlyProblemOf, problemsOf, ROLES } from '../support.js';
import { printed } from '../variables.js';

const policies = { may: () => true, owns: () => true };

/** The only problem of a rule on `T.f`, without where it stands. */
function problemOf(rule: string): string | undefined {
  const body = `type T { id: ID! f(org: ID): Int ${rule} }`;
  return onlyProblemOf(body, { policies })?.replace('schema/x.graphql:1 T.f: ', '');
}

const comparison = 'Write one of equals, in, argument, field.';
const needsClaim = 'Write { name: "…", equals: "…" }.';
const scopeMend = 'Write each scope as a separate string.';
const needsValue = 'Write the value of the claim in quotes.';
const keysOfClaim = 'Choose from name, equals, in, argument, field.';
const twice = 'Write it once, or repeat @auth: all of its rules must hold.';
const empty = 'Add at least one value, or remove it.';

describe('rules of scopes, claims and policies that are in order', () => {
  test.each([
    ['@auth(scopes: ["read", "https://x/y", "a:b"])'],
    ['@auth(scopes: "read")'],
    ['@auth(claims: [{ name: "org", equals: "a" }])'],
    ['@auth(claims: { name: "org", in: ["a", "b"] })'],
    ['@auth(claims: { name: "org", in: "a" })'],
    ['@auth(claims: [{ name: "org", argument: "org" }, { name: "id", field: "id" }])'],
    ['@auth(claims: [{ name: "https://x/y.z", equals: "a b" }])'],
    ['@auth(claims: [{ name: "__proto__", equals: "a" }])'],
    ['@auth(policy: "may")'],
    ['@auth(anyOf: [{ scopes: ["a"], claims: [{ name: "org", equals: "a" }], policy: "may" }, { policy: "owns" }])'],
  ])('%s', (rule) => {
    expect(problemOf(rule)).toBeUndefined();
  });
});

describe('mistakes in scopes', () => {
  test.each([
    ['@auth(scopes: [])', `scopes is empty. ${empty}`],
    ['@auth(role: USER, scopes: [])', `scopes is empty. ${empty}`],
    ['@auth(anyOf: [{ scopes: [] }])', `scopes is empty. ${empty}`],
    ['@auth(scopes: [""])', `The scope "" is empty. ${scopeMend}`],
    ['@auth(scopes: "")', `The scope "" is empty. ${scopeMend}`],
    ['@auth(scopes: ["read", ""])', `The scope "" is empty. ${scopeMend}`],
    ['@auth(scopes: ["read write"])', `The scope "read write" contains a space. ${scopeMend}`],
    ['@auth(scopes: [" read"])', `The scope " read" contains a space. ${scopeMend}`],
    ['@auth(scopes: " ")', `The scope " " contains a space. ${scopeMend}`],
    ['@auth(scopes: ["read\\twrite"])', `The scope "read\twrite" contains a space. ${scopeMend}`],
    ['@auth(scopes: null)', `@auth's scopes cannot contain null. Write scopes in quotes.`],
    ['@auth(scopes: [null])', `@auth's scopes cannot contain null. Write scopes in quotes.`],
    ['@auth(scopes: [read])', `@auth's scopes cannot contain read. Write scopes in quotes.`],
    ['@auth(scopes: [1])', `@auth's scopes cannot contain 1. Write scopes in quotes.`],
    ['@auth(scopes: [["read"]])', `@auth's scopes cannot contain ["read"]. Write scopes in quotes.`],
    ['@auth(scopes: ["a"], scopes: ["b"])', `@auth has "scopes" twice. ${twice}`],
  ])('%s', (rule, problem) => {
    expect(problemOf(rule)).toBe(problem);
  });
});

describe('mistakes in claims', () => {
  test.each([
    ['@auth(claims: [])', `claims is empty. ${empty}`],
    ['@auth(role: USER, claims: [])', `claims is empty. ${empty}`],
    ['@auth(claims: null)', `claims has null, which is not a rule. ${needsClaim}`],
    ['@auth(claims: [null])', `claims has null, which is not a rule. ${needsClaim}`],
    ['@auth(claims: [{}])', `claims has ${printed('{}')}, which is not a rule. ${needsClaim}`],
    ['@auth(claims: ["org"])', `claims has "org", which is not a rule. ${needsClaim}`],
    [
      '@auth(claims: [[{ name: "org", equals: "a" }]])',
      `claims has ${printed('[{ name: "org", equals: "a" }]')}, which is not a rule. ${needsClaim}`,
    ],
    // Keys.
    ['@auth(claims: [{ name: "org", equals: "a", nam: "x" }])', `@auth does not accept "nam" here. ${keysOfClaim}`],
    ['@auth(claims: [{ name: "org", equals: "a", role: USER }])', `@auth does not accept "role" here. ${keysOfClaim}`],
    [
      '@auth(claims: [{ name: "org", equals: "a", __proto__: "x" }])',
      `@auth does not accept "__proto__" here. ${keysOfClaim}`,
    ],
    ['@auth(claims: [{ name: "org", equals: "a", equals: "b" }])', `@auth has "equals" twice. ${twice}`],
    ['@auth(claims: [{ name: "org", name: "b", equals: "a" }])', `@auth has "name" twice. ${twice}`],
    [
      '@auth(anyOf: [{ claims: [{ name: "org", equals: "a", not: "b" }] }])',
      `@auth does not accept "not" here. ${keysOfClaim}`,
    ],
    [
      '@auth(claims: { name: "a", equals: "a" }, claims: { name: "b", equals: "b" })',
      `@auth has "claims" twice. ${twice}`,
    ],
    // Comparisons.
    ['@auth(claims: [{ name: "org" }])', `The claim "org" has no comparison. ${comparison}`],
    [
      '@auth(claims: [{ name: "org", equals: "a", in: ["a"] }])',
      `The claim "org" has more than one comparison. ${comparison}`,
    ],
    [
      '@auth(claims: [{ name: "org", argument: "org", field: "id" }])',
      `The claim "org" has more than one comparison. ${comparison}`,
    ],
    ['@auth(claims: [{ name: "org", equals: null }])', `@auth's equals cannot be null. ${needsValue}`],
    ['@auth(claims: [{ name: "org", equals: a }])', `@auth's equals cannot be a. ${needsValue}`],
    ['@auth(claims: [{ name: "org", equals: 1 }])', `@auth's equals cannot be 1. ${needsValue}`],
    ['@auth(claims: [{ name: "org", equals: true }])', `@auth's equals cannot be true. ${needsValue}`],
    ['@auth(claims: [{ name: "org", equals: ["a"] }])', `@auth's equals cannot be ["a"]. ${needsValue}`],
    ['@auth(claims: [{ name: "org", equals: "" }])', `@auth's equals cannot be "". ${needsValue}`],
    ['@auth(claims: [{ name: "org", in: [] }])', `in is empty. ${empty}`],
    [
      '@auth(claims: [{ name: "org", in: null }])',
      `@auth's in cannot contain null. Write values of the claim in quotes.`,
    ],
    [
      '@auth(claims: [{ name: "org", in: ["a", null] }])',
      `@auth's in cannot contain null. Write values of the claim in quotes.`,
    ],
    ['@auth(claims: [{ name: "org", in: [a] }])', `@auth's in cannot contain a. Write values of the claim in quotes.`],
  ])('%s', (rule, problem) => {
    expect(problemOf(rule)).toBe(problem);
  });

  test.each([
    ['@auth(claims: [{ equals: "a" }])', 'A claim has no name. Add name: "…".'],
    ['@auth(anyOf: { claims: { in: ["a"] } })', 'A claim has no name. Add name: "…".'],
  ])('no name: %s', (rule, problem) => {
    expect(problemOf(rule)).toBe(problem);
  });

  test.each([['null'], ['""'], ['org'], ['1'], ['["org"]']])('a name that is %s', (name) => {
    expect(problemOf(`@auth(claims: [{ name: ${name}, equals: "a" }])`)).toMatch(
      `@auth's name cannot be ${name}. Write the name of a claim in quotes`,
    );
  });

  test('the line is that of the part', () => {
    const body =
      'type T {\n  f: Int @auth(claims: [\n    { name: "a", equals: "a" }\n    { name: "b", equals: 1 }\n  ])\n}';
    expect(onlyProblemOf(body)).toMatch(/^schema\/x\.graphql:4 T\.f: @auth's equals cannot be 1\./);
  });
});

describe('mistakes in policies', () => {
  const known = 'Choose from may, owns, or register it.';
  const needsPolicy = 'Write the name of a policy in quotes.';

  test.each([
    ['@auth(policy: "mai")', `There is no policy "mai". ${known}`],
    ['@auth(policy: "May")', `There is no policy "May". ${known}`],
    ['@auth(policy: "constructor")', `There is no policy "constructor". ${known}`],
    ['@auth(policy: "__proto__")', `There is no policy "__proto__". ${known}`],
    ['@auth(policy: "toString")', `There is no policy "toString". ${known}`],
    ['@auth(anyOf: [{ policy: "may" }, { policy: "mai" }])', `There is no policy "mai". ${known}`],
    ['@auth(policy: "")', `@auth's policy cannot be "". ${needsPolicy}`],
    ['@auth(policy: null)', `@auth's policy cannot be null. ${needsPolicy}`],
    ['@auth(policy: may)', `@auth's policy cannot be may. ${needsPolicy}`],
    ['@auth(policy: ["may"])', `@auth's policy cannot be ["may"]. ${needsPolicy}`],
    ['@auth(policy: "may", policy: "owns")', `@auth has "policy" twice. ${twice}`],
  ])('%s', (rule, problem) => {
    expect(problemOf(rule)).toBe(problem);
  });

  test('a policy when there are none', () => {
    for (const name of ['may', 'constructor', '__proto__']) {
      const body = `type Query { a: Int @auth(policy: "${name}") }\n${ROLES}`;
      const problem = `schema/x.graphql:1 Query.a: There is no policy "${name}". Register it under \`policies\`.`;
      expect(problemsOf(body)).toEqual([problem]);
      expect(problemsOf(body, undefined, { policies: {} })).toEqual([problem]);
    }
  });

  test('an inherited one is none', () => {
    const inherited: Readonly<Record<string, () => boolean>> = Object.create(policies);
    expect(onlyProblemOf('type T { f: Int @auth(policy: "may") }', { policies: inherited })).toContain(
      'There is no policy "may".',
    );
  });
});
