import { describe, expect, test } from '@jest/globals';
import type { Verdict } from '../../../../src/requirement.js';
import { verdictsOf } from './support-check.js';

const SDL = `
  scalar Date
  enum Level { LOW  HIGH @auth(role: ADMIN) }
  input In { org: ID = "1"  level: Level = LOW  deep: In  roles: [String!] = ["a"] @auth(role: ADMIN)  at: Date = "now" @auth(role: ADMIN) }
  type Query {
    byOrg(org: ID = "1"): Int @auth(claims: [{ name: "org", argument: "org" }])
    byIn(in: In): Int @auth(claims: [{ name: "org", argument: "in.org" }])
    byDefault(in: In = { org: "2" }): Int @auth(claims: [{ name: "org", argument: "in.org" }])
    level(level: Level! = LOW, limit: Int = 10 @auth(role: ADMIN)): Int @auth
    in(in: In, several: [In!]): Int @auth
  }
`;
const USER = { subject: 'u1', roles: ['USER'], scopes: [], claims: { org: '1' } };

test.each(['toString', 'constructor', 'valueOf'])('a variable $%s that is not sent is not sent', (name) => {
  const of = (text: string, variables = {}) => verdictsOf(SDL, text, variables, USER);
  const level = `query Asked($${name}: Int) { level(limit: $${name}) }`;
  expect(of(level)).toEqual({ server: true, client: true });
  expect(of(level, { [name]: 11 })).toEqual({ server: false, client: false });
  const flag = `query Asked($${name}: Boolean = true) { byOrg level(limit: 11) @skip(if: $${name}) }`;
  expect(of(flag)).toEqual({ server: true, client: true });
  expect(of(flag, { [name]: false })).toEqual({ server: false, client: false });
});

type Case = readonly [text: string, variables: Readonly<Record<string, unknown>>, verdict: Verdict];

/** By what is sent, a rule holds or not. The second verdict is what only the server knows. */
const CASES: readonly Case[] = [
  // What a claim is compared with.
  ['query Asked { byOrg }', {}, true],
  ['query Asked { byOrg(org: "2") }', {}, false],
  ['query Asked { byOrg(org: 1) }', {}, true],
  ['query Asked { byOrg(org: null) }', {}, false],
  ['query Asked($org: ID) { byOrg(org: $org) }', {}, true],
  ['query Asked($org: ID) { byOrg(org: $org) }', { org: 1 }, true],
  ['query Asked($org: ID) { byOrg(org: $org) }', { org: null }, false],
  ['query Asked($org: ID = "2") { byOrg(org: $org) }', {}, false],
  ['query Asked { byIn }', {}, false],
  ['query Asked { byIn(in: {}) }', {}, true],
  ['query Asked($org: ID) { byIn(in: { org: $org }) }', {}, true],
  ['query Asked($org: ID) { byIn(in: { org: $org }) }', { org: '2' }, false],
  ['query Asked { byDefault }', {}, false],
  ['query Asked { byDefault(in: {}) }', {}, true],
  ['query Asked { byDefault(in: null) }', {}, false],
  // What is sent, and may be the default.
  ['query Asked { level }', {}, true],
  ['query Asked { level(level: LOW) }', {}, true],
  ['query Asked { level(level: HIGH) }', {}, false],
  ['query Asked($level: Level!) { level(level: $level) }', { level: 'LOW' }, true],
  ['query Asked($level: Level!) { level(level: $level) }', { level: 'HIGH' }, false],
  ['query Asked { level(limit: 10) }', {}, true],
  ['query Asked { level(limit: 11) }', {}, false],
  ['query Asked($limit: Int) { level(limit: $limit) }', {}, true],
  ['query Asked($limit: Int) { level(limit: $limit) }', { limit: 10 }, true],
  ['query Asked($limit: Int) { level(limit: $limit) }', { limit: null }, false],
  ['query Asked($limit: Int = 11) { level(limit: $limit) }', {}, false],
  // However deep.
  ['query Asked { in(in: { deep: { level: HIGH } }) }', {}, false],
  ['query Asked($in: In) { in(in: $in) }', { in: { deep: { level: 'HIGH' } } }, false],
  ['query Asked($in: In) { in(in: $in) }', { in: { deep: { level: 'LOW', deep: null } } }, true],
  ['query Asked($several: [In!]) { in(several: $several) }', { several: [{}, { level: 'HIGH' }] }, false],
  ['query Asked($several: [In!]) { in(several: $several) }', { several: { level: 'HIGH' } }, false],
  ['query Asked($one: In!) { in(several: [{}, $one]) }', { one: { level: 'HIGH' } }, false],
  ['query Asked($one: In!) { in(several: [{}, $one]) }', { one: { level: 'LOW' } }, true],
  ['query Asked($level: Level) { in(several: { level: $level }) }', { level: 'HIGH' }, false],
];

describe('by what is sent, a client decides as the server does', () => {
  test.each(CASES)('%s %j: %s', (text, variables, verdict) => {
    expect(verdictsOf(SDL, text, variables, USER)).toEqual({ server: verdict, client: verdict });
  });
});

describe('only the server knows', () => {
  test.each<Case>([
    // Two defaults: that of the argument, if nothing is sent for it, and that of the input field.
    ['query Asked($in: In) { byDefault(in: $in) }', {}, false],
    ['query Asked($in: In) { byDefault(in: $in) }', { in: {} }, true],
    // Whether two values are the same, if they are not plain.
    ['query Asked($in: In) { in(in: $in) }', { in: { roles: ['a'] } }, true],
    ['query Asked($in: In) { in(in: $in) }', { in: { roles: ['b'] } }, false],
    ['query Asked($in: In) { in(in: $in) }', { in: { at: 'now' } }, true],
    // A null that does not fit makes the field fail before it is asked who may send it.
    ['query Asked($level: Level = HIGH) { level(level: $level) }', {}, false],
    ['query Asked($level: Level = HIGH) { level(level: $level) }', { level: null }, 'depends'],
  ])('%s %j: %s', (text, variables, verdict) => {
    expect(verdictsOf(SDL, text, variables, USER)).toEqual({ server: verdict, client: 'depends' });
  });

  test('which changes nothing for whoever has the right, or nobody', () => {
    const text = 'query Asked($in: In) { in(in: $in) }';
    const variables = { in: { roles: ['b'], at: 'then' } };
    expect(verdictsOf(SDL, text, variables, { ...USER, roles: ['ADMIN'] })).toEqual({ server: true, client: true });
    expect(verdictsOf(SDL, text, variables, null)).toEqual({ server: false, client: false });
  });
});
