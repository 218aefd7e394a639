import { describe, expect, test } from '@jest/globals';
import { parse, print } from 'graphql';
import { accessTypeDefs } from '../../../src/access/index.js';
import { FILE, problemsOf, ROLES } from '../support.js';

const DEFINITIONS = parse(accessTypeDefs()).definitions.map((node) => print(node).replace(/\s+/g, ' '));

/** One of our definitions, on one line. */
function definitionOf(start: string): string {
  const definition = DEFINITIONS.find((line) => line.startsWith(start));
  if (definition === undefined) throw new Error(`There is no definition of ${start}`);
  return definition;
}

const AUTH = definitionOf('directive @auth(');
const PUBLIC = definitionOf('directive @public ');
const INCLUDES = definitionOf('directive @includes(');
const GRANTS = definitionOf('directive @grants(');
const RULE = definitionOf('input AuthRule ');
const CLAIM = definitionOf('input ClaimRule ');
const BODY = `type Query { a: Int @auth(role: USER) }\n${ROLES}`;

/** The problems of our definitions with one of them written otherwise. */
function problemsWith(ours: string, theirs: string): readonly string[] {
  return problemsOf(BODY, DEFINITIONS.map((definition) => (definition === ours ? theirs : definition)).join('\n'));
}

/** `definition` with `part` written otherwise. */
function changed(definition: string, part: string, other: string): string {
  if (!definition.includes(part)) throw new Error(`${definition} has no ${part}`);
  return definition.replace(part, other);
}

function problem(line: number, name: string, ours: string): string {
  return `access:${line} ${name}: Its definition differs from the one that is enforced. Define it as \`${ours}\`.`;
}

describe('our definitions', () => {
  test('as accessTypeDefs writes them are in order', () => {
    expect(problemsOf(BODY, accessTypeDefs())).toEqual([]);
  });

  test('may be written in another layout, with descriptions and comments', () => {
    const theirs = changed(AUTH, 'role: Role, ', '\n  "A role."\n  role: Role # one\n').replace(' on ', '\non | ');
    expect(problemsWith(AUTH, `"Who may."\n${theirs}`)).toEqual([]);
    expect(problemsWith(RULE, `"One."\n${changed(RULE, 'role: Role', '"A role."\n  role: Role\n')}`)).toEqual([]);
  });

  test('go with an enum of roles of any name', () => {
    const body = 'type Query { a: Int @auth(role: BOSS) } enum Rank { BOSS }';
    expect(problemsOf(body, accessTypeDefs({ role: 'Rank' }))).toEqual([]);
  });
});

describe('a definition that is not ours', () => {
  test.each([
    ['one more argument', changed(AUTH, 'owner: String', 'owner: String, tenant: String')],
    ['one argument less', changed(AUTH, 'owner: String, ', '')],
    ['an argument of another type', changed(AUTH, 'owner: String', 'owner: ID')],
    ['an argument that is required', changed(AUTH, 'role: Role', 'role: Role!')],
    ['a default', changed(AUTH, 'role: Role', 'role: Role = USER')],
    ['a list of roles', changed(AUTH, 'role: Role', 'role: [Role]')],
    ['scopes that are one text', changed(AUTH, 'scopes: [String!]', 'scopes: String')],
    ['not repeatable', changed(AUTH, ' repeatable', '')],
    ['one more place', changed(AUTH, ' on ', ' on UNION | ')],
    ['one place less', changed(AUTH, '| INTERFACE ', '')],
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

  test('@grants with other scopes, or with a default', () => {
    for (const type of ['[ID!]!', '[String!]! = ["all"]', '[String!]']) {
      const theirs = `directive @grants(scopes: ${type}) on ENUM_VALUE`;
      expect(problemsWith(GRANTS, theirs)).toEqual([problem(4, '@grants', GRANTS)]);
    }
  });

  test('a @grants that is missing, as in SDL from before it was there, is a mistake if a role needs it', () => {
    const before = DEFINITIONS.filter((definition) => definition !== GRANTS).join('\n');
    expect(problemsOf(BODY, before)).toEqual([]);
    expect(problemsOf('type Query { a: Int @auth }\nenum Role { USER @grants(scopes: ["a"]) }', before)).toEqual([
      `@grants: Its definition differs from the one that is enforced. Define it as \`${GRANTS}\`.`,
    ]);
  });

  test.each([
    ['one more field', changed(RULE, 'owner: String', 'owner: String anyOf: [AuthRule!]')],
    ['one field less', changed(RULE, 'owner: String ', '')],
    ['another role', `enum Rank { BOSS } ${changed(RULE, 'role: Role', 'role: Rank')}`],
    ['a default', changed(RULE, 'owner: String', 'owner: String = "id"')],
    ['a directive', changed(RULE, 'owner: String', 'owner: String @deprecated')],
    ['an extension', `${RULE} extend input AuthRule { tenant: String }`],
  ])('AuthRule with %s', (_what, theirs) => {
    expect(problemsWith(RULE, theirs)).toEqual([problem(5, 'AuthRule', RULE)]);
  });

  test.each([
    ['one more field', changed(CLAIM, 'field: String', 'field: String not: String')],
    ['one field less', changed(CLAIM, 'argument: String ', '')],
    ['a name that may be left out', changed(CLAIM, 'name: String!', 'name: String')],
    ['a default', changed(CLAIM, 'equals: String', 'equals: String = ""')],
    ['an extension', `${CLAIM} extend input ClaimRule { not: String }`],
  ])('ClaimRule with %s', (_what, theirs) => {
    expect(problemsWith(CLAIM, theirs)).toEqual([problem(6, 'ClaimRule', CLAIM)]);
  });

  test('AuthRule that is no input', () => {
    expect(problemsWith(RULE, 'scalar AuthRule')).toEqual([problem(5, 'AuthRule', RULE)]);
  });

  test('one that is missing has no line to name', () => {
    expect(problemsWith(PUBLIC, '')).toEqual([
      `@public: Its definition differs from the one that is enforced. Define it as \`${PUBLIC}\`.`,
    ]);
  });

  test('all of them at once', () => {
    const theirs = [
      changed(AUTH, ' repeatable', ''),
      'directive @public on OBJECT',
      INCLUDES,
      GRANTS,
      'input AuthRule { role: Role }',
      'input ClaimRule { name: String! }',
    ];
    expect(problemsOf(BODY, theirs.join('\n'))).toEqual([
      problem(1, '@auth', AUTH),
      problem(2, '@public', PUBLIC),
      problem(5, 'AuthRule', RULE),
      problem(6, 'ClaimRule', CLAIM),
    ]);
  });

  test('an @auth without an enum of roles is a mistake of the programmer', () => {
    const ask = () => problemsOf('type Query { a: Int @auth }', 'directive @auth(role: String) on OBJECT');
    expect(ask).toThrow(TypeError);
    expect(ask).toThrow(/@auth\(role:\) with an enum type/);
  });

  test('a schema without roles defines the rest as it is enforced', () => {
    const definitions = accessTypeDefs({ role: null });
    expect(problemsOf('type Query { a: Int @auth(scopes: ["a"]) }', definitions)).toEqual([]);
    expect(problemsOf('type Query { a: Int @auth(role: ADMIN) }', definitions)).toEqual([
      `${FILE}:1 Query.a: This schema has no roles. Name the enum of roles in accessTypeDefs({ role }).`,
    ]);
    expect(problemsOf('type Query { a: Int @auth }', 'directive @auth on FIELD_DEFINITION').join()).toContain(
      '@auth: Its definition differs from the one that is enforced.',
    );
  });
});
