import { describe, expect, test } from '@jest/globals';
import { parse, print } from 'graphql';
import { accessTypeDefs } from '../../../src/access/index.js';
import { withoutRules } from '../../../src/access/rules/without-rules.js';
import { ROLES } from '../support.js';

const bare = (sdl: string, roleEnum: string | undefined = 'Role') =>
  print(withoutRules(parse(sdl), roleEnum)).replace(/\s+/g, ' ');

test('our definitions go, and the roles with them', () => {
  expect(bare(`${accessTypeDefs()} ${ROLES} type Query { a: Int @public }`)).toBe('type Query { a: Int }');
  const ranks = accessTypeDefs({ role: 'Rank' }) + ROLES.replace('Role', 'Rank');
  expect(bare(`${ranks} enum Role { A } type Query { a: Int @auth(role: USER) }`, 'Rank')).toBe(
    'enum Role { A } type Query { a: Int }',
  );
  expect(bare(`${accessTypeDefs({ role: null })} type Query { a: Int }`, undefined)).toBe('type Query { a: Int }');
});

test.each([
  [
    'type Query @auth { a(b: Int @auth): Int @public @auth(role: USER) @deprecated }',
    'type Query { a(b: Int): Int @deprecated }',
  ],
  ['interface I @auth { a: Int @auth }', 'interface I { a: Int }'],
  ['enum E @auth { A @auth B @includes(roles: ["A"]) @grants(scopes: ["a"]) }', 'enum E { A B }'],
  ['input In { a: Int = 1 @auth(scopes: ["a"]) }', 'input In { a: Int = 1 }'],
  ['scalar S @auth @specifiedBy(url: "a")', 'scalar S @specifiedBy(url: "a")'],
])('what they say goes from wherever it stands: %s', (sdl, left) => {
  expect(bare(sdl)).toBe(left);
});

describe('an extension', () => {
  test('that said nothing else goes', () => {
    const empty = ['type A', 'interface A', 'enum A', 'scalar A', 'input A'].map((text) => `extend ${text} @auth`);
    expect(bare(`${empty.join(' ')} type Query { a: Int }`)).toBe('type Query { a: Int }');
  });

  test.each([
    'extend type A { a: Int }',
    'extend type A implements I',
    'extend type A @key(fields: "a")',
    'extend union U = A',
    'extend enum E { A }',
    'extend schema @link(url: "a")',
    'extend schema { mutation: M }',
  ])('that says something stays: %s', (sdl) => {
    expect(bare(sdl.replace(/^(extend (?:type|enum) \w+(?: implements I)?)/, '$1 @auth'))).toBe(sdl);
  });
});

test.each([
  ['type User { role: Role }'],
  ['type Query { users(roles: [Role!]): Int }'],
  ['input In { role: Role! = USER }'],
  ['directive @needs(role: Role) on OBJECT'],
])('roles that something else uses stay, without what they include and grant: %s', (user) => {
  const roles = 'enum Role { USER ADMIN @includes(roles: ["USER"]) @grants(scopes: ["a"]) } extend enum Role { OWNER }';
  expect(bare(`${accessTypeDefs()} ${roles} ${user}`)).toBe(
    `enum Role { USER ADMIN } extend enum Role { OWNER } ${user}`,
  );
});
