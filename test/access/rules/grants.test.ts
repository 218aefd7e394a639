import { describe, expect, test } from '@jest/globals';
import { isEnumType } from 'graphql';
import { grants, includes, scopesOfRoles } from '../../../src/access/index.js';
import { compileAccess } from '../../../src/access/rules/compile.js';
import { buildSchema, FILE, problemsOf } from '../support.js';

const tableOf = (roles: string) => compileAccess(buildSchema(`${roles} type Query { a: Int @public }`));
const problems = (role: string) => problemsOf(`type Query { a: Int @public }\nenum Role { A\n  B ${role} }`);

describe('@grants', () => {
  const table = tableOf(`enum Role {
    MEMBER @grants(scopes: ["tasks:read", "a"])
    STAFF @includes(roles: ["MEMBER"]) @grants(scopes: "reports:read")
    OWNER @includes(roles: ["STAFF"]) @grants(scopes: ["a"])
    GUEST
  }`);

  test('gives a role its scopes, and those of all that it includes, each once and in order', () => {
    expect(scopesOfRoles(table, ['MEMBER'])).toEqual(['a', 'tasks:read']);
    expect(scopesOfRoles(table, ['STAFF'])).toEqual(['a', 'reports:read', 'tasks:read']);
    expect(scopesOfRoles(table, ['OWNER'])).toEqual(['a', 'reports:read', 'tasks:read']);
    expect(scopesOfRoles(table, ['GUEST'])).toEqual([]);
    expect(scopesOfRoles(table, ['GUEST', 'STAFF', 'STAFF'])).toEqual(['a', 'reports:read', 'tasks:read']);
    expect(scopesOfRoles(table, [])).toEqual([]);
  });

  test.each(['ROOT', 'staff', '__proto__', 'constructor', 'get', ''])(
    'of the role %j, which is not there, gives none',
    (role) => {
      expect(scopesOfRoles(table, [role])).toEqual([]);
    },
  );

  test('is kept with the places that say it, and nobody can change it', () => {
    expect(table.grants.get('OWNER')).toEqual([
      { scope: 'a', source: { coordinate: 'Role.OWNER', location: `${FILE}:4` } },
      { scope: 'a', source: { coordinate: 'Role.MEMBER', location: `${FILE}:2` } },
      { scope: 'reports:read', source: { coordinate: 'Role.STAFF', location: `${FILE}:3` } },
      { scope: 'tasks:read', source: { coordinate: 'Role.MEMBER', location: `${FILE}:2` } },
    ]);
    expect(Object.isFrozen(table.grants.get('OWNER')?.[0])).toBe(true);
    expect(() => Map.prototype.set.call(table.grants, 'GUEST', [])).toThrow(TypeError);
  });

  test('is read from what is made in code too', () => {
    const schema = buildSchema('enum Role { A B } type Query { a: Int @public }');
    const role = schema.getType('Role');
    if (!isEnumType(role)) throw new Error('There is no enum Role.');
    Object.assign(role.getValue('A') ?? {}, { extensions: grants('x', 'y') });
    const both = { ...includes('A').directives, ...grants('z').directives };
    Object.assign(role.getValue('B') ?? {}, { extensions: { directives: both } });
    expect(scopesOfRoles(compileAccess(schema), ['B'])).toEqual(['x', 'y', 'z']);
  });

  test('of a schema without roles is nothing', () => {
    expect(scopesOfRoles(tableOf('enum Role { A }'), ['A'])).toEqual([]);
  });
});

describe('a @grants that is wrong stops the start:', () => {
  const MEND =
    'Write each scope as a separate string of ASCII characters without spaces, quotation marks or backslashes (RFC 6749 §3.3).';

  test.each([
    ['a space', 'reports read'],
    ['an empty text', ''],
    ['a quotation mark', 'say"it"'],
    ['a backslash', 'a\\b'],
    ['a control character', 'a\tb'],
    ['the delete character', 'a\u007f'],
    ['a letter that is not ASCII', 'höher'],
  ])('%s', (_what, scope) => {
    const text = JSON.stringify(scope);
    expect(problems(`@grants(scopes: ["ok", ${text}])`)).toEqual([
      `${FILE}:3 Role.B: @grants has ${text}, which is not a valid scope. ${MEND}`,
    ]);
  });

  test.each(['1', 'null', 'true', '{ a: "b" }', 'A'])('%s in place of a text', (value) => {
    expect(problems(`@grants(scopes: [${value}])`)).toEqual([
      `${FILE}:3 Role.B: @grants accepts only strings. ${MEND}`,
    ]);
  });

  test('an empty list, or none', () => {
    const none = `${FILE}:3 Role.B: @grants names no scope. Name at least one, or remove it.`;
    expect(problems('@grants(scopes: [])')).toEqual([none]);
    expect(problems('@grants')).toEqual([none]);
  });

  test('the same scope twice, in one list or in two', () => {
    const twice = `${FILE}:3 Role.B: @grants lists "a" twice. Remove one of them.`;
    expect(problems('@grants(scopes: ["a", "b", "a"])')).toEqual([twice]);
    expect(problems('@grants(scopes: ["a"]) @grants(scopes: ["a"])')).toEqual([twice]);
    expect(problems('@grants(scopes: ["a"]) @grants(scopes: ["b"])')).toEqual([]);
  });

  test('every character of a scope-token is allowed', () => {
    const all = Array.from({ length: 0x7e - 0x20 }, (_, index) => String.fromCharCode(0x21 + index));
    const scope = all.filter((character) => !['"', '\\'].includes(character)).join('');
    expect(problems(`@grants(scopes: [${JSON.stringify(scope)}])`)).toEqual([]);
  });
});
