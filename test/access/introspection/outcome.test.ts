import { describe, expect, test } from '@jest/globals';
import { rightsOf } from '../../../src/access/decide/rights.js';
import type { Viewer } from '../../../src/access/index.js';
import { createOutcomes } from '../../../src/access/introspection/outcome.js';
import { compileAccess } from '../../../src/access/rules/compile.js';
import { anonymous, as, buildSchema, hostile, ROLES, withClaims, withScopes } from '../support.js';

function outcomesOf(body: string) {
  const table = compileAccess(buildSchema(`type Query { ping: Int @public ${body} }\n${ROLES}`));
  const outcomes = createOutcomes(table);
  const of = (viewer: Viewer) => outcomes.of(rightsOf(table.roles, viewer));
  const isRefused = (viewer: Viewer, coordinate: string) => outcomes.isRefused(of(viewer), coordinate);
  return { of, isRefused };
}

describe('an outcome', () => {
  test('has a character for each distinct rule, whoever asks', () => {
    const { of } = outcomesOf(`a: Int @auth(role: USER) b: Int @auth(role: USER) c: Int @auth(role: ADMIN)
      d: Int @auth(role: USER) @auth(role: ADMIN) e: Int @auth(role: ADMIN) @auth(role: USER)`);
    expect(of(as('u1', 'ADMIN'))).toBe('000');
    expect(of(as('u1', 'USER'))).toBe('011');
    expect(of(as('u1'))).toBe('111');
    expect(of(anonymous)).toBe('111');
  });

  test('is the same for rights that decide the same', () => {
    const { of } = outcomesOf('a: Int @auth(role: SUPPORT) b: Int @auth(scopes: "read")');
    expect(of(as('u1', 'ADMIN'))).toBe(of(as('u2', 'SUPPORT', 'EDITOR', 'UNHEARD_OF')));
    expect(of({ ...withScopes('write'), claims: { org: '1' } })).toBe(of(as('u1', 'USER')));
    expect(of(as('u1', 'SUPPORT'))).not.toBe(of(as('u1', 'USER')));
    expect(of(withScopes('read'))).not.toBe(of(withScopes('write')));
  });

  test('does not tell rights apart by a clause that another one overrules', () => {
    const { of } = outcomesOf('a: Int @auth(role: ADMIN) @auth(scopes: "read")');
    expect(of(withScopes('read'))).toBe(of(withScopes()));
    expect(of({ ...withScopes('read'), roles: ['ADMIN'] })).not.toBe(of({ ...withScopes(), roles: ['ADMIN'] }));
  });

  test('holds whatever else can decide: claims, what they are compared with, a subject', () => {
    const { of, isRefused } = outcomesOf(`a: Int @auth(claims: [{ name: "org", in: ["1", "2"] }])
      b(org: ID): Int @auth(claims: [{ name: "team", argument: "org" }])
      c: Doc @public } type Doc { id: ID d: Int @auth(owner: "id") e: Int @auth(claims: [{ name: "unit", field: "id" }])`);
    const bare = withClaims({});
    const differing = [withClaims({ org: '2' }), withClaims({ team: '' }), withClaims({ unit: [7] }), as(null)];
    for (const viewer of differing) expect(of(viewer)).not.toBe(of(bare));
    expect(of(withClaims({ org: '3', team: [], unit: {} }))).toBe(of(bare));
    expect(['Query.a', 'Query.b', 'Doc.d', 'Doc.e'].map((each) => isRefused(bare, each))).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect(isRefused(as(null), 'Doc.d')).toBe(true);
  });
});

describe('what an outcome refuses', () => {
  const { isRefused } = outcomesOf('a: Int @auth b(c: Int @auth(role: ADMIN)): Int @public');

  test.each<[string, Viewer, boolean]>([
    ['Query.a', anonymous, true],
    ['Query.a', as('u1'), false],
    ['Query.a', hostile({ authenticated: 'true' }), true],
    ['Query.b(c:)', as('u1'), true],
    ['Query.b(c:)', as('u1', 'ADMIN'), false],
    ['Query.b', anonymous, false],
    ['Query.unheard', anonymous, false],
  ])('%s, for %j: %s', (coordinate, viewer, expected) => {
    expect(isRefused(viewer, coordinate)).toBe(expected);
  });
});
