import { describe, expect, test } from '@jest/globals';
import { type Decision, decide, decideAlternative, decideClause } from '../../../src/access/decide/decide.js';
import { rightsOf } from '../../../src/access/decide/rights.js';
import type { Alternative, Clause, Condition, Viewer } from '../../../src/access/index.js';
import type { Roles } from '../../../src/access/rules/roles.js';
import { anonymous, as, hostile, withClaims } from '../support.js';

const roles: Roles = new Map([
  ['USER', new Set(['USER'])],
  ['ADMIN', new Set(['ADMIN', 'USER'])],
]);

function rights(subject: string | null, ...held: readonly string[]) {
  return rightsOf(roles, as(subject, ...held));
}

function clause(...anyOf: readonly Alternative[]): Clause {
  return { anyOf, source: { coordinate: 'T.f', location: '' }, of: 'field' };
}

const role = (name: string): Condition => ({ kind: 'role', role: name });
const owner: Condition = { kind: 'owner', field: 'id' };
const policy: Condition = { kind: 'policy', policy: 'may' };

test('nobody signed in passes no alternative, whatever it asks for', () => {
  const nobody = rightsOf(roles, anonymous);
  for (const alternative of [[], [role('USER')], [owner], [policy], [role('USER'), policy]]) {
    expect(decideAlternative(alternative, nobody)).toBe('refused');
    expect(decideClause(clause(alternative), nobody)).toBe('refused');
    expect(decide([clause(alternative)], nobody)).toBe('refused');
  }
  expect(decide([], nobody)).toBe('granted');
});

describe('decideAlternative', () => {
  test.each<[Alternative, string | null, string[], Decision]>([
    [[], null, [], 'granted'],
    [[role('USER')], null, ['USER'], 'granted'],
    [[role('USER')], null, ['ADMIN'], 'granted'],
    [[role('ADMIN')], 'u1', ['USER'], 'refused'],
    [[owner], 'u1', [], 'open'],
    [[owner], null, ['ADMIN'], 'refused'],
    [[owner], '', ['ADMIN'], 'refused'],
    [[role('USER'), owner], 'u1', ['USER'], 'open'],
    [[role('ADMIN'), owner], 'u1', ['USER'], 'refused'],
    [[role('ADMIN'), owner], null, ['ADMIN'], 'refused'],
    [[policy], null, [], 'open'],
    [[role('ADMIN'), policy], 'u1', ['USER'], 'refused'],
    [[owner, policy], null, ['ADMIN'], 'refused'],
  ])('%j for subject %j with roles %j is %s', (alternative, subject, held, expected) => {
    expect(decideAlternative(alternative, rights(subject, ...held))).toBe(expected);
  });
});

describe('what the token has', () => {
  const scope: Condition = { kind: 'scope', scope: 'read' };
  const claim: Condition = { kind: 'claim', name: 'org', values: ['a', 'b'] };
  const argument: Condition = { kind: 'claimArgument', name: 'org', path: ['org'] };
  const field: Condition = { kind: 'claimField', name: 'org', field: 'id' };

  test.each<[Condition, Viewer, Decision]>([
    [scope, hostile({ scopes: ['read'] }), 'granted'],
    [scope, hostile({ scopes: ['READ', 'read ', 'rea'] }), 'refused'],
    [claim, withClaims({ org: 'b' }), 'granted'],
    [claim, withClaims({ org: ['c', 'a'] }), 'granted'],
    [claim, withClaims({ org: 'c' }), 'refused'],
    [claim, withClaims({ Org: 'a' }), 'refused'],
    [argument, withClaims({ org: 'a' }), 'open'],
    [argument, withClaims({}), 'refused'],
    [argument, withClaims({ org: [] }), 'refused'],
    [field, withClaims({ org: ['a'] }), 'open'],
    [field, withClaims({ org: null }), 'refused'],
    [field, withClaims({ org: {} }), 'refused'],
  ])('%j for %j is %s', (condition, viewer, expected) => {
    expect(decideAlternative([condition], rightsOf(roles, viewer))).toBe(expected);
  });
});

describe('decideClause', () => {
  const mixed = clause([role('ADMIN')], [owner]);

  test.each<[string, Clause, Decision]>([
    ['one granted alternative is enough', clause([role('ADMIN')], [role('USER')]), 'granted'],
    ['open if one is open and none granted', mixed, 'open'],
    ['granted before open', clause([owner], [role('USER')]), 'granted'],
    ['refused if all are', clause([role('ADMIN')], [role('ROOT')]), 'refused'],
    ['no alternative at all is refused', clause(), 'refused'],
  ])('%s', (_what, given, expected) => {
    expect(decideClause(given, rights('u1', 'USER'))).toBe(expected);
  });

  test('without a subject the role alone counts', () => {
    expect(decideClause(mixed, rights(null, 'ADMIN'))).toBe('granted');
    expect(decideClause(mixed, rights(null, 'USER'))).toBe('refused');
  });
});

describe('decide', () => {
  const user = clause([role('USER')]);
  const admin = clause([role('ADMIN')]);
  const own = clause([owner]);

  test.each<[string, readonly Clause[], Decision]>([
    ['all granted', [clause([]), user], 'granted'],
    ['one refused', [user, admin], 'refused'],
    ['one open', [user, own], 'open'],
    ['refused before open', [own, admin], 'refused'],
  ])('%s', (_what, rule, expected) => {
    expect(decide(rule, rights('u1', 'USER'))).toBe(expected);
  });

  test('no rule asks for nothing, not even a viewer', () => {
    expect(decide([], rightsOf(roles, null))).toBe('granted');
  });

  test('any clause asks for a signed-in viewer', () => {
    for (const rule of [[clause([])], [own], [clause([owner], [])]]) {
      expect(decide(rule, rightsOf(roles, anonymous))).toBe('refused');
    }
  });
});
