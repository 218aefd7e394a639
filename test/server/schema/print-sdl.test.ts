import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSchema, parse, printSchema, validateSchema } from 'graphql';
import type { AccessTable } from '../../../src/access/index.js';
import { compileSchema } from '../../../src/access/report/index.js';
import { readSchema } from '../../../src/cli/read-schema.js';
import { defineModule, modules, printSdl } from '../../../src/index.js';
import type { Module } from '../../../src/module/index.js';
import { createSchema } from '../../../src/server/schema/schema.js';
import { createTestPlace, type TestPlace } from '../../support/databases.js';
import { OWN_ROLE_ENUM, OWN_ROLES } from '../../support/own-roles.js';
import { problemsOf } from '../problems.js';

/** Everything that can be extended, in text and in documents that do not know where they stand. */
const TEXT = `${OWN_ROLE_ENUM}
  "Whatever has an id."
  interface Entity @auth(role: MEMBER) { id: ID! }
  type Note implements Entity @auth(claims: [{ name: "org", field: "org" }]) { id: ID! org: ID text: String @auth(owner: "id") }
  union Found = Note
  enum Kind { LONG SECRET @auth(scopes: ["secrets"]) }
  input Filter { kind: Kind = LONG }
  scalar Money
  extend type Query { notes(filter: Filter, org: ID @auth(role: STAFF)): [Found!] @auth(scopes: ["notes"]) open: Int @public }`;
const EXTENSIONS = `
  interface Owned { owner: ID }
  extend interface Entity @auth(claims: [{ name: "plan", in: ["pro", "max"] }])
  extend type Note implements Owned @auth(scopes: ["read"]) @auth(scopes: ["all"]) { owner: ID price: Money }
  type Draft implements Entity { id: ID! }
  extend union Found = Draft
  extend enum Kind { SHORT }
  extend enum Role { AUDITOR @includes(roles: ["STAFF"]) }
  extend input Filter { deep: Boolean @auth(role: OWNER) }
  extend scalar Money @auth(role: AUDITOR)
  extend type Mutation { addNote(kind: Kind): Note @auth(anyOf: [{ role: OWNER }, { scopes: ["write"] }]) }`;

const notes = defineModule({ name: 'notes', typeDefs: TEXT });
const more = defineModule({ name: 'more', typeDefs: parse(EXTENSIONS, { noLocation: true }) });
const options = { modules: [...modules, notes, more], roles: OWN_ROLES };

/** What a table says, wherever it stands. */
function saidBy({ roles, rules, unmarked }: AccessTable) {
  const bare = [...rules].map(([coordinate, rule]) => [
    coordinate,
    rule.map(({ anyOf, of, source }) => ({ anyOf, of, from: source.coordinate })),
  ]);
  return { roles: [...roles], rules: Object.fromEntries(bare), unmarked };
}

const compiled = (sdl: string) => saidBy(compileSchema(buildSchema(sdl)).table);

describe('the SDL of a server', () => {
  const sdl = printSdl(options);
  const server = createSchema(options.modules, { roles: OWN_ROLES });

  test('has its schema and its rules, and nothing of them is lost', () => {
    const again = buildSchema(sdl);
    expect(validateSchema(again)).toEqual([]);
    // The scalar of the server is one of code, and has no description.
    expect(printSchema(again).replace(/^"""A time as .*\n/m, '')).toBe(printSchema(server.schema));
    expect(compiled(sdl)).toEqual(saidBy(server.table));
    expect(saidBy(server.table).rules).toMatchObject({ 'Note.text': { length: 6 }, 'Filter.deep': { length: 1 } });
  });

  test.each([
    '@auth(scopes: ["all"])',
    '@auth(owner: "id")',
    '@includes(roles: ["STAFF"])',
    'org: ID @auth(role: STAFF)',
    'deep: Boolean @auth(role: OWNER)',
  ])('would not be the same without %s', (part) => {
    expect(sdl).toContain(part);
    expect(compiled(sdl.replace(part, part.replace(/ ?@.*/, '')))).not.toEqual(saidBy(server.table));
  });

  test('has each type in one piece, with what is said of it', () => {
    expect(sdl).not.toMatch(/^extend /m);
    expect(sdl).toContain('"Whatever has an id."\ninterface Entity @auth(role: MEMBER) @auth(claims:');
    expect(sdl).toContain('directive @public on FIELD_DEFINITION');
    expect(sdl.endsWith('}\n')).toBe(true);
  });

  test('has the roles of the project, in what the built-in modules say too', () => {
    expect(sdl).toContain('me: User @auth\n');
    expect(sdl).toContain('user(id: ID!): User @auth(role: STAFF)');
    expect(sdl).toContain('roles: [Role!]! = [MEMBER]');
    expect(sdl).not.toMatch(/\b(USER|SUPPORT|ADMIN)\b(?=[\])])/);
    expect(printSdl({ modules })).toContain('user(id: ID!): User @auth(role: SUPPORT)');
  });

  test('is that of the built-in modules alone, too', () => {
    expect(compiled(printSdl({ modules }))).toEqual(saidBy(createSchema(modules).table));
  });
});

describe('it is there', () => {
  test('before resolvers and policies are', () => {
    const unwritten = defineModule({
      name: 'unwritten',
      typeDefs: 'extend type Query { drafts: Int @auth(policy: "isAuthor") }',
    });
    const all = [...modules, unwritten];
    expect(() => createSchema(all)).toThrow(/isAuthor/);
    expect(printSdl({ modules: all })).toContain('drafts: Int @auth(policy: "isAuthor")');
  });

  test('where the modules have nothing to change', () => {
    const reading: readonly Module[] = [
      defineModule({ name: 'reading', typeDefs: 'extend type Query { a: Int @auth }' }),
    ];
    const sdl = printSdl({ modules: reading });
    expect(sdl).not.toContain('Mutation');
    expect(Object.keys(compiled(sdl).rules)).toEqual(['Query.a']);
  });

  test('not with a mistake in it, which has its line', () => {
    const wrong = defineModule({ name: 'wrong', typeDefs: '\nextend type Query { a: Nowhere @auth }' });
    expect(problemsOf(() => printSdl({ modules: [...modules, wrong] }))).toEqual([
      'typeDefs of the module "wrong":2 Unknown type "Nowhere".',
    ]);
    expect(problemsOf(() => printSdl({ modules, roles: OWN_ROLES }))).toHaveLength(3);
  });
});

describe('as a file', () => {
  let place: TestPlace;
  beforeAll(async () => {
    place = await createTestPlace('SQLite');
  });
  afterAll(() => place.remove());

  test('it is a schema for the reports', async () => {
    const file = join(place.dataDir, 'api.graphql');
    writeFileSync(file, printSdl(options));
    const { table } = await readSchema([file], { paths: [] });
    expect(saidBy(table)).toEqual(saidBy(createSchema(options.modules, { roles: OWN_ROLES }).table));
    const [clause] = table.rules.get('Query.open') ?? table.rules.get('Query.notes') ?? [];
    expect(clause?.source.location).toMatch(/api\.graphql:\d+$/);
  });
});
