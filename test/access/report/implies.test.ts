import { describe, expect, test } from '@jest/globals';
import { implies, type RuleOfSide } from '../../../src/access/report/implies.js';
import { ROLES } from '../support.js';
import { compiled } from './support.js';

function ruleOf(directives: string, roles = ROLES): RuleOfSide {
  const { table } = compiled(
    `type Query { t: T @public }
    type T { id: ID org: ID by: ID f(org: ID, in: In): Int ${directives} }
    input In { org: ID }`,
    roles,
  );
  return { rule: table.rules.get('T.f') ?? [], roles: table.roles };
}

/** Each pair holds one way and not the other. */
const STRONGER: readonly (readonly [stronger: string, weaker: string])[] = [
  ['@auth', ''],
  ['@auth(role: USER)', '@auth'],
  ['@auth(role: ADMIN)', '@auth(role: SUPPORT)'],
  ['@auth(role: ADMIN)', '@auth(role: USER)'],
  ['@auth(role: USER, scopes: "a")', '@auth(role: USER)'],
  ['@auth(scopes: ["a", "b"])', '@auth(scopes: "b")'],
  ['@auth(role: USER) @auth(owner: "id")', '@auth(owner: "id")'],
  ['@auth(owner: "id")', '@auth(anyOf: [{ role: ADMIN }, { owner: "id" }])'],
  ['@auth(role: ADMIN)', '@auth(anyOf: [{ role: SUPPORT }, { owner: "id" }])'],
  ['@auth(anyOf: [{ role: ADMIN }, { owner: "id" }])', '@auth(anyOf: [{ role: SUPPORT }, { owner: "id" }])'],
  ['@auth(anyOf: [{ role: EDITOR }, { role: ADMIN }])', '@auth(role: USER)'],
  ['@auth(anyOf: [{ role: USER, scopes: "a" }, { owner: "id" }])', '@auth(anyOf: [{ role: USER }, { owner: "id" }])'],
  ['@auth(claims: [{ name: "c", equals: "1" }])', '@auth(claims: [{ name: "c", in: ["1", "2"] }])'],
  ['@auth(claims: [{ name: "c", in: ["1", "2"] }])', '@auth'],
  ['@auth(claims: [{ name: "c", argument: "org" }])', '@auth'],
  ['@auth(policy: "may")', '@auth'],
];

const APART: readonly (readonly [string, string])[] = [
  ['@auth(role: EDITOR)', '@auth(role: SUPPORT)'],
  ['@auth(owner: "id")', '@auth(owner: "by")'],
  ['@auth(owner: "id")', '@auth(role: ADMIN)'],
  ['@auth(policy: "may")', '@auth(policy: "must")'],
  ['@auth(scopes: "a")', '@auth(scopes: "b")'],
  ['@auth(claims: [{ name: "c", equals: "1" }])', '@auth(claims: [{ name: "d", equals: "1" }])'],
  ['@auth(claims: [{ name: "c", in: ["1", "2"] }])', '@auth(claims: [{ name: "c", in: ["2", "3"] }])'],
  ['@auth(claims: [{ name: "c", argument: "org" }])', '@auth(claims: [{ name: "c", argument: "in.org" }])'],
  ['@auth(claims: [{ name: "c", argument: "org" }])', '@auth(claims: [{ name: "c", field: "org" }])'],
  ['@auth(claims: [{ name: "c", field: "org" }])', '@auth(claims: [{ name: "c", field: "id" }])'],
  ['@auth(claims: [{ name: "c", field: "org" }])', '@auth(owner: "org")'],
];

describe('a rule implies another', () => {
  test.each(STRONGER)('%s implies "%s", not the other way', (stronger, weaker) => {
    expect([implies(ruleOf(stronger), ruleOf(weaker)), implies(ruleOf(weaker), ruleOf(stronger))]).toEqual([
      true,
      false,
    ]);
  });

  test.each([...new Set([...STRONGER.flat(), ...APART.flat()])])('%s implies itself', (rule) => {
    expect(implies(ruleOf(rule), ruleOf(rule))).toBe(true);
  });

  test.each(APART)('neither %s nor %s implies the other', (one, other) => {
    expect([implies(ruleOf(one), ruleOf(other)), implies(ruleOf(other), ruleOf(one))]).toEqual([false, false]);
  });

  test('by the order of its parts as little as by where they are written', () => {
    const one = ruleOf('@auth(anyOf: [{ role: ADMIN }, { owner: "id" }]) @auth(scopes: ["b", "a"])');
    const other = ruleOf('@auth(scopes: ["a", "b"], anyOf: [{ owner: "id" }, { role: ADMIN }])');
    expect([implies(one, other), implies(other, one)]).toEqual([true, true]);
  });

  test('by the roles of its own side', () => {
    const flat = ruleOf('@auth(role: USER)', 'enum Role { USER ADMIN }');
    const included = ruleOf('@auth(role: USER)', 'enum Role { USER ADMIN @includes(roles: ["USER"]) }');
    expect([implies(flat, included), implies(included, flat)]).toEqual([true, false]);
    // All who are enough here are enough there, whatever the roles are called.
    const admin = ruleOf('@auth(role: ADMIN)', 'enum Role { USER ADMIN }');
    expect([implies(admin, included), implies(included, admin)]).toEqual([true, false]);
  });

  test('by a role that nobody knew before as little', () => {
    const before = ruleOf('@auth(role: ADMIN)', 'enum Role { ADMIN }');
    const after = ruleOf('@auth(role: ADMIN)', 'enum Role { ADMIN ROOT @includes(roles: ["ADMIN"]) }');
    expect([implies(after, before), implies(before, after)]).toEqual([false, true]);
  });
});
