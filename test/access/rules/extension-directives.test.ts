import { describe, expect, test } from '@jest/globals';
import { assertEnumType, assertInputObjectType, assertInterfaceType, type GraphQLSchema } from 'graphql';
import { protectSchema } from '../../../src/access/index.js';
import { compileAccess } from '../../../src/access/rules/compile.js';
import { StartupError } from '../../../src/errors.js';
import { forms, inCode } from '../code-first.js';
import { allowed, as, ask, buildSchema, forbidden, onlyProblemOf, protect, ROLES } from '../support.js';
import { printed } from '../variables.js';

const SDL = `
  directive @mark(note: String) on FIELD_DEFINITION
  type Query { open(by: Int): Thing @public }
  interface Named { name(of: Int): String }
  type Thing implements Named { id: ID  name(of: Int): String }
  union Either = Thing
  enum Level { LOW HIGH }
  input In { n: Int }
  scalar Money
  ${ROLES}`;

interface Element {
  extensions: unknown;
}

/** Every kind of element by its coordinate, and those of our directives that can stand there. */
const ELEMENTS: Readonly<Record<string, readonly [string, (schema: GraphQLSchema) => Element | null | undefined]>> = {
  schema: ['', (schema) => schema],
  Query: ['auth', (schema) => schema.getQueryType()],
  'Query.open': ['auth public', (schema) => schema.getQueryType()?.getFields().open],
  'Query.open(by:)': ['auth', (schema) => schema.getQueryType()?.getFields().open?.args[0]],
  Thing: ['auth', (schema) => schema.getType('Thing')],
  Named: ['auth', (schema) => schema.getType('Named')],
  'Named.name': ['auth', (schema) => assertInterfaceType(schema.getType('Named')).getFields().name],
  'Named.name(of:)': ['auth', (schema) => assertInterfaceType(schema.getType('Named')).getFields().name?.args[0]],
  Either: ['', (schema) => schema.getType('Either')],
  Level: ['auth', (schema) => schema.getType('Level')],
  'Level.HIGH': ['auth', (schema) => assertEnumType(schema.getType('Level')).getValue('HIGH')],
  In: ['', (schema) => schema.getType('In')],
  'In.n': ['auth', (schema) => assertInputObjectType(schema.getType('In')).getFields().n],
  Money: ['auth', (schema) => schema.getType('Money')],
  Role: ['', (schema) => schema.getType('Role')],
  'Role.ADMIN': ['includes', (schema) => assertEnumType(schema.getType('Role')).getValue('ADMIN')],
  AuthRule: ['', (schema) => schema.getType('AuthRule')],
  'ClaimRule.in': ['', (schema) => assertInputObjectType(schema.getType('ClaimRule')).getFields().in],
  '@mark': ['', (schema) => schema.getDirective('mark')],
  '@mark(note:)': ['', (schema) => schema.getDirective('mark')?.args[0]],
};

function schemaWith(coordinate: string, directives: unknown, sdl = SDL): GraphQLSchema {
  const schema = buildSchema(sdl);
  const element = ELEMENTS[coordinate]?.[1](schema);
  if (!element) throw new Error(`There is no ${coordinate}.`);
  element.extensions = { directives };
  return schema;
}

/** The problems of the schema with these directives in the extensions of an element, without their lines. */
function problemsWith(coordinate: string, directives: unknown, sdl = SDL): readonly string[] {
  try {
    protectSchema(schemaWith(coordinate, directives, sdl), { viewerOf: () => null, policies: { may: () => true } });
  } catch (error) {
    if (error instanceof StartupError) return error.problems.map((problem) => problem.replace(/^\S+:\d+ /, ''));
    throw error;
  }
  return [];
}

const ARGS: Readonly<Record<string, object>> = { auth: { role: 'USER' }, public: {}, includes: { roles: ['EDITOR'] } };

describe('where SDL could have it', () => {
  const places = Object.entries(ELEMENTS)
    .flatMap(([coordinate, [allowedThere]]) =>
      Object.keys(ARGS).map((name) => [name, coordinate, allowedThere.split(' ').includes(name)] as const),
    )
    .filter(([name, coordinate]) => name !== 'public' || coordinate !== 'Named.name');

  test.each(places)('@%s in the extensions of %s: %s', (name, coordinate, isEnforced) => {
    const args = ARGS[name];
    const problems = [`${coordinate}: @${name} is not enforced here. Remove it.`];
    // @auth and @public do not go together.
    const sdl =
      name === 'auth' && coordinate.startsWith('Query') && !coordinate.endsWith(')') ? SDL.replace('@public', '') : SDL;
    for (const form of [[{ name, args }], { [name]: args }, { mark: {}, [name]: [args, args] }]) {
      expect([...new Set(problemsWith(coordinate, form, sdl))]).toEqual(isEnforced ? [] : problems);
    }
  });

  test('@public on a field that is no root field', () => {
    expect(problemsWith('Named.name', { public: {} })).toEqual([
      'Named.name: @public is allowed only on root fields. Remove it: a field without @auth is open to anyone who can reach it.',
    ]);
  });
});

describe('the form is', () => {
  test.each([
    ['nothing of ours', [{ name: 'mark', args: { note: 'auth' } }]],
    ['nothing of ours, by name', { mark: { name: 'auth' } }],
    ['missing', undefined],
    ['null', null],
    ['a list of nothing', [null, undefined, 1, 'deprecated', {}]],
    ['an empty list of uses', { auth: [] }],
  ])('%s, and there is no rule', (_what, directives) => {
    for (const coordinate of Object.keys(ELEMENTS)) expect(problemsWith(coordinate, directives)).toEqual([]);
    expect(compileAccess(schemaWith('Thing', directives)).rules.size).toBe(0);
  });

  test.each([
    ['a truth', true, 'true'],
    ['no truth', false, 'false'],
    ['null', null, 'null'],
    ['missing, though its name is there', undefined, '(undefined)'],
    ['a text', 'ADMIN', '"ADMIN"'],
    ['a number', 1, '1'],
    ['of a class', new (class Rule {})(), '(not a plain object)'],
    ['a map', new Map([['role', 'ADMIN']]), '(not a plain object)'],
    ['inherited', Object.create({ role: 'ADMIN' }), '(not a plain object)'],
    ['a function', () => ({ role: 'ADMIN' }), '(function)'],
  ])('one whose arguments are %s, which stops the start', (_what, args, text) => {
    for (const name of ['auth', 'public', 'includes']) {
      const told = `Query.open: The arguments of @${name} are ${text}. Pass them as an object in extensions.directives; use {} for none.`;
      for (const form of [[{ name, args }], { [name]: args }, { [name]: [args] }])
        expect(problemsWith('Query.open', form, SDL.replace('@public', ''))).toContain(told);
    }
  });

  test('@public with an argument, as nobody reads it', () => {
    const told = `Query.open: The arguments of @public are ${printed('{ if: false }')}. Pass them as an object in extensions.directives; use {} for none.`;
    expect(problemsWith('Query.open', { public: { if: false } }, SDL.replace('@public', ''))).toEqual([told]);
  });

  test.each(['auth', '@auth', '@auth(role: ADMIN)'])(
    'the text %s, which is no form, and no rule that vanishes',
    (text) => {
      const told = `Thing: The arguments of @auth are "${text}". Pass them as an object in extensions.directives; use {} for none.`;
      expect(problemsWith('Thing', text)).toEqual([told]);
      expect(problemsWith('Thing', [text])).toEqual([told]);
    },
  );

  test('by name, also if it is inherited', () => {
    expect(compileAccess(schemaWith('Thing', Object.create({ auth: {} }))).rules.has('Thing.name')).toBe(true);
  });
});

describe('what it says is checked as in SDL', () => {
  const field = (rule: string) =>
    `type Query { t: T @public } type T { id: ID  n: Boolean  f(a: Int, in: [Int]): Int ${rule} } ${ROLES}`;

  test.each([
    '@auth(rol: ADMIN)',
    '@auth(role: ADMIN, scops: ["pay"])',
    '@auth(anyOf: [{ role: USER, ownr: "id" }])',
    '@auth(anyOf: [{ anyOf: [{ role: USER }] }])',
    '@auth(role: ROOT)',
    '@auth(role: null)',
    '@auth(role: [1])',
    '@auth(role: 1.5)',
    '@auth(scopes: [])',
    '@auth(scopes: [""])',
    '@auth(scopes: [1])',
    '@auth(anyOf: [])',
    '@auth(anyOf: [{}])',
    '@auth(anyOf: null)',
    '@auth(claims: [{ name: "org" }])',
    '@auth(claims: [{ equals: "org" }])',
    '@auth(claims: [{ name: "org", equals: "a", in: ["b"] }])',
    '@auth(claims: [{ name: "org", equals: true }])',
    '@auth(claims: [{ name: "org", argument: "b" }])',
    '@auth(claims: [{ name: "org", argument: "in" }])',
    '@auth(claims: [{ name: "org", field: "n" }])',
    '@auth(owner: "n")',
    '@auth(owner: "who")',
    '@auth(policy: "no")',
  ])('%s', (rule) => {
    const inSdl = onlyProblemOf(field(rule))?.replace('schema/x.graphql:1 ', '');
    expect(inSdl).toMatch(/^T\.f: /);
    for (const form of Object.values(forms)) {
      const schema = inCode(buildSchema(field(rule)), form);
      const compile = () => compileAccess(schema, { policies: new Set() });
      expect(compile).toThrow(expect.objectContaining({ problems: [inSdl] }));
    }
  });

  test('a root field that says nothing, and how it would say it in code', () => {
    const schema = inCode(buildSchema(`type Query { a(b: Int): Int  c: Int @public } ${ROLES}`));
    expect(() => compileAccess(schema)).toThrow(
      'Query.a: This root field does not say who may use it. Set its extensions to auth() to require a sign-in, auth({ role: … }) to require a role, or publicField() to open it to anyone.',
    );
  });

  const circle: Record<string, unknown> = {};
  circle.anyOf = [circle];
  class Strict {
    get role() {
      return 'ADMIN';
    }
  }

  test.each<[string, object, string]>([
    ['a role that is undefined', { role: undefined }, 'There is no role (undefined).'],
    ['a symbol for a role', { role: Symbol('ADMIN') }, 'There is no role (symbol).'],
    [
      'a function for a policy',
      { policy: () => true },
      "@auth's policy cannot be (function). Write the name of a policy",
    ],
    ['scopes that are undefined', { role: 'USER', scopes: undefined }, "@auth's scopes cannot contain (undefined)."],
    ['a scope that is undefined', { scopes: ['pay', undefined] }, "@auth's scopes cannot contain (undefined)."],
    ['a hole in the scopes', { scopes: new Array(2).fill('pay', 1) }, "@auth's scopes cannot contain (undefined)."],
    ['a set of scopes', { scopes: new Set(['pay']) }, "@auth's scopes cannot contain (not a plain object)."],
    [
      'a rule of a class',
      { anyOf: [{ role: 'USER' }, new Strict()] },
      'anyOf has (not a plain object), which is not a rule.',
    ],
    ['no number', { claims: [{ name: 'a', equals: Number.NaN }] }, "@auth's equals cannot be (NaN)."],
    ['a big number', { claims: [{ name: 'a', equals: 1n }] }, "@auth's equals cannot be (bigint)."],
    ['a circle', circle, '@auth does not accept "anyOf" here.'],
    [
      'a key that is not enumerable',
      Object.defineProperty({}, 'roles', { value: 1 }),
      '@auth does not accept "roles" here.',
    ],
  ])('%s, which SDL could not say', (_what, args, problem) => {
    expect(problemsWith('Thing', { auth: args }).join()).toContain(`Thing: ${problem}`);
  });

  test('a circle of roles, and a role that is not there', () => {
    expect(problemsWith('Role.ADMIN', { includes: { roles: ['ADMIN'] } })).toContain(
      'Role.ADMIN: The role includes itself. Remove one of the @includes in the cycle.',
    );
    expect(problemsWith('Role.ADMIN', { includes: { roles: ['ROOT'] } })).toEqual([
      'Role.ADMIN: @includes accepts only names of roles. Choose from "USER", "EDITOR", "SUPPORT", "ADMIN".',
    ]);
    expect(problemsWith('Role.ADMIN', { includes: {} })).toEqual([
      'Role.ADMIN: @includes names no role. Name at least one, or remove it.',
    ]);
  });
});

describe('in SDL and in extensions', () => {
  const both = (mark: string, directives: unknown) =>
    compileAccess(schemaWith('Thing', directives, SDL.replace('Named { id', `Named ${mark} { id`))).rules.get(
      'Thing.name',
    );
  const conditions = (mark: string, directives: unknown) => both(mark, directives)?.map(({ anyOf }) => anyOf);

  test.each<[string, object]>([
    ['@auth(role: USER)', { role: 'USER' }],
    ['@auth(scopes: ["b"], role: USER)', { role: 'USER', scopes: ['b'] }],
    ['@auth(anyOf: [{ owner: "id", role: USER }])', { anyOf: [{ role: 'USER', owner: 'id' }] }],
    ['@auth(claims: [{ name: "a", equals: """b""" }])', { claims: [{ equals: 'b', name: 'a' }] }],
  ])('the same is one: %s', (mark, args) => {
    expect(both(mark, { auth: args })).toEqual(both(mark, undefined));
    expect(both(mark, [{ name: 'auth', args }])).toEqual(both(mark, undefined));
  });

  test('the same with a mistake is told once', () => {
    const sdl = SDL.replace('Named { id', 'Named @auth(role: ROOT) { id');
    expect(problemsWith('Thing', { auth: { role: 'ROOT' } }, sdl)).toEqual([
      'Thing: There is no role ROOT. Choose from USER, EDITOR, SUPPORT, ADMIN.',
    ]);
  });

  test('different ones all hold', () => {
    const role = (name: string) => [[{ kind: 'role', role: name }]];
    const scope = (name: string) => [[{ kind: 'scope', scope: name }]];
    expect(conditions('@auth(role: USER)', { auth: { role: 'EDITOR' } })).toEqual([role('USER'), role('EDITOR')]);
    expect(conditions('@auth(role: USER)', { auth: [{ scopes: ['a'] }, { role: 'USER' }] })).toEqual([
      role('USER'),
      scope('a'),
    ]);
    // A part more is not the same.
    expect(conditions('@auth(role: USER)', { auth: { role: 'USER', scopes: ['a'] } })).toEqual([
      role('USER'),
      scope('a'),
    ]);
    expect(conditions('@auth(role: USER, scopes: ["a"])', { auth: { role: 'USER' } })).toEqual([
      role('USER'),
      scope('a'),
    ]);
  });

  test('a viewer needs both', async () => {
    const schema = schemaWith(
      'Thing',
      { auth: { role: 'EDITOR' } },
      SDL.replace('Named { id', 'Named @auth(role: SUPPORT) { id'),
    );
    const guarded = protect(schema);
    const root = { open: { id: 'x' } };
    const query = '{ open { id } }';
    expect(await ask(guarded, query, as('u1', 'EDITOR', 'SUPPORT'), root)).toEqual(allowed(root));
    for (const role of ['EDITOR', 'ADMIN'])
      expect(await ask(guarded, query, as('u1', role), root)).toEqual({
        data: { open: null },
        errors: [forbidden('open')],
      });
  });

  test('@public on one side contradicts @auth on the other', () => {
    expect(problemsWith('Query.open', { auth: {} })).toEqual([
      'Query.open: @public contradicts the @auth next to it. Remove one of them.',
    ]);
    expect(problemsWith('Query.open', { public: {} }, SDL.replace('@public', '@auth'))).toEqual([
      'Query.open: @public contradicts the @auth next to it. Remove one of them.',
    ]);
  });
});
