import { composeServices } from '@apollo/composition';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { exportForRouter } from '../../src/access/report/index.js';
import { routerDirectives } from '../../src/cli/federation-sdl.js';
import { readSchema } from '../../src/cli/read-schema.js';
import { createTestFolder, type TestFolder } from './folder.js';

let folder: TestFolder;
beforeEach(() => {
  folder = createTestFolder();
});
afterEach(() => folder.remove());

const LINK = (imports = '"@key", "@external", "@requires", "@authenticated", "@requiresScopes"', version = 'v2.7') =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/${version}", import: [${imports}])`;
const ROLES = 'enum Role { USER }';

async function exported(sdl: string, link = LINK()) {
  const text = `${link} ${ROLES} ${sdl}`;
  folder.write('a.graphql', text);
  const document = parse(text);
  const compiled = await readSchema([folder.path], { paths: ['schema'] });
  const { sdl: printed, left } = exportForRouter(compiled, document, routerDirectives(document, 'schema'));
  return { sdl: printed.replace(link.replace(/\s+/g, ' '), '').replace(/\s+/g, ' ').trim(), left, printed };
}
const field = async (rule: string) => {
  const { sdl, left } = await exported(`type Query { a: Int ${rule} }`);
  return { a: /a: Int ?(.*?) \}/.exec(sdl.slice(sdl.indexOf('type Query')))?.[1], left };
};

describe('what is exactly the same', () => {
  test.each([
    ['@auth', '@authenticated'],
    ['@auth(scopes: ["a"])', '@requiresScopes(scopes: [["a"]])'],
    ['@auth(scopes: ["a", "b"]) @auth(scopes: ["a"])', '@requiresScopes(scopes: [["a", "b"]])'],
    ['@auth(anyOf: [{ scopes: ["a"] }, { scopes: ["b", "c"] }])', '@requiresScopes(scopes: [["a"], ["b", "c"]])'],
    [
      '@auth(scopes: ["x"], anyOf: [{ scopes: ["a"] }, { scopes: ["b"] }])',
      '@requiresScopes(scopes: [["x", "a"], ["x", "b"]])',
    ],
    ['@auth(anyOf: [{ scopes: ["a"] }, { scopes: ["a", "b"] }])', '@requiresScopes(scopes: [["a"]])'],
  ])('%s is %s', async (rule, same) => {
    expect(await field(rule)).toEqual({ a: same, left: [] });
  });

  test('is said of fields, whoever says it: the type, an interface, what is returned', async () => {
    const { sdl, left } = await exported(
      'type Query { doc: Doc @public } interface I { b: Int @auth(scopes: ["b"]) } type Doc implements I @auth { b: Int pay: Pay } scalar Pay @auth(scopes: ["hr"])',
    );
    expect(sdl).toContain('type Query { doc: Doc @authenticated }');
    expect(sdl).toContain('interface I { b: Int }');
    expect(sdl).toContain('{ b: Int @requiresScopes(scopes: [["b"]]) pay: Pay @requiresScopes(scopes: [["hr"]]) }');
    // Whoever sends one is asked by the subgraph.
    expect(left).toEqual(['Pay: scope hr']);
  });
});

describe('what is not', () => {
  test.each([
    ['@auth(role: USER)', 'Query.a: role USER'],
    ['@auth(claims: [{ name: "org", equals: "a" }])', 'Query.a: claim org is "a"'],
    ['@auth(policy: "p")', 'Query.a: policy p'],
    ['@auth(anyOf: [{ scopes: ["a"] }, { role: USER }])', 'Query.a: scope a or role USER'],
  ])('%s is left to the subgraph, and told', async (rule, line) => {
    expect(await field(rule)).toEqual({ a: '', left: [line] });
  });

  test('stays beside what is', async () => {
    expect(await field('@auth(role: USER, scopes: ["a"])')).toEqual({
      a: '@requiresScopes(scopes: [["a"]])',
      left: ['Query.a: role USER'],
    });
  });

  test.each([
    ['type Query { a(b: Int @auth(scopes: ["b"])): Int @public }', 'Query.a(b:): scope b'],
    ['input In { c: Int @auth } type Query { a(in: In): Int @public }', 'In.c: signed in'],
    [
      'type Query { a: Int @public } type T @key(fields: "id") { id: ID! x: Int @external @auth y: Int @requires(fields: "x") }',
      'T.x: signed in',
    ],
    ['type Query { a: Int @authenticated @auth(scopes: ["a"]) }', 'Query.a: scope a'],
  ])('%s', async (sdl, line) => {
    const { left, printed } = await exported(sdl);
    expect(left).toEqual([line]);
    expect(printed).not.toContain('requiresScopes(');
  });
});

test('the SDL composes, and has neither our directives nor our roles', async () => {
  const { printed } = await exported(
    'type Query { a: T @auth(scopes: ["a"]) } type T @key(fields: "id") { id: ID! mine: Int @auth(role: USER) }',
    LINK('"@key", { name: "@requiresScopes", as: "@scoped" }'),
  );
  expect(printed).not.toMatch(/Role|@auth\b|@public/);
  const { errors, supergraphSdl } = composeServices([{ name: 'a', url: 'http://a.test', typeDefs: parse(printed) }]);
  expect(errors).toBeUndefined();
  expect(supergraphSdl).toMatch(/a: T @(?:scoped|requiresScopes)\(scopes: \[\["a"\]\]\)/);
});

test.each([
  ['without a link', 'extend schema @deprecated'],
  ['of an older federation', LINK('"@key"', 'v2.4')],
])('an SDL %s is told what it needs', (_what, link) => {
  expect(() => routerDirectives(parse(`${link} type Query { a: Int }`), 'schema')).toThrow(
    'schema has no @link to federation v2.5 or newer, which @requiresScopes needs.',
  );
});

test('reports read the SDL of a subgraph, and find what is mistyped in it', async () => {
  folder.write(
    'a.graphql',
    `${LINK('"@key"')} type Query { a: Int @auth } type T @key(fields: "id", resolvable: false) @federation__shareable { id: ID! }`,
  );
  expect([...(await readSchema([folder.path], { paths: ['schema'] })).table.rules.keys()]).toEqual(['Query.a']);
  folder.write('a.graphql', `${LINK('"@key"')} type Query { a: Int @auht }`);
  await expect(readSchema([folder.path], { paths: ['schema'] })).rejects.toThrow('Unknown directive "@auht".');
});
