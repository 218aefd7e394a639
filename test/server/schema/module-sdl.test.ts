import { afterEach, expect, test } from '@jest/globals';
import { type DocumentNode, parse, Source, stripIgnoredCharacters, visit } from 'graphql';
import type { Module } from '../../../src/module/index.js';
import { modules } from '../../../src/modules.js';
import { createSchema } from '../../../src/server/schema/schema.js';
import { defineModule } from '../../../src/toolkit/define-module.js';
import { createTestServer, type NewServer } from '../../support/server.js';
import { problemsOf } from '../problems.js';

const SDL = `
extend type Query {
  open: String @public
  shut: String @auth(role: ADMIN)
}`;
const resolvers = { Query: { open: () => 'come in', shut: () => 'gold' } };

/** As graphql-tag leaves it. */
const withoutPlaces = (document: DocumentNode): DocumentNode =>
  visit(document, { enter: ({ loc: _loc, ...node }) => node });

const FORMS: Readonly<Record<string, (sdl: string) => NonNullable<Module['typeDefs']>>> = {
  text: (sdl) => sdl,
  'a document': (sdl) => parse(sdl),
  'a document without places': (sdl) => withoutPlaces(parse(sdl)),
};

let created: NewServer | undefined;
afterEach(async () => {
  await created?.close();
  created = undefined;
});

test.each(Object.entries(FORMS))('SDL may be %s, and its rules hold', async (_form, typeDefsOf) => {
  const typeDefs = typeDefsOf(SDL);
  created = await createTestServer({ modules: [defineModule({ name: 'doors', typeDefs, resolvers })] });
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify({ query: '{ open shut }' }) };
  const response = await created.server.fetch(new Request('http://localhost/graphql', init));
  expect(await response.json()).toMatchObject({
    data: { open: 'come in', shut: null },
    errors: [{ path: ['shut'], extensions: { code: 'UNAUTHENTICATED' } }],
  });
});

const problemsWith = (typeDefs: NonNullable<Module['typeDefs']>) =>
  problemsOf(() => createSchema([...modules, defineModule({ name: 'doors', typeDefs })]));

test.each(Object.entries(FORMS))('a mistake in %s has the name of its module, and its line', (_form, typeDefsOf) => {
  const sdl = 'extend type Query {\n  open: String @public\n  shut: Door @auth(role: ADMIN)\n}';
  expect(problemsWith(typeDefsOf(sdl))).toEqual([
    expect.stringMatching(/^typeDefs of the module "doors":3 Unknown type "Door"\./),
  ]);
  // What the rules say wrong is told by another part of the code.
  const rules = 'extend type Query {\n  open: String @public\n  shut: String @auth(role: CAESAR)\n}';
  expect(problemsWith(typeDefsOf(rules))).toEqual([expect.stringMatching(/typeDefs of the module "doors":3.*CAESAR/)]);
});

test('a mistake in a document with a name has that name', () => {
  const document = parse(new Source('extend type Query { shut: Door @auth }', 'doors.graphql'));
  expect(problemsWith(document)).toEqual([expect.stringMatching(/^doors\.graphql:1 Unknown type "Door"\./)]);
});

test('a document is what it holds, and not the text that it was read from', async () => {
  const whole = parse(SDL);
  const without = visit(whole, { FieldDefinition: ({ name }) => (name.value === 'shut' ? null : undefined) });
  const { schema } = createSchema([...modules, defineModule({ name: 'doors', typeDefs: without })]);
  expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toContain('open');
  expect(schema.getQueryType()?.getFields().shut).toBeUndefined();
});

test('roles of a built-in module are mapped in every form', () => {
  const roles = { admin: 'OWNER', support: 'OWNER', user: 'OWNER' };
  const own = defineModule({ name: 'own', typeDefs: 'enum Role { OWNER }' });
  for (const typeDefsOf of Object.values(FORMS)) {
    const doors = defineModule({ name: 'doors', mapsRoles: true, typeDefs: typeDefsOf(SDL), resolvers });
    const { table } = createSchema([...modules, own, doors], { roles });
    expect(table.rules.has('Query.shut')).toBe(true);
  }
});

test.each([
  ['./schema/doors.graphql', /This is a path, not SDL\. Write new URL\('\.\/schema\/doors\.graphql'/],
  [
    new URL('file:///nowhere/doors.graphql'),
    /^typeDefs of the module "doors": file:\/\/\/nowhere\/doors\.graphql cannot be/,
  ],
  [
    new URL('https://example.com/doors.graphql'),
    /^typeDefs of the module "doors": https:\/\/example\.com\/.* cannot be/,
  ],
  ['extend type Query {', /^typeDefs of the module "doors":1 Syntax Error: /],
])('what is no SDL is told: %s', (typeDefs, problem) => {
  expect(problemsWith(typeDefs)).toEqual([expect.stringMatching(problem)]);
});

test('text in one line is SDL', () => {
  const sdl = stripIgnoredCharacters(SDL);
  const { schema } = createSchema([...modules, defineModule({ name: 'doors', typeDefs: sdl })]);
  expect(schema.getQueryType()?.getFields().open).toBeDefined();
});
