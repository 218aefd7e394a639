import { describe, expect, test } from '@jest/globals';
import { accessTypeDefs } from '../../src/access/index.js';
import { problemsOf, ROLES } from './support.js';

const AUTH =
  'directive @auth(role: Role, owner: String, anyOf: [AuthRule!]) repeatable on OBJECT | INTERFACE | FIELD_DEFINITION';
const PUBLIC = 'directive @public on FIELD_DEFINITION';
const INCLUDES = 'directive @includes(roles: [String!]!) on ENUM_VALUE';
const RULE = 'input AuthRule { role: Role owner: String }';
const BODY = `type Query { a: Int @auth(role: USER) }\n${ROLES}`;

/** The problems of our definitions with one of them written otherwise. */
function problemsWith(ours: string, theirs: string): readonly string[] {
  const definitions = [AUTH, PUBLIC, INCLUDES, RULE];
  if (!definitions.includes(ours)) throw new Error(`There is no definition ${ours}`);
  return problemsOf(BODY, definitions.map((definition) => (definition === ours ? theirs : definition)).join('\n'));
}

function problem(line: number, name: string, ours: string): string {
  return `access:${line} ${name}: It is not defined as it is enforced. Define it as \`${ours}\`.`;
}

describe('our definitions', () => {
  test('as accessTypeDefs writes them are in order', () => {
    expect(problemsOf(BODY, accessTypeDefs())).toEqual([]);
  });

  test('may be written in another layout, with descriptions and comments', () => {
    const theirs = `"Who may."\ndirective @auth(\n  "A role."\n  role: Role # one\n  owner: String\n  anyOf: [AuthRule!]\n)\nrepeatable on | OBJECT | INTERFACE | FIELD_DEFINITION`;
    expect(problemsWith(AUTH, theirs)).toEqual([]);
    expect(problemsWith(RULE, '"One."\ninput AuthRule {\n  "A role."\n  role: Role\n  owner: String\n}')).toEqual([]);
  });

  test('go with an enum of roles of any name', () => {
    const body = 'type Query { a: Int @auth(role: BOSS) } enum Rank { BOSS }';
    expect(problemsOf(body, accessTypeDefs({ role: 'Rank' }))).toEqual([]);
  });
});

describe('a definition that is not ours', () => {
  const on = 'on OBJECT | INTERFACE | FIELD_DEFINITION';

  test.each([
    [
      'one more argument',
      `directive @auth(role: Role, owner: String, anyOf: [AuthRule!], scopes: [String!]) repeatable ${on}`,
    ],
    ['one argument less', `directive @auth(role: Role, anyOf: [AuthRule!]) repeatable ${on}`],
    ['an argument of another type', `directive @auth(role: Role, owner: ID, anyOf: [AuthRule!]) repeatable ${on}`],
    [
      'an argument that is required',
      `directive @auth(role: Role!, owner: String, anyOf: [AuthRule!]) repeatable ${on}`,
    ],
    ['a default', `directive @auth(role: Role = USER, owner: String, anyOf: [AuthRule!]) repeatable ${on}`],
    ['a list of roles', `directive @auth(role: [Role], owner: String, anyOf: [AuthRule!]) repeatable ${on}`],
    ['not repeatable', `directive @auth(role: Role, owner: String, anyOf: [AuthRule!]) ${on}`],
    [
      'one more place',
      `directive @auth(role: Role, owner: String, anyOf: [AuthRule!]) repeatable ${on} | ARGUMENT_DEFINITION`,
    ],
    [
      'one place less',
      'directive @auth(role: Role, owner: String, anyOf: [AuthRule!]) repeatable on OBJECT | INTERFACE',
    ],
  ])('@auth with %s', (_what, theirs) => {
    expect(problemsWith(AUTH, theirs)).toEqual([problem(1, '@auth', AUTH)]);
  });

  test('@public in more places', () => {
    expect(problemsWith(PUBLIC, 'directive @public on FIELD_DEFINITION | OBJECT')).toEqual([
      problem(2, '@public', PUBLIC),
    ]);
  });

  test('@includes with values of the enum, or with a default', () => {
    for (const type of ['[Role!]!', '[String!]! = ["USER"]', '[String!]']) {
      const theirs = `directive @includes(roles: ${type}) on ENUM_VALUE`;
      expect(problemsWith(INCLUDES, theirs)).toEqual([problem(3, '@includes', INCLUDES)]);
    }
  });

  test.each([
    ['one more field', 'input AuthRule { role: Role owner: String scopes: [String!] }'],
    ['one field less', 'input AuthRule { role: Role }'],
    ['another role', 'enum Rank { BOSS } input AuthRule { role: Rank owner: String }'],
    ['a default', 'input AuthRule { role: Role owner: String = "id" }'],
    ['a directive', 'input AuthRule { role: Role owner: String @deprecated }'],
    ['an extension', 'input AuthRule { role: Role owner: String } extend input AuthRule { scopes: [String!] }'],
  ])('AuthRule with %s', (_what, theirs) => {
    expect(problemsWith(RULE, theirs)).toEqual([problem(4, 'AuthRule', RULE)]);
  });

  test('AuthRule that is no input', () => {
    expect(problemsWith(RULE, 'scalar AuthRule')).toEqual([problem(4, 'AuthRule', RULE)]);
  });

  test('one that is missing has no line to name', () => {
    expect(problemsWith(PUBLIC, '')).toEqual([
      `@public: It is not defined as it is enforced. Define it as \`${PUBLIC}\`.`,
    ]);
  });

  test('all of them at once', () => {
    const theirs = [
      `directive @auth(role: Role) repeatable ${on}`,
      'directive @public on OBJECT',
      INCLUDES,
      'input AuthRule { role: Role }',
    ];
    expect(problemsOf(BODY, theirs.join('\n'))).toEqual([
      problem(1, '@auth', AUTH),
      problem(2, '@public', PUBLIC),
      problem(4, 'AuthRule', RULE),
    ]);
  });

  test('an @auth without an enum of roles is a mistake of the programmer', () => {
    for (const definitions of ['directive @auth on OBJECT', 'directive @auth(role: String) on OBJECT']) {
      expect(() => problemsOf('type Query { a: Int @auth }', definitions)).toThrow(TypeError);
      expect(() => problemsOf('type Query { a: Int @auth }', definitions)).toThrow(/@auth\(role:\) of an enum type/);
    }
  });
});
