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
const scopeMend = 'Give each scope a text of its own.';
const needsValue = 'Give the value of the claim, in quotes.';
const keysOfClaim = 'Use name, equals, in, argument, field.';
const twice = 'Write it once; several @auth all hold.';
const empty = 'Name something, or take it away.';

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
    ['@auth(scopes: ["read write"])', `The scope "read write" has a space in it. ${scopeMend}`],
    ['@auth(scopes: [" read"])', `The scope " read" has a space in it. ${scopeMend}`],
    ['@auth(scopes: " ")', `The scope " " has a space in it. ${scopeMend}`],
    ['@auth(scopes: ["read\\twrite"])', `The scope "read\twrite" has a space in it. ${scopeMend}`],
    ['@auth(scopes: null)', `@auth's scopes has null. Give scopes, in quotes.`],
    ['@auth(scopes: [null])', `@auth's scopes has null. Give scopes, in quotes.`],
    ['@auth(scopes: [read])', `@auth's scopes has read. Give scopes, in quotes.`],
    ['@auth(scopes: [1])', `@auth's scopes has 1. Give scopes, in quotes.`],
    ['@auth(scopes: [["read"]])', `@auth's scopes has ["read"]. Give scopes, in quotes.`],
    ['@auth(scopes: ["a"], scopes: ["b"])', `@auth has "scopes" twice. ${twice}`],
  ])('%s', (rule, problem) => {
    expect(problemOf(rule)).toBe(problem);
  });
});

describe('mistakes in claims', () => {
  test.each([
    ['@auth(claims: [])', `claims is empty. ${empty}`],
    ['@auth(role: USER, claims: [])', `claims is empty. ${empty}`],
    ['@auth(claims: null)', `claims has null, which is no rule. ${needsClaim}`],
    ['@auth(claims: [null])', `claims has null, which is no rule. ${needsClaim}`],
    ['@auth(claims: [{}])', `claims has ${printed('{}')}, which is no rule. ${needsClaim}`],
    ['@auth(claims: ["org"])', `claims has "org", which is no rule. ${needsClaim}`],
    [
      '@auth(claims: [[{ name: "org", equals: "a" }]])',
      `claims has ${printed('[{ name: "org", equals: "a" }]')}, which is no rule. ${needsClaim}`,
    ],
    // Keys.
    ['@auth(claims: [{ name: "org", equals: "a", nam: "x" }])', `@auth has no "nam" here. ${keysOfClaim}`],
    ['@auth(claims: [{ name: "org", equals: "a", role: USER }])', `@auth has no "role" here. ${keysOfClaim}`],
    ['@auth(claims: [{ name: "org", equals: "a", __proto__: "x" }])', `@auth has no "__proto__" here. ${keysOfClaim}`],
    ['@auth(claims: [{ name: "org", equals: "a", equals: "b" }])', `@auth has "equals" twice. ${twice}`],
    ['@auth(claims: [{ name: "org", name: "b", equals: "a" }])', `@auth has "name" twice. ${twice}`],
    ['@auth(anyOf: [{ claims: [{ name: "org", equals: "a", not: "b" }] }])', `@auth has no "not" here. ${keysOfClaim}`],
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
    ['@auth(claims: [{ name: "org", equals: null }])', `@auth's equals is null. ${needsValue}`],
    ['@auth(claims: [{ name: "org", equals: a }])', `@auth's equals is a. ${needsValue}`],
    ['@auth(claims: [{ name: "org", equals: 1 }])', `@auth's equals is 1. ${needsValue}`],
    ['@auth(claims: [{ name: "org", equals: true }])', `@auth's equals is true. ${needsValue}`],
    ['@auth(claims: [{ name: "org", equals: ["a"] }])', `@auth's equals is ["a"]. ${needsValue}`],
    ['@auth(claims: [{ name: "org", equals: "" }])', `@auth's equals is "". ${needsValue}`],
    ['@auth(claims: [{ name: "org", in: [] }])', `in is empty. ${empty}`],
    ['@auth(claims: [{ name: "org", in: null }])', `@auth's in has null. Give values of the claim, in quotes.`],
    ['@auth(claims: [{ name: "org", in: ["a", null] }])', `@auth's in has null. Give values of the claim, in quotes.`],
    ['@auth(claims: [{ name: "org", in: [a] }])', `@auth's in has a. Give values of the claim, in quotes.`],
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
      `@auth's name is ${name}. Give the name of a claim, in quotes`,
    );
  });

  test('the line is that of the part', () => {
    const body =
      'type T {\n  f: Int @auth(claims: [\n    { name: "a", equals: "a" }\n    { name: "b", equals: 1 }\n  ])\n}';
    expect(onlyProblemOf(body)).toMatch(/^schema\/x\.graphql:4 T\.f: @auth's equals is 1\./);
  });
});

describe('mistakes in policies', () => {
  const known = 'Use may, owns, or register it.';
  const needsPolicy = 'Give the name of a policy, in quotes.';

  test.each([
    ['@auth(policy: "mai")', `There is no policy "mai". ${known}`],
    ['@auth(policy: "May")', `There is no policy "May". ${known}`],
    ['@auth(policy: "constructor")', `There is no policy "constructor". ${known}`],
    ['@auth(policy: "__proto__")', `There is no policy "__proto__". ${known}`],
    ['@auth(policy: "toString")', `There is no policy "toString". ${known}`],
    ['@auth(anyOf: [{ policy: "may" }, { policy: "mai" }])', `There is no policy "mai". ${known}`],
    ['@auth(policy: "")', `@auth's policy is "". ${needsPolicy}`],
    ['@auth(policy: null)', `@auth's policy is null. ${needsPolicy}`],
    ['@auth(policy: may)', `@auth's policy is may. ${needsPolicy}`],
    ['@auth(policy: ["may"])', `@auth's policy is ["may"]. ${needsPolicy}`],
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
