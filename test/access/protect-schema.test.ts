import { describe, expect, test } from '@jest/globals';
import { type GraphQLSchema, isObjectType, printSchema } from 'graphql';
import { type ProtectOptions, protectSchema, type Viewer } from '../../src/access/index.js';
import {
  allowed,
  anonymous,
  anonymousBecause,
  as,
  ask,
  buildSchema,
  forbidden,
  hostile,
  ROLES,
  scene,
  unauthenticated,
} from './support.js';

const body = `
  type Query {
    open: Int @public
    signedIn: Int @auth
    users: Int @auth(role: USER)
    admins: Int @auth(role: ADMIN)
  }
  type Mutation { wipe: Int @auth(role: ADMIN) }
`;
const rootValue = { open: 1, signedIn: 2, users: 3, admins: 4, wipe: 5 };
const all = '{ open signedIn users admins }';

describe('protectSchema', () => {
  const { open, guarded } = scene(body);

  test('without it, all would be answered', async () => {
    expect(await ask(open, all, anonymous, rootValue)).toEqual(allowed({ open: 1, signedIn: 2, users: 3, admins: 4 }));
  });

  test('an anonymous viewer gets what is public, and a reason for each of the rest', async () => {
    expect(await ask(guarded, all, anonymousBecause('TOKEN_EXPIRED'), rootValue)).toEqual({
      data: { open: 1, signedIn: null, users: null, admins: null },
      errors: [
        unauthenticated('signedIn', 'TOKEN_EXPIRED'),
        unauthenticated('users', 'TOKEN_EXPIRED'),
        unauthenticated('admins', 'TOKEN_EXPIRED'),
      ],
    });
  });

  test('a bare @auth asks for a signed-in viewer, with roles or without', async () => {
    expect(await ask(guarded, '{ signedIn }', as(null), rootValue)).toEqual(allowed({ signedIn: 2 }));
    expect(await ask(guarded, '{ signedIn }', anonymous, rootValue)).toEqual({
      data: { signedIn: null },
      errors: [unauthenticated('signedIn')],
    });
  });

  test('a role admits those who hold it, and refuses others beside answered siblings', async () => {
    expect(await ask(guarded, all, as('u1', 'USER'), rootValue)).toEqual({
      data: { open: 1, signedIn: 2, users: 3, admins: null },
      errors: [forbidden('admins')],
    });
  });

  test('a role includes others, at any distance, and never the other way', async () => {
    expect(await ask(guarded, all, as('u1', 'ADMIN'), rootValue)).toEqual(
      allowed({ open: 1, signedIn: 2, users: 3, admins: 4 }),
    );
    expect(await ask(guarded, '{ users admins }', as('u1', 'SUPPORT'), rootValue)).toEqual({
      data: { users: 3, admins: null },
      errors: [forbidden('admins')],
    });
  });

  test('a mutation is guarded like a query', async () => {
    const mutation = 'mutation { wipe }';
    expect(await ask(guarded, mutation, as('u1', 'ADMIN'), rootValue)).toEqual(allowed({ wipe: 5 }));
    expect(await ask(guarded, mutation, as('u1', 'USER'), rootValue)).toEqual({
      data: { wipe: null },
      errors: [forbidden('wipe')],
    });
  });

  test.each([
    ['null', null],
    ['undefined', undefined],
    ["authenticated: 'yes'", hostile({ authenticated: 'yes', roles: ['ADMIN'] })],
    ['authenticated: 1', hostile({ authenticated: 1, roles: ['ADMIN'] })],
  ])('a viewer that is %s is anonymous', async (_what, viewer) => {
    expect(await ask(guarded, '{ open signedIn admins }', viewer, rootValue)).toEqual({
      data: { open: 1, signedIn: null, admins: null },
      errors: [unauthenticated('signedIn'), unauthenticated('admins')],
    });
  });

  test.each([
    ['names of Object.prototype', ['__proto__', 'constructor', 'toString', 'hasOwnProperty']],
    ['unknown', ['ROOT', 'admin']],
    ['a text', 'ADMIN'],
    ['an object', { ADMIN: true, 0: 'ADMIN', length: 1 }],
    ['missing', undefined],
  ])('roles that are %s grant nothing', async (_what, roles) => {
    expect(await ask(guarded, '{ signedIn users admins }', hostile({ roles }), rootValue)).toEqual({
      data: { signedIn: 2, users: null, admins: null },
      errors: [forbidden('users'), forbidden('admins')],
    });
  });

  test('roles may be a Set', async () => {
    const viewer = hostile({ roles: new Set(['USER']) });
    expect(await ask(guarded, '{ users admins }', viewer, rootValue)).toEqual({
      data: { users: 3, admins: null },
      errors: [forbidden('admins')],
    });
  });

  test('what is known of one viewer is not told of another, frozen or not', async () => {
    const admin = Object.freeze(as('u1', 'ADMIN'));
    const user = Object.freeze(as('u1', 'USER'));
    for (let round = 0; round < 2; round += 1) {
      expect(await ask(guarded, '{ admins }', admin, rootValue)).toEqual(allowed({ admins: 4 }));
      expect((await ask(guarded, '{ admins }', user, rootValue)).errors).toEqual([forbidden('admins')]);
    }
  });

  test('a viewer that is not frozen is asked again', async () => {
    const roles = ['ADMIN'];
    const viewer = as('u1');
    const changing = { ...viewer, roles };
    expect(await ask(guarded, '{ admins }', changing, rootValue)).toEqual(allowed({ admins: 4 }));
    roles.pop();
    expect((await ask(guarded, '{ admins }', changing, rootValue)).errors).toEqual([forbidden('admins')]);
  });

  test('a viewerOf that throws lets nobody in', async () => {
    const access = protectSchema(open, {
      viewerOf: (): Viewer => {
        throw new Error('no viewer');
      },
      onFailure: () => {},
    });
    const answer = await ask(access.schema, '{ open signedIn }', as('u1', 'ADMIN'), rootValue);
    expect(answer).toEqual({
      data: { open: 1, signedIn: null },
      errors: [{ path: 'signedIn', code: 'INTERNAL_SERVER_ERROR' }],
    });
  });

  test('the guarded copy keeps the directives and the rest of the schema', () => {
    expect(printSchema(guarded)).toBe(printSchema(open));
    const field = guarded.getQueryType()?.getFields().admins;
    expect(field?.astNode?.directives?.map(({ name }) => name.value)).toEqual(['auth']);
  });

  test('the schema given is not changed', async () => {
    const schema = buildSchema(body + ROLES);
    const admins = schema.getQueryType()?.getFields().admins;
    const before = { ...admins };
    const { schema: copy } = protectSchema(schema, { viewerOf: () => anonymous });
    expect(copy).not.toBe(schema);
    expect(schema.getQueryType()?.getFields().admins).toBe(admins);
    expect({ ...admins }).toEqual(before);
    expect(admins?.resolve).toBeUndefined();
    expect(await ask(schema, '{ admins }', anonymous, rootValue)).toEqual(allowed({ admins: 4 }));
    expect((await ask(copy, '{ admins }', anonymous, rootValue)).errors).toEqual([unauthenticated('admins')]);
  });

  test('a field without a rule keeps its own resolver', () => {
    const resolve = () => 1;
    const { open: given, guarded: copy } = scene(
      'type Query { doc: Doc @public } type Doc { open: Int  admins: Int @auth(role: ADMIN) }',
      { Doc: { open: resolve, admins: resolve } },
    );
    const resolverOf = (schema: GraphQLSchema, name: string) => {
      const doc = schema.getType('Doc');
      return isObjectType(doc) ? doc.getFields()[name]?.resolve : undefined;
    };
    expect(resolverOf(copy, 'open')).toBe(resolverOf(given, 'open'));
    expect(resolverOf(copy, 'admins')).not.toBe(resolverOf(given, 'admins'));
  });

  test('a resolver gets its source, arguments, context and info as they are, and its own error stays', async () => {
    const calls: unknown[] = [];
    const { guarded: copy } = scene('type Query { echo(n: Int = 3): Int @auth fails: Int @auth }', {
      Query: {
        echo: (source: unknown, args: unknown, context: unknown, { path }: { path: { key: unknown } }) =>
          calls.push(source, args, context, path.key),
        fails: () => {
          throw new Error('the resolver failed');
        },
      },
    });
    const viewer = as('u1');
    const root = {};
    expect(await ask(copy, '{ other: echo fails }', viewer, root)).toEqual({
      data: { other: 4, fails: null },
      errors: [{ path: 'fails', code: undefined }],
    });
    expect(calls).toEqual([root, { n: 3 }, { viewer }, 'other']);
    expect(calls[0]).toBe(root);
  });
});

describe('protectSchema refuses wrong options', () => {
  const schema = buildSchema(body + ROLES);
  const withOptions = (options: unknown) => () => protectSchema(schema, options as ProtectOptions<unknown>);

  test.each([
    ['no viewerOf', {}],
    ['a viewerOf that is no function', { viewerOf: as('u1') }],
    ['a viewerOf that is null', { viewerOf: null }],
  ])('%s', (_what, options) => {
    expect(withOptions(options)).toThrow(TypeError);
    expect(withOptions(options)).toThrow('protectSchema needs viewerOf, a function of the context.');
  });

  test('an unknown option, by its name', () => {
    const options = { viewerOf: () => anonymous, onDenid: 'reject' };
    expect(withOptions(options)).toThrow(TypeError);
    expect(withOptions(options)).toThrow('protectSchema has no option "onDenid".');
  });

  test.each([[undefined], [null]])('options that are %s', (options) => {
    expect(withOptions(options)).toThrow(TypeError);
  });

  test('a schema without the directives', () => {
    const bare = buildSchema('type Query { a: Int }', {}, 'scalar Unused');
    expect(() => protectSchema(bare, { viewerOf: () => anonymous })).toThrow(TypeError);
    expect(() => protectSchema(bare, { viewerOf: () => anonymous })).toThrow(/accessTypeDefs\(\)/);
  });
});
