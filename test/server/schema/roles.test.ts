import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type GraphQLEnumType, type GraphQLInputObjectType, getOperationAST, graphql, parse } from 'graphql';
import { compileSchema, createMatrix, diffAccess, explain, viewerOfToken } from '../../../src/access/report/index.js';
import type { Module, StandardRoles } from '../../../src/module/index.js';
import { modules } from '../../../src/modules.js';
import { createSchema } from '../../../src/server/schema/schema.js';
import { OWN_ROLE_ENUM, OWN_ROLES } from '../../support/own-roles.js';
import { problemsOf } from '../problems.js';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'portcullis-roles-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const pathOf = (name: string) => join(directory, `${name}.graphql`);
const shown = (name: string) => relative(process.cwd(), pathOf(name));

/** A module whose SDL is this. */
function moduleOf(sdl: string, { name = 'own', ...more }: Partial<Module> = {}): Module {
  writeFileSync(pathOf(name), sdl);
  return { name, typeDefs: pathToFileURL(pathOf(name)), ...more };
}

const build = (sdl: string, roles?: StandardRoles) => createSchema([...modules, moduleOf(sdl)], { roles });
const problems = (sdl: string, roles?: unknown) => problemsOf(() => build(sdl, roles as StandardRoles));
const rolesIn = (schema: ReturnType<typeof build>['schema']) =>
  (schema.getType('Role') as GraphQLEnumType).getValues().map(({ name }) => name);
const viewerOf = (role: string) => viewerOfToken({ roles: [role], claims: undefined }, { grants: new Map() });
const ruleOf = ({ table }: ReturnType<typeof build>, coordinate: string) =>
  table.rules.get(coordinate)?.map(({ anyOf }) => anyOf);

describe('an enum Role of the project', () => {
  test('is there instead of the built-in one, and the built-in fields ask for its roles', () => {
    const own = build(OWN_ROLE_ENUM, OWN_ROLES);
    expect(rolesIn(own.schema)).toEqual(['MEMBER', 'STAFF', 'OWNER', 'GUEST']);
    expect([...own.table.roles].map(([name, all]) => [name, [...all]])).toEqual([
      ['MEMBER', ['MEMBER']],
      ['STAFF', ['STAFF', 'MEMBER']],
      ['OWNER', ['OWNER', 'STAFF', 'MEMBER']],
      ['GUEST', ['GUEST']],
    ]);
    const builtIn = createSchema(modules);
    const translated = JSON.parse(
      JSON.stringify([...builtIn.table.rules].map(([coordinate]) => ruleOf(builtIn, coordinate)))
        .replaceAll('"ADMIN"', '"OWNER"')
        .replaceAll('"SUPPORT"', '"STAFF"')
        .replaceAll('"USER"', '"MEMBER"'),
    );
    expect([...own.table.rules.keys()]).toEqual([...builtIn.table.rules.keys()]);
    expect(JSON.parse(JSON.stringify([...own.table.rules.keys()].map((each) => ruleOf(own, each))))).toEqual(
      translated,
    );
    expect(JSON.stringify(translated)).toMatch(/OWNER.*STAFF/s);
  });

  test('is what a new account gets by default', () => {
    const { schema } = build(OWN_ROLE_ENUM, OWN_ROLES);
    const input = schema.getType('CreateUserInput') as GraphQLInputObjectType;
    expect(input.getFields().roles?.defaultValue).toEqual(['MEMBER']);
  });

  test('may use the built-in names for what it likes: its own fields mean its own', () => {
    // Two change places, and the third is something else.
    const sdl = 'enum Role { ADMIN USER @includes(roles: ["ADMIN", "STAFF"]) STAFF SUPPORT }';
    const field = 'extend type Query { a: Int @auth(role: ADMIN) s: Int @auth(role: SUPPORT) }';
    const own = build(`${sdl} ${field}`, { admin: 'USER', support: 'STAFF', user: 'ADMIN' });
    expect(ruleOf(own, 'Mutation.setUserRoles')).toEqual([[[{ kind: 'role', role: 'USER' }]]]);
    expect(ruleOf(own, 'Query.users')).toEqual([[[{ kind: 'role', role: 'STAFF' }]]]);
    expect(ruleOf(own, 'Query.a')).toEqual([[[{ kind: 'role', role: 'ADMIN' }]]]);
    expect(ruleOf(own, 'Query.s')).toEqual([[[{ kind: 'role', role: 'SUPPORT' }]]]);
  });

  test('needs no setting if it has the built-in names', () => {
    const own = build(
      'enum Role { USER EDITOR @includes(roles: ["USER"]) SUPPORT ADMIN @includes(roles: ["SUPPORT", "EDITOR"]) }',
    );
    expect([...(own.table.roles.get('ADMIN') ?? [])]).toEqual(['ADMIN', 'SUPPORT', 'EDITOR', 'USER']);
    expect(ruleOf(own, 'Query.users')).toEqual([[[{ kind: 'role', role: 'SUPPORT' }]]]);
  });

  test('of a module that maps roles is mapped there too, in rules and in defaults, and nowhere else', () => {
    const sdl = `
      input Search { roles: [Role!] = [USER] kind: Kind = USER }
      enum Kind { USER }
      type Found @auth(anyOf: [{ role: SUPPORT }, { claims: [{ name: "role", equals: "SUPPORT" }] }]) { id: ID }
      extend type Query { find(search: Search, role: Role = ADMIN @auth(role: ADMIN)): Found @auth }`;
    const other = moduleOf(sdl, { name: 'other', mapsRoles: true });
    const own = createSchema([...modules, moduleOf(OWN_ROLE_ENUM), other], { roles: OWN_ROLES });
    expect(ruleOf(own, 'Query.find(role:)')).toEqual([[[{ kind: 'role', role: 'OWNER' }]]]);
    expect(ruleOf(own, 'Found.id')).toEqual([
      [[{ kind: 'role', role: 'STAFF' }], [{ kind: 'claim', name: 'role', values: ['SUPPORT'] }]],
    ]);
    const { roles, kind } = (own.schema.getType('Search') as GraphQLInputObjectType).getFields();
    expect([roles?.defaultValue, kind?.defaultValue]).toEqual([['MEMBER'], 'USER']);
    expect(own.schema.getQueryType()?.getFields().find?.args[1]?.defaultValue).toBe('OWNER');
  });
});

describe('a mistake in the roles stops the start, and is named:', () => {
  test('an enum without a setting', () => {
    const where = `${shown('own')}:2`;
    expect(problems('\nenum Role { MEMBER OWNER }')).toEqual(
      ['admin', 'support', 'user'].map(
        (key) =>
          `${where} roles.${key}: The enum Role has no ${key.toUpperCase()}. Choose which of MEMBER, OWNER the built-in fields use for it: createServer({ roles: { ${key}: … } }).`,
      ),
    );
  });

  test('a setting without an enum', () => {
    expect(problems('extend type Query { a: Int @public }', OWN_ROLES)).toEqual(
      Object.entries(OWN_ROLES).map(
        ([key, role]) =>
          `schema/roles.graphql:1 roles.${key}: The enum Role has no ${role}. Choose from USER, SUPPORT, ADMIN, or define an enum Role of your own.`,
      ),
    );
  });

  test('a role that the enum does not have', () => {
    expect(problems(OWN_ROLE_ENUM, { ...OWN_ROLES, support: 'STUFF' })).toEqual([
      `${shown('own')}:1 roles.support: The enum Role has no STUFF. Choose from MEMBER, STAFF, OWNER, GUEST.`,
    ]);
  });

  test.each([
    [
      { admin: 'OWNER' },
      ['roles.support: Name a value of the enum Role.', 'roles.user: Name a value of the enum Role.'],
    ],
    [{ ...OWN_ROLES, user: null }, ['roles.user: Name a value of the enum Role.']],
    [{ ...OWN_ROLES, boss: 'OWNER' }, ['roles: Unrecognized key: "boss"']],
    ['OWNER', [expect.stringMatching(/^roles: .*object/)]],
  ])('what is no such setting: %j', (setting, expected) => {
    expect(problems(OWN_ROLE_ENUM, setting)).toEqual(expected);
  });

  test('a built-in role in a rule of the project', () => {
    expect(problems(`${OWN_ROLE_ENUM}\nextend type Query { a: Int @auth(role: ADMIN) }`, OWN_ROLES)).toEqual([
      `${shown('own')}:2 Query.a: There is no role ADMIN. Choose from MEMBER, STAFF, OWNER, GUEST.`,
    ]);
  });

  test('two enums', () => {
    const other = moduleOf('enum Role { A }', { name: 'other' });
    const both = [...modules, moduleOf(OWN_ROLE_ENUM), other];
    expect(problemsOf(() => createSchema(both, { roles: OWN_ROLES }))).toEqual([
      expect.stringMatching(/There can be only one type named "Role"\.$/),
    ]);
  });

  test('an extension of the built-in one beside it', () => {
    const other = moduleOf('extend enum Role { MEMBER }', { name: 'other' });
    expect(problemsOf(() => createSchema([...modules, moduleOf(OWN_ROLE_ENUM), other], { roles: OWN_ROLES }))).toEqual([
      expect.stringMatching(/Enum value "Role\.MEMBER" can only be defined once\.$/),
    ]);
  });

  test('a role that is something else inside', () => {
    const own = moduleOf(OWN_ROLE_ENUM, { resolvers: { Role: { OWNER: 'owner' } } });
    expect(problemsOf(() => createSchema([...modules, own], { roles: OWN_ROLES }))).toEqual([
      `${shown('own')}:1 Role.OWNER: A resolver gives it another value. A role must be its name everywhere; remove it from the resolvers.`,
    ]);
  });
});

describe('administrators who are refused what support may do', () => {
  const warnings = (sdl: string, roles?: StandardRoles) => {
    const told: string[] = [];
    createSchema([...modules, moduleOf(sdl)], { roles, onWarning: (warning) => told.push(warning) });
    return told;
  };

  test('are told of', () => {
    expect(warnings('enum Role { MEMBER STAFF OWNER }', OWN_ROLES)).toEqual([
      'roles: OWNER does not include STAFF, so an administrator can see neither users nor the changes made to them. Write OWNER @includes(roles: ["STAFF"]) in the enum Role.',
    ]);
  });

  test('are not where one role is both, or one includes the other', () => {
    expect(warnings(OWN_ROLE_ENUM, OWN_ROLES)).toEqual([]);
    expect(warnings('enum Role { MEMBER OWNER }', { admin: 'OWNER', support: 'OWNER', user: 'MEMBER' })).toEqual([]);
    expect(warnings('extend type Query { a: Int @public }')).toEqual([]);
  });
});

describe('extend enum Role', () => {
  const EDITOR = 'extend enum Role { EDITOR @includes(roles: ["USER"]) }';
  const FIELDS = 'extend type Query { edit: Int @auth(role: EDITOR) read: Int @auth(role: USER) }';
  const ask = async (access: ReturnType<typeof build>, role: string) => {
    const source = '{ edit read }';
    const { data, errors = [] } = await graphql({
      schema: access.schema,
      source,
      rootValue: { edit: 1, read: 2 },
      contextValue: { viewer: viewerOf(role) },
    });
    return [{ ...data }, errors.map(({ path, extensions }) => [path, extensions.code])];
  };

  test('adds a role that includes a built-in one', async () => {
    const access = build(`${EDITOR} ${FIELDS}`);
    expect(rolesIn(access.schema)).toEqual(['USER', 'SUPPORT', 'ADMIN', 'EDITOR']);
    expect(await ask(access, 'EDITOR')).toEqual([{ edit: 1, read: 2 }, []]);
    expect(await ask(access, 'USER')).toEqual([{ edit: null, read: 2 }, [[['edit'], 'FORBIDDEN']]]);
    expect(await ask(access, 'ADMIN')).toEqual([{ edit: null, read: 2 }, [[['edit'], 'FORBIDDEN']]]);
  });

  test('can name the role that the built-in fields ask for', () => {
    const own = build('extend enum Role { ROOT @includes(roles: ["ADMIN"]) }', {
      admin: 'ROOT',
      support: 'SUPPORT',
      user: 'USER',
    });
    expect(ruleOf(own, 'Mutation.setUserRoles')).toEqual([[[{ kind: 'role', role: 'ROOT' }]]]);
  });
});

describe('the reports on a schema with roles of its own', () => {
  const own = () => compileSchema(build(OWN_ROLE_ENUM, OWN_ROLES).schema);

  test('have a column for each, and tell who may what', () => {
    const { viewers, types } = createMatrix(own());
    expect(viewers.map(({ name }) => name)).toEqual(['anonymous', 'signed in', 'MEMBER', 'STAFF', 'OWNER', 'GUEST']);
    const access = (coordinate: string) =>
      types
        .flatMap(({ rows }) => rows)
        .find((row) => row.coordinate === coordinate)
        ?.cells.map((cell) => cell.access);
    expect(access('Mutation.setUserRoles')).toEqual([
      ...['refused', 'refused', 'refused', 'refused', 'allowed', 'refused'],
    ]);
    expect(access('Query.users')).toEqual([...['refused', 'refused', 'refused', 'allowed', 'allowed', 'refused']]);
  });

  test('tell what opens when another role stands for one', () => {
    const after = compileSchema(build(OWN_ROLE_ENUM, { ...OWN_ROLES, admin: 'STAFF' }).schema);
    expect(diffAccess(own(), after).opened.map(({ coordinate }) => coordinate)).toContain('Mutation.setUserRoles');
    expect(diffAccess(own(), after).opened.map(({ coordinate }) => coordinate)).not.toContain('Query.users');
    expect(diffAccess(after, own()).opened).toEqual([]);
  });

  test('explain an operation by its roles', () => {
    const compiled = own();
    const document = parse('{ users { edges { node { email } } } }');
    const operation = getOperationAST(document);
    if (!operation) throw new TypeError('There is no operation.');
    const told = (role: string) => {
      const explanation = explain(compiled, { document, operation, variables: {}, viewer: viewerOf(role) });
      if (explanation === 'too large') throw new TypeError('It is too large.');
      return explanation.paths[0];
    };
    expect(told('STAFF')).toMatchObject({ path: ['users'], access: 'allowed', because: 'role STAFF' });
    for (const role of ['MEMBER', 'ADMIN', 'SUPPORT'])
      expect(told(role)).toMatchObject({ path: ['users'], access: 'refused', because: 'role STAFF' });
  });
});
