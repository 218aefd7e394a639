import { describe, expect, test } from '@jest/globals';
import { gapsOf } from '../../../src/access/test/report.js';
import { runFile } from './run-file.js';

/** What these lines leave uncovered, by coordinate and rule. */
async function gaps(sdl: string, ...lines: readonly string[]): Promise<Readonly<Record<string, readonly string[]>>> {
  const text = ['policies', '  p = true for fay', 'tests', ...lines.map((line) => `  ${line}`)].join('\n');
  const needed = sdl.includes('policy') ? text : text.replace(/^policies\n.*\n/, '');
  const { rules, differences } = await runFile(sdl, `viewers\n  fay = sub u8\n${needed}`);
  expect(differences.flat()).toEqual([]);
  const found = rules.map((rule) => [`${rule.coordinate}: ${rule.text}`, gapsOf(rule)] as const);
  return Object.fromEntries(found.filter(([, each]) => each.length > 0));
}

const BOTH = ['no test allows it', 'no test denies it'];
const [ALLOWS, DENIES] = [['no test allows it'], ['no test denies it']];

describe('a rule is covered by one whom it lets through and one whom it refuses', () => {
  const sdl = 'type Query { a: Int @auth  b: Int @auth(role: ADMIN)  open: Int @public }';
  const [A, B] = ['Query.a: signed in', 'Query.b: role ADMIN'];

  test.each([
    [['nobody { open } -> allowed'], { [A]: BOTH, [B]: BOTH }],
    [['USER { a } -> allowed', 'ADMIN { b } -> allowed'], { [A]: DENIES, [B]: DENIES }],
    [['nobody { a } -> refused', 'USER { b } -> refused'], { [A]: ALLOWS, [B]: ALLOWS }],
    [['USER { a } -> allowed', 'nobody { a } -> refused', 'ADMIN { b } -> allowed', 'USER { b } -> refused'], {}],
    // Without the role, nobody would still be refused.
    [
      ['USER { a } -> allowed', 'nobody { a } -> refused', 'ADMIN { b } -> allowed', 'nobody { b } -> refused'],
      { [B]: DENIES },
    ],
  ])('%j', async (lines, expected) => {
    expect(await gaps(sdl, ...lines)).toEqual(expected);
  });
});

test('a test that fails covers nothing', async () => {
  const { rules, differences } = await runFile('type Query { a: Int @auth }', 'tests\n  USER { a } -> { a: 2 }');
  expect(differences.flat()).toHaveLength(1);
  expect(rules.map(({ isAllowed }) => isAllowed)).toEqual([false]);
});

test('what a refused line lets through besides is not covered by it', async () => {
  const sdl = 'type Query { a: A @auth }  type A { b: Int @auth(role: ADMIN) }';
  expect(await gaps(sdl, 'USER { a { b } } -> refused', 'nobody { a { b } } -> refused')).toEqual({
    'Query.a: signed in': ALLOWS,
    'A.b: role ADMIN': ALLOWS,
  });
});

test('each part of a directive counts for itself', async () => {
  const sdl = 'type Query { a: Int @auth(role: SUPPORT, scopes: ["x"]) }';
  const lines = ['SUPPORT scope x { a } -> allowed', 'USER { a } -> refused'];
  expect(await gaps(sdl, ...lines)).toEqual({ 'Query.a: scope x': DENIES });
  expect(await gaps(sdl, ...lines, 'SUPPORT { a } -> refused')).toEqual({});
});

test('each alternative of anyOf lets somebody through by itself', async () => {
  const sdl = `type Query { a(id: ID): A @public }
    type A { id: ID  b: Int @auth(anyOf: [{ owner: "id" }, { role: SUPPORT, scopes: ["x"] }, { policy: "p" }]) }`;
  const rule = 'A.b: owner id or (role SUPPORT and scope x) or policy p';
  const ask = '{ a(id: "u7") { b } }';
  expect(await gaps(sdl, `SUPPORT scope x ${ask} -> allowed`, `USER sub u6 ${ask} -> refused`)).toEqual({
    [rule]: ['no test allows it by owner id alone', 'no test allows it by policy p alone'],
  });
  const lines = [`USER sub u6 ${ask} -> refused`, `sub u7 ${ask} -> allowed`, `fay ${ask} -> allowed`];
  expect(await gaps(sdl, ...lines, `SUPPORT scope x ${ask} -> allowed`)).toEqual({});
  // A role that includes another one, and both alternatives at once, show nothing of either.
  const roles = 'type Query { a: Int @auth(anyOf: [{ role: USER }, { role: SUPPORT }]) }';
  expect(await gaps(roles, 'SUPPORT { a } -> allowed', 'sub u1 { a } -> refused')).toEqual({
    'Query.a: role USER or role SUPPORT': [
      'no test allows it by role USER alone',
      'no test allows it by role SUPPORT alone',
    ],
  });
});

test('the rule of a type is one, wherever it is met', async () => {
  const sdl = `type Query { a(id: ID): A @public  as: [A] @public }
    type A @auth(owner: "id") { id: ID  b: Int  c: Int }`;
  expect(await gaps(sdl, 'sub u7 { a(id: "u7") { b } } -> allowed')).toEqual({ 'A: owner id': DENIES });
  expect(await gaps(sdl, 'nobody { as { c } } -> refused', 'sub u7 { a(id: "u7") { b } } -> allowed')).toEqual({
    'A: owner id': DENIES,
  });
  expect(await gaps(sdl, 'sub u2 { as { c } } -> refused', 'sub u7 { a(id: "u7") { b } } -> allowed')).toEqual({});
});

test('of two rules that say the same, both are covered where either is met', async () => {
  const sdl = 'type Query { a: A @auth(role: ADMIN) }  type A @auth(role: ADMIN) { b: Int }';
  expect(await gaps(sdl, 'ADMIN { a { b } } -> allowed', 'USER { a { b } } -> refused')).toEqual({});
});

test('arguments, input fields, enum values and scalars', async () => {
  const sdl = `
    type Query { a(old: Boolean @auth(role: ADMIN), in: In): [E] @public  s: S @public }
    input In { x: Int @auth(role: SUPPORT)  y: Int }
    enum E { LOW HIGH @auth(scopes: ["high"]) }
    scalar S @auth(claims: [{ name: "org", in: ["acme", "umbra"] }])`;
  const all = [
    'Query.a(old:): role ADMIN',
    'In.x: role SUPPORT',
    'E.HIGH: scope high',
    'S: claim org in ["acme", "umbra"]',
  ];
  expect(await gaps(sdl, 'nobody { __typename } -> allowed')).toEqual(
    Object.fromEntries(all.map((each) => [each, BOTH])),
  );
  const allowed = [
    'ADMIN scope high { a(old: true, in: { x: 1 }) } -> { a: ["LOW", "HIGH"] }',
    'claims { org: "umbra" } { s } -> allowed',
  ];
  expect(await gaps(sdl, ...allowed)).toEqual(Object.fromEntries(all.map((each) => [each, DENIES])));
  const denied = [
    'USER { a(old: true) } -> refused',
    'USER { a(in: { x: 1 }) } -> refused',
    'USER { a(in: { y: 1 }) } -> { a: ["LOW", null] }, FORBIDDEN at a.1',
    'claims { org: "other" } { s } -> refused',
  ];
  expect(await gaps(sdl, ...denied)).toEqual(Object.fromEntries(all.map((each) => [each, ALLOWS])));
  expect(await gaps(sdl, ...allowed, ...denied)).toEqual({});
});

test('interfaces, mutations and claims of arguments', async () => {
  const sdl = `
    type Query { n: N @public }
    type Mutation { pay(org: ID!): Int @auth(claims: [{ name: "org", argument: "org" }]) }
    interface N @auth(role: SUPPORT) { id: ID @auth(scopes: ["n"]) }
    type T implements N { id: ID }`;
  const lines = [
    'claims { org: "acme" } mutation { pay(org: "acme") } -> allowed',
    'claims { org: "acme" } mutation { pay(org: "umbra") } -> refused',
    'SUPPORT scope n { n { id } } -> allowed',
    'SUPPORT { n { id } } -> refused',
  ];
  expect(await gaps(sdl, ...lines)).toEqual({ 'N: role SUPPORT': DENIES });
  expect(await gaps(sdl, ...lines, 'USER scope n { n { id } } -> refused')).toEqual({});
});
