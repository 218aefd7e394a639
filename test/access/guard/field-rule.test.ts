import { describe, expect, test } from '@jest/globals';
import { GraphQLObjectType, type GraphQLResolveInfo } from 'graphql';
import { rightsOf } from '../../../src/access/decide/rights.js';
import { createFieldRule } from '../../../src/access/guard/field-rule.js';
import { createOperations } from '../../../src/access/guard/operation.js';
import { compilePolicies } from '../../../src/access/guard/policy.js';
import { compileAccess } from '../../../src/access/rules/compile.js';
import type { Viewer } from '../../../src/viewer.js';
import { anonymous, as, buildSchema, ROLES, withClaims } from '../support.js';

const schema = buildSchema(`
  enum Level { LOW HIGH @auth(role: ADMIN) }
  input In { next: In x: Int @auth(role: ADMIN) }
  type Query {
    open: Int @public
    user: Int @auth(role: USER)
    may: Int @auth(policy: "may")
    level: Level @public
    userLevel: Level @auth(role: USER)
    set(x: Int @auth(role: ADMIN)): Int @public
    nested(in: In): Int @public
    org(id: ID): Int @auth(claims: [{ name: "org", argument: "id" }])
    orgOrUser(id: ID): Int @auth(anyOf: [{ role: USER }, { claims: [{ name: "org", argument: "id" }] }])
  }
  ${ROLES}`);
const table = compileAccess(schema);
const query = schema.getQueryType() ?? new GraphQLObjectType({ name: 'Query', fields: {} });
const failures: unknown[] = [];
const options = {
  policies: compilePolicies({ may: ({ viewer }) => viewer.subject === 'u1' }),
  onFailure: failures.push.bind(failures),
};
const ruleOf = (name: string) => createFieldRule(query, name, table, options);
const viewers = {
  admin: as('u1', 'ADMIN'),
  user: as('u1', 'USER'),
  other: as('u2'),
  member: withClaims({ org: 'o1' }),
  anonymous,
};
const { admin, user, member } = viewers;

function found(name: string) {
  const rule = ruleOf(name);
  if (!rule) throw new Error(`Query.${name} has no rule.`);
  return rule;
}

function ahead(name: string, viewer: Viewer, args: Record<string, unknown> | undefined = {}) {
  let reads = 0;
  const read = () => {
    reads += 1;
    return args;
  };
  return { decision: found(name).decide(rightsOf(table.roles, viewer), read), reads };
}

function check(name: string, viewer: Viewer, args: Record<string, unknown> = {}) {
  const operations = createOperations({
    viewerOf: () => viewer,
    rightsOf: (who) => rightsOf(table.roles, who),
    onFailure: options.onFailure,
    now: () => 0,
  });
  const info = { variableValues: {}, operation: { operation: 'query' } } as unknown as GraphQLResolveInfo;
  return found(name).check({ operation: operations({}, info), source: {}, args, context: {}, info });
}

test('a field that asks for nothing has none', () => {
  expect(ruleOf('open')).toBeUndefined();
  expect(ruleOf('nothing')).toBeUndefined();
});

test.each([
  ['user', true, false, false],
  ['level', false, false, true],
  ['userLevel', true, false, true],
  ['set', false, true, false],
  ['org', true, true, false],
])('%s: own rule %p, asks for arguments %p, has values to take out %p', (name, isOwn, asksArguments, hasFilter) => {
  const rule = found(name);
  expect([rule.own.length > 0, rule.asksArguments, rule.filter !== undefined]).toEqual([
    isOwn,
    asksArguments,
    hasFilter,
  ]);
});

describe('before anything runs', () => {
  test.each<[string, keyof typeof viewers, Record<string, unknown>, string]>([
    ['user', 'user', {}, 'granted'],
    ['user', 'other', {}, 'refused'],
    ['may', 'user', {}, 'open'],
    ['may', 'anonymous', {}, 'refused'],
    ['level', 'user', {}, 'open'],
    ['level', 'admin', {}, 'granted'],
    ['userLevel', 'other', {}, 'refused'],
    ['userLevel', 'user', {}, 'open'],
    ['set', 'user', { x: 1 }, 'refused'],
    ['set', 'user', {}, 'granted'],
    ['set', 'admin', { x: 1 }, 'granted'],
    ['nested', 'user', { in: { next: { next: { x: 1 } } } }, 'refused'],
    ['nested', 'user', { in: { next: { next: {} } } }, 'granted'],
    ['org', 'member', { id: 'o1' }, 'granted'],
    ['org', 'member', { id: 'o2' }, 'refused'],
    ['orgOrUser', 'member', { id: 'o2' }, 'refused'],
    ['orgOrUser', 'user', { id: 'o2' }, 'granted'],
  ])('%s for %s with %j is decided', (name, viewer, args, expected) => {
    expect(ahead(name, viewers[viewer], args).decision).toBe(expected);
  });

  test('the arguments are read if they can change something, and then once', () => {
    expect(ahead('user', user).reads).toBe(0);
    expect(ahead('org', user).reads).toBe(0);
    expect(ahead('org', anonymous).reads).toBe(0);
    expect(ahead('org', member).reads).toBe(1);
    expect(ahead('set', user).reads).toBe(1);
  });

  test('what cannot be read leaves open what it would decide, and no more', () => {
    const unread = (name: string, viewer: Viewer) => found(name).decide(rightsOf(table.roles, viewer), () => undefined);
    expect(unread('set', user)).toBe('open');
    expect(unread('org', member)).toBe('open');
    expect(unread('org', user)).toBe('refused');
    expect(unread('user', user)).toBe('granted');
  });
});

describe('for one use', () => {
  test.each<[string, keyof typeof viewers, Record<string, unknown>, boolean]>([
    ['user', 'user', {}, true],
    ['user', 'other', {}, false],
    ['may', 'user', {}, true],
    ['may', 'other', {}, false],
    ['set', 'user', { x: 1 }, false],
    ['set', 'admin', { x: 1 }, true],
    ['org', 'member', { id: 'o1' }, true],
    ['org', 'member', { id: 'o2' }, false],
    ['level', 'anonymous', {}, true],
  ])('%s for %s with %j is checked', async (name, viewer, args, expected) => {
    expect(await check(name, viewers[viewer], args)).toBe(expected);
  });
});

test('an input that is nested deeper than the stack goes is refused, and nothing is thrown', () => {
  let input: Record<string, unknown> = {};
  for (let depth = 0; depth < 50_000; depth += 1) input = { next: input };
  failures.length = 0;
  expect(ahead('nested', user, { in: input }).decision).toBe('refused');
  expect(check('nested', user, { in: input })).toBe(false);
  expect(failures).toEqual([expect.any(RangeError), expect.any(RangeError)]);
  expect(ahead('nested', user, { in: { next: {} } }).decision).toBe('granted');
  // Who may send anything is not asked what it is.
  expect(ahead('nested', admin, { in: input }).decision).toBe('granted');
});
