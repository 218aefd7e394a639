import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type GraphQLObjectType, graphql, printSchema } from 'graphql';
import { anonymous } from '../../../src/access/index.js';
import type { Module } from '../../../src/module/index.js';
import { modules } from '../../../src/modules.js';
import { loadConfig } from '../../../src/server/config/config.js';
import { createServer } from '../../../src/server/create-server.js';
import { createSchema } from '../../../src/server/schema/schema.js';
import { defineModule } from '../../../src/toolkit/define-module.js';
import { problemsOf } from '../problems.js';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'portcullis-schema-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const pathOf = (name: string) => join(directory, `${name}.graphql`);

/** A module whose SDL is these lines. */
function moduleOf(name: string, ...sdl: string[]): Module {
  writeFileSync(pathOf(name), sdl.join('\n'));
  return defineModule({ name, typeDefs: pathToFileURL(pathOf(name)) });
}

/** Its file, as a problem names it. */
const shown = (name: string) => relative(process.cwd(), pathOf(name));

const fieldsOf = (type: GraphQLObjectType | null | undefined) => Object.keys(type?.getFields() ?? {}).sort();

describe('the modules together', () => {
  test('the built-in ones make a schema', () => {
    const { schema } = createSchema(modules);
    expect(fieldsOf(schema.getQueryType())).toEqual([
      ...['auditEvents', 'me', 'node', 'nodes', 'session', 'sessions', 'user', 'users'],
    ]);
    expect(fieldsOf(schema.getMutationType())).toEqual([
      ...['changePassword', 'createUser', 'login', 'logout', 'logoutAll', 'refresh', 'register'],
      ...['requestEmailVerification', 'requestPasswordReset', 'resetPassword'],
      ...['revokeSession', 'revokeToken', 'revokeUserSessions', 'setUserDisabled', 'setUserRoles'],
      ...['updateProfile', 'verifyEmail'],
    ]);
  });

  test('two more extend it, and each other', () => {
    const shelves = moduleOf(
      'shelves',
      'extend type Query { shelf: Shelf @public }',
      'type Shelf { id: ID! }',
      'extend type User { shelf: Shelf @auth(owner: "id") }',
    );
    const books = moduleOf('books', 'extend type Shelf { books: [Book!] @auth }', 'type Book { title: String }');
    const { schema, table } = createSchema([...modules, shelves, books]);
    expect(printSchema(schema)).toContain('type Shelf {\n  id: ID!\n  books: [Book!]\n}');
    expect([...table.rules.keys()]).toEqual(expect.arrayContaining(['User.shelf', 'Shelf.books']));
    expect(table.rules.has('Query.shelf')).toBe(false);
  });

  test('a module needs no SDL, and no file ends up twice', () => {
    expect(printSchema(createSchema([...modules, defineModule({ name: 'silent' })]).schema)).toBe(
      printSchema(createSchema(modules).schema),
    );
  });

  test('the resolvers of a module answer', async () => {
    const typeDefs = moduleOf('echoes', 'extend type Query { echo(at: DateTime!): DateTime @public }').typeDefs;
    const echoes = defineModule({
      name: 'echoes',
      ...(typeDefs && { typeDefs }),
      resolvers: { Query: { echo: (_root: unknown, { at }: { at: unknown }) => at } },
    });
    const { schema } = createSchema([...modules, echoes]);
    const source = '{ echo(at: "2026-01-31T12:00:00+01:00") }';
    expect(await graphql({ schema, source, contextValue: { viewer: anonymous } })).toEqual({
      data: { echo: '2026-01-31T11:00:00.000Z' },
    });
  });
});

describe('a mistake stops the start, with its file and line', () => {
  const problems = (...sdl: string[]) => problemsOf(() => createSchema([...modules, moduleOf('wrong', ...sdl)]));

  test('a root field that does not say who may use it', () => {
    expect(problems('extend type Query {', '  open: Int @public', '  unmarked(id: ID!): Int', '}')).toEqual([
      `${shown('wrong')}:3 Query.unmarked: This root field does not say who may use it. Write \`unmarked(id: ID!): Int @auth\` to require a sign-in, \`unmarked(id: ID!): Int @auth(role: …)\` to require a role, or \`unmarked(id: ID!): Int @public\` to open it to anyone.`,
    ]);
  });

  test('several of them, in files of their own', () => {
    const one = moduleOf('one', 'extend type Query { one: Int }');
    const two = moduleOf('two', '', 'extend type Mutation { two: Int }');
    const lines = problemsOf(() => createSchema([...modules, one, two]));
    expect(lines.map((line) => line.split(':', 3).slice(0, 2).join(':')).sort()).toEqual(
      [`${shown('one')}:1 Query.one`, `${shown('two')}:2 Mutation.two`].sort(),
    );
  });

  test('a Subscription type, which nothing would serve', () => {
    expect(problems('', 'type Subscription { ticks: Int @public }')).toEqual([
      `${shown('wrong')}:2 Subscription: Subscriptions are not supported yet. Remove the type.`,
    ]);
  });

  test('a syntax error', () => {
    expect(problems('extend type Query {', '  broken: Int @public')).toEqual([
      `${shown('wrong')}:2 Syntax Error: Expected Name, found <EOF>.`,
    ]);
  });

  test('an empty file', () => {
    expect(problems('# nothing')).toEqual([`${shown('wrong')}:1 Syntax Error: Unexpected <EOF>.`]);
  });

  test('an unknown type', () => {
    expect(problems('extend type Query {', '  broken: Nowhere @public', '}')).toEqual([
      `${shown('wrong')}:2 Unknown type "Nowhere".`,
    ]);
  });

  test('an unknown argument of a directive, and an unknown directive', () => {
    expect(problems('extend type Query {', '  a: Int @auth(permission: "x")', '  b: Int @open', '}')).toEqual([
      `${shown('wrong')}:2 Unknown argument "permission" on directive "@auth".`,
      `${shown('wrong')}:3 Unknown directive "@open".`,
    ]);
  });

  test('an unknown role, and an owner that is no field', () => {
    expect(
      problems('extend type Query { a: Thing @auth(role: ROOT) }', 'type Thing { id: ID! @auth(owner: "uid") }'),
    ).toEqual([
      `${shown('wrong')}:1 Query.a: There is no role ROOT. Choose from USER, SUPPORT, ADMIN.`,
      `${shown('wrong')}:2 Thing.id: owner names "uid", which is not a field of Thing. Name an ID, String or Int field of the type.`,
    ]);
  });

  test('a type that is there already, and a field that is', () => {
    expect(problems('type User { id: ID! }')).toEqual([
      expect.stringMatching(/^\S+\.graphql:\d+ There can be only one type named "User"\.$/),
      expect.stringMatching(/^\S+\.graphql:\d+ Field "User\.id" can only be defined once\.$/),
    ]);
    expect(problems('extend type Query { me: Int @public }')).toEqual([
      expect.stringMatching(/^\S+\.graphql:\d+ .*"Query\.me"/),
    ]);
  });

  test('an interface that is not kept to', () => {
    expect(problems('interface Named { name: String! }', 'type Thing implements Named { id: ID! }')).toEqual([
      `${shown('wrong')}:1 Interface field Named.name expected but Thing does not provide it.`,
    ]);
  });
});

describe("a mistake in a module's code is an error that names it", () => {
  test('a file that is not there', () => {
    const gone = defineModule({ name: 'gone', typeDefs: pathToFileURL(pathOf('gone')) });
    expect(() => createSchema([...modules, gone])).toThrow(`${pathToFileURL(pathOf('gone'))} cannot be read.`);
  });

  test('a resolver of a field that is not there', () => {
    const extra = defineModule({ name: 'extra', resolvers: { Query: { nothing: () => 1 } } });
    expect(() => createSchema([...modules, extra])).toThrow('Query.nothing defined in resolvers, but not in schema');
  });
});

describe('the name of a module', () => {
  test.each(['', 'Books', '1books', 'my books', 'books_2', '../books'])('cannot be %j', (name) => {
    expect(() => defineModule({ name })).toThrow(
      new TypeError(`The name of a module must consist of lowercase letters, digits and hyphens, not "${name}".`),
    );
  });

  test('belongs to one', () => {
    const twice = [...modules, defineModule({ name: 'books' }), defineModule({ name: 'books' })];
    const config = loadConfig({ modules, env: { DATA_DIR: directory } });
    expect(() => createServer({ modules: twice, config })).toThrow(new TypeError('Two modules are named "books".'));
  });
});
