import { describe, expect, test } from '@jest/globals';
import { isEnumType } from 'graphql';
import { collectMistakes } from '../../../src/access/rules/mistakes.js';
import { expandRoles, type Roles, readRoles } from '../../../src/access/rules/roles.js';
import { buildSchema, ROLES } from '../support.js';

function rolesOf(body: string): Roles {
  const role = buildSchema(`${body} type Query { ping: Int }`).getType('Role');
  if (!isEnumType(role)) throw new Error('There is no enum Role.');
  const mistakes = collectMistakes();
  const roles = readRoles(role, mistakes);
  mistakes.throwIfAny();
  return roles;
}

function expanded(roles: Roles, ...held: readonly unknown[]): readonly string[] {
  return [...expandRoles(roles, held)].sort();
}

describe('readRoles', () => {
  test('each role has itself and all that it includes, at any distance', () => {
    const roles = rolesOf(ROLES);
    expect([...roles.keys()]).toEqual(['USER', 'EDITOR', 'SUPPORT', 'ADMIN']);
    expect([...(roles.get('ADMIN') ?? [])].sort()).toEqual(['ADMIN', 'SUPPORT', 'USER']);
    expect([...(roles.get('EDITOR') ?? [])].sort()).toEqual(['EDITOR', 'USER']);
    expect([...(roles.get('USER') ?? [])]).toEqual(['USER']);
  });

  test('a role may include several, a diamond among them', () => {
    const roles = rolesOf(
      'enum Role { A B @includes(roles: ["A"]) C @includes(roles: "A") D @includes(roles: ["B", "C"]) }',
    );
    expect([...(roles.get('D') ?? [])].sort()).toEqual(['A', 'B', 'C', 'D']);
    expect([...(roles.get('C') ?? [])].sort()).toEqual(['A', 'C']);
  });

  test('a role of an extension counts like the others', () => {
    const roles = rolesOf('enum Role { A } extend enum Role { B @includes(roles: ["A"]) }');
    expect([...(roles.get('B') ?? [])].sort()).toEqual(['A', 'B']);
  });
});

describe('expandRoles', () => {
  const roles = rolesOf(ROLES);

  test('adds up what all the roles held include', () => {
    expect(expanded(roles, 'EDITOR', 'SUPPORT')).toEqual(['EDITOR', 'SUPPORT', 'USER']);
    expect(expanded(roles)).toEqual([]);
  });

  test.each([
    ['unknown', ['ROOT']],
    ['of another case', ['admin', ' ADMIN', 'ADMIN ']],
    ['names of Object.prototype', ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']],
    ['names of Map.prototype', ['get', 'has', 'keys', 'size']],
    ['no strings', [null, undefined, 1, true, ['ADMIN'], { toString: () => 'ADMIN' }, Symbol('ADMIN')]],
  ])('roles that are %s grant nothing', (_what, held) => {
    expect(expanded(roles, ...held)).toEqual([]);
    expect(expanded(roles, 'USER', ...held)).toEqual(['USER']);
  });
});
