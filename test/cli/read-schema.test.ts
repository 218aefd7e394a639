import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readSchema } from '../../src/cli/read-schema.js';
import { StartupError } from '../../src/errors.js';
import { createTestFolder, type TestFolder } from './folder.js';

let folder: TestFolder;
beforeEach(() => {
  folder = createTestFolder();
});
afterEach(() => folder.remove());

const read = (roleEnum?: string) => readSchema([folder.path], { paths: ['schema'], roleEnum });
const at = (line: string) => `${folder.shown('a.graphql')}:${line}`;

async function problemsOf(...options: Parameters<typeof read>): Promise<readonly string[]> {
  try {
    await read(...options);
  } catch (error) {
    if (error instanceof StartupError) return error.problems;
    throw error;
  }
  return [];
}

describe('SDL that leaves @auth to accessTypeDefs()', () => {
  test('has the roles of the enum Role', async () => {
    folder.write('a.graphql', 'type Query { me: Int @auth(role: BOSS) }', 'enum Role { BOSS }');
    expect([...(await read()).table.roles.keys()]).toEqual(['BOSS']);
  });

  test('or of the enum that is named', async () => {
    folder.write('a.graphql', 'type Query { me: Int @auth(role: BOSS) }', 'enum AppRole { BOSS }', 'enum Other { X }');
    expect([...(await read('AppRole')).table.roles.keys()]).toEqual(['BOSS']);
    expect(await problemsOf()).toEqual([
      at('1 Unknown argument "role" on directive "@auth".'),
      `${folder.path} has no enum Role. Name the enum of its roles: --role-enum NAME.`,
    ]);
    expect(await problemsOf('Boss')).toEqual([
      `--role-enum: ${folder.path} has no enum Boss. Choose from AppRole, Other.`,
    ]);
    folder.write('a.graphql', 'type Query { me: Int @auth }');
    expect(await problemsOf('Boss')).toEqual([
      `--role-enum: ${folder.path} has no enum Boss. It has no enum; omit --role-enum.`,
    ]);
  });

  test('or none', async () => {
    folder.write('a.graphql', 'type Query { me: Int @auth(scopes: "a") other: Int }');
    const { table } = await read();
    expect([table.roles.size, [...table.rules.keys()], table.unmarked]).toEqual([0, ['Query.me'], ['Query.other']]);
  });
});

describe('SDL that defines @auth', () => {
  test('has the enum of its own', async () => {
    folder.write(
      'a.graphql',
      'directive @auth(role: Rank, scopes: [String!], claims: [ClaimRule!], owner: String, policy: String, anyOf: [AuthRule!]) repeatable on OBJECT | INTERFACE | FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM | ENUM_VALUE | SCALAR',
      'directive @public on FIELD_DEFINITION',
      'directive @includes(roles: [String!]!) on ENUM_VALUE',
      'input AuthRule { role: Rank scopes: [String!] claims: [ClaimRule!] owner: String policy: String }',
      'input ClaimRule { name: String! equals: String in: [String!] argument: String field: String }',
      'enum Rank { ONE }',
      'type Query { a: Int @auth(role: ONE, policy: "any") }',
    );
    expect([...(await read()).table.rules.keys()]).toEqual(['Query.a']);
    expect(await problemsOf('Rank')).toEqual([
      `${folder.path} defines @auth itself, and with it the enum of roles. Omit --role-enum.`,
    ]);
  });

  test('otherwise than it is enforced is a mistake', async () => {
    folder.write('a.graphql', 'directive @auth(role: String) on FIELD_DEFINITION', 'type Query { a: Int @auth }');
    expect(await problemsOf()).toEqual([
      `${folder.path}: The schema has no @auth(role:) with an enum type. Add accessTypeDefs() and an enum of roles to its typeDefs; or add only the enum, and pass addDefinitions: true to protectSchema.`,
    ]);
  });
});

describe('mistakes are all listed, by file and line', () => {
  test('of the syntax, one a file', async () => {
    folder.write('a.graphql', 'type Query { a: Int @public }', 'type A {');
    folder.write('b/c.gql', 'type B }');
    expect(await problemsOf()).toEqual([
      at('2 Syntax Error: Expected Name, found <EOF>.'),
      `${folder.shown(join('b', 'c.gql'))}:1 Syntax Error: Unexpected "}".`,
    ]);
  });

  test('of the SDL', async () => {
    folder.write('a.graphql', 'type Query {', '  a: Nothing @public', '  b: Int @auth(permit: "x")', '}');
    expect(await problemsOf()).toEqual([
      expect.stringContaining(at('2 Unknown type "Nothing".')),
      expect.stringContaining(at('3 Unknown argument "permit" on directive "@auth".')),
    ]);
  });

  test('of the schema', async () => {
    folder.write(
      'a.graphql',
      'type Query { a: A @public }',
      'interface I { x: Int }',
      'type A implements I { y: Int }',
    );
    expect(await problemsOf()).toEqual([at('2 Interface field I.x expected but A does not provide it.')]);
  });

  test('of the rules', async () => {
    folder.write('a.graphql', 'type Query {', '  a: Int @auth(anyOf: [])', '  b: Int @auth(owner: "x")', '}');
    expect(await problemsOf()).toEqual([
      expect.stringContaining(at('2 Query.a: anyOf is empty.')),
      expect.stringContaining(at('3 Query.b: owner cannot be used on Query')),
    ]);
  });
});
