import { MapperKind, mapSchema } from '@graphql-tools/utils';
import { wrapSchema } from '@graphql-tools/wrap';
import { describe, expect, jest, test } from '@jest/globals';
import { defaultFieldResolver, execute, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { protectSchema, type Viewer } from '../../../src/access/index.js';
import { StartupError } from '../../../src/errors.js';
import { isObject } from '../../../src/values/value-kinds.js';
import { allowed, answerOf, as, buildSchema, checked, forbidden, hostile, ROLES } from '../support.js';
import type { AttackContext } from './drivers.js';
import { type Attack, attacksOn, type World } from './harness.js';

const SDL = `
  type Query { secret: Secret @public  secrets: [Secret] @public  tenant: Tenant @public  vault: Vault @public  loose: Loose @public }
  interface Owned { ownerId: ID }
  type Secret { note: String  ownerId: ID  title: String @auth(anyOf: [{ role: ADMIN }, { owner: "ownerId" }]) }
  type Tenant { note: String  org: ID  title: String @auth(anyOf: [{ role: ADMIN }, { claims: [{ name: "org", field: "org" }] }]) }
  type Vault implements Owned @auth(anyOf: [{ role: ADMIN }, { owner: "ownerId" }]) { note: String  ownerId: ID  title: String }
  type Loose { note: String  ownerId: ID  title: String @auth(role: ADMIN) }
  ${ROLES}`;
const row = { ownerId: 'u2', org: 'o2', note: 'u1', title: 'treasure' };
const subschema = () =>
  buildSchema(SDL, {
    Query: {
      ...Object.fromEntries(['secret', 'tenant', 'vault', 'loose'].map((name) => [name, () => row])),
      secrets: () => [row, row],
    },
  });

type Around = (resolver: GraphQLFieldResolver<unknown, unknown>) => GraphQLFieldResolver<unknown, unknown>;

/** What a tracer or a logger does before anybody protects the schema: who resolves a field cannot be seen any more. */
function around(schema: GraphQLSchema, wrap: Around): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field) => ({ ...field, resolve: wrap(field.resolve ?? defaultFieldResolver) }),
  });
}

function protect(schema: GraphQLSchema, onFailure: (error: unknown) => void = () => {}): World {
  const access = protectSchema(schema, { viewerOf: ({ viewer }: AttackContext) => viewer, onFailure });
  return { open: { schema }, guarded: { schema: access.schema, access } };
}

const u1: Viewer = hostile({ subject: 'u1', claims: { org: 'u1' } });
const owner: Viewer = hostile({ subject: 'u2', claims: { org: 'o2' } });

type Posing = Pick<Attack, 'name' | 'query' | 'leaks' | 'data' | 'errors'>;
const posing: readonly Posing[] = [
  {
    name: 'of another field stands for the owner',
    query: '{ secret { ownerId: note title } }',
    leaks: /treasure/,
    data: { secret: { ownerId: 'u1', title: null } },
    errors: [forbidden('secret.title')],
  },
  {
    name: 'stands for what a claim is compared with',
    query: '{ tenant { org: note title } }',
    leaks: /treasure/,
    data: { tenant: { org: 'u1', title: null } },
    errors: [forbidden('tenant.title')],
  },
  {
    name: 'stands for the owner in a list, in fragments',
    query: '{ secrets { ...F ...G } } fragment F on Secret { ownerId: note } fragment G on Secret { title }',
    leaks: /treasure.*treasure/,
    data: { secrets: [0, 1].map(() => ({ ownerId: 'u1', title: null })) },
    errors: [forbidden('secrets.0.title'), forbidden('secrets.1.title')],
  },
];
const ofType: Posing = {
  name: 'stands for the owner of a whole type',
  query: '{ vault { ownerId: note title } }',
  leaks: /treasure/,
  data: { vault: { ownerId: null, title: null } },
  errors: [forbidden('vault.ownerId'), forbidden('vault.title')],
};
const withViewer = (attacks: readonly Posing[]) => attacks.map((attack) => ({ ...attack, viewer: u1 }));

const called: Around = (resolver) => (source, args, context, info) => resolver(source, args, context, info);
/** Whoever gives the objects gives them in another form. */
const copied: Around = (resolver) => async (source, args, context, info) => {
  const result: unknown = await resolver(source, args, context, info);
  return isObject(result) && !Array.isArray(result)
    ? Object.create(null, Object.getOwnPropertyDescriptors(result))
    : result;
};
const inProxies: Around = (resolver) => async (source, args, context, info) => {
  const result: unknown = await resolver(source, args, context, info);
  return isObject(result) && !Array.isArray(result) ? new Proxy(result, {}) : result;
};

describe('in rows that come through a proxy, an alias', () => {
  attacksOn(protect(around(wrapSchema({ schema: subschema() }), called)), withViewer([...posing, ofType]));
});
describe.each([
  ['are whole copies of those of a proxy', copied],
  ['stand before those of a proxy', inProxies],
])('in rows that %s, an alias', (_what, wrap) => {
  attacksOn(protect(around(wrapSchema({ schema: subschema() }), wrap)), withViewer(posing.slice(0, 2)));
});

/** What `@graphql-tools/delegate` put on its objects before version 10. */
const OLDER_MARK = Symbol('subschemaErrors');
/** A field that is resolved by its response key, wherever its object comes from. */
const byKey: GraphQLFieldResolver<unknown, unknown> = (source, _args, _context, { fieldNodes: [node], fieldName }) =>
  isObject(source) ? Reflect.get(source, node?.alias?.value ?? fieldName) : undefined;
const byPath: GraphQLFieldResolver<unknown, unknown> = (source, _args, _context, { path }) =>
  isObject(source) ? Reflect.get(source, path.key) : undefined;

describe('in rows of an older proxy, an alias', () => {
  const marked = Object.defineProperty({ ...row, ownerId: 'u1', org: 'u1' }, OLDER_MARK, { value: [] });
  const Query = { secret: () => marked, tenant: () => marked };
  attacksOn(protect(buildSchema(SDL, { Query })), withViewer(posing.slice(0, 2)));
});
describe.each([
  ['the alias', byKey],
  ['the path', byPath],
])('in rows that are read by %s, an alias', (_what, resolve) => {
  const Query = { secret: () => row };
  attacksOn(protect(buildSchema(SDL, { Query, Secret: { ownerId: resolve } })), [
    {
      name: 'of the protected field stands for nothing',
      query: '{ secret { note: title } }',
      viewer: u1,
      leaks: /treasure/,
      data: { secret: { note: null } },
      errors: [forbidden('secret.note')],
    },
  ]);
  test('shuts nobody out', async () => {
    const { schema } = protect(buildSchema(SDL, { Query, Secret: { ownerId: resolve } })).guarded;
    const document = checked(schema, '{ secret { note: title } }');
    const answer = answerOf(await execute({ schema, document, contextValue: { viewer: owner } }));
    expect(answer).toEqual(allowed({ secret: { note: 'treasure' } }));
  });
});

test('nothing is compared in such rows, of which the operator is told once for each field', async () => {
  const onFailure = jest.fn();
  const { schema } = protect(around(wrapSchema({ schema: subschema() }), called), onFailure).guarded;
  const document = checked(schema, '{ secrets { ownerId title } vault { ownerId title } }');
  for (const viewer of [owner, owner]) {
    const answer = answerOf(await execute({ schema, document, contextValue: { viewer } }));
    expect(answer.data).toEqual({
      secrets: [0, 1].map(() => ({ ownerId: 'u2', title: null })),
      vault: { ownerId: null, title: null },
    });
  }
  const messages = onFailure.mock.calls.map(([error]) => String(error));
  expect(messages).toEqual(
    ['Secret.ownerId', 'Vault.ownerId'].map((coordinate) =>
      expect.stringContaining(`${coordinate} is not compared: the object comes from another schema`),
    ),
  );
});

describe('a schema that is wrapped', () => {
  test('does not start if anything in it is compared, of which all is told', () => {
    const problems = problemsOf(wrapSchema({ schema: subschema() }));
    expect(problems.map((problem) => problem.replace(/^\S+ /, '').replace(/: .*/, ''))).toEqual([
      'Secret.ownerId',
      'Tenant.org',
      'Vault.ownerId',
    ]);
    for (const problem of problems) {
      expect(problem).toContain('defaultMergedResolver');
      expect(problem).toContain('Protect that schema before');
    }
  });

  test('does not start if one of its resolvers was left as it is', () => {
    const schema = mapSchema(wrapSchema({ schema: subschema() }), {
      [MapperKind.OBJECT_FIELD]: (field, name) =>
        name === 'note' ? undefined : { ...field, resolve: called(field.resolve ?? defaultFieldResolver) },
    });
    expect(problemsOf(schema)).toHaveLength(3);
  });

  test('starts if nothing is compared, and the token decides', async () => {
    const sdl = `type Query { a: Doc @public } type Doc { open: Int secret: Int @auth(role: ADMIN) } ${ROLES}`;
    const schema = wrapSchema({ schema: buildSchema(sdl, { Query: { a: () => ({ open: 1, secret: 2 }) } }) });
    const { guarded } = protect(schema);
    const document = checked(guarded.schema, '{ a { secret: open open: secret } }');
    const answer = async (viewer: Viewer) =>
      answerOf(await execute({ schema: guarded.schema, document, contextValue: { viewer } }));
    expect(await answer(as('u1'))).toEqual({ data: { a: { secret: 1, open: null } }, errors: [forbidden('a.open')] });
    expect(await answer(as('u1', 'ADMIN'))).toEqual(allowed({ a: { secret: 1, open: 2 } }));
  });
});

describe('a schema that is protected, and then wrapped,', () => {
  const schema = wrapSchema({ schema: protect(subschema()).guarded.schema });
  const answer = async (query: string, viewer: Viewer) =>
    answerOf(await execute({ schema, document: checked(schema, query), contextValue: { viewer } }));

  test.each([...posing, ofType])('is not deceived by an alias that $name', async ({ query, data, errors }) => {
    expect(await answer(query, u1)).toEqual({ data, errors });
  });

  test('lets owners through, whether the query asks for what is compared or not', async () => {
    expect(await answer('{ secret { title } tenant { org: note title } vault { title } }', owner)).toEqual(
      allowed({
        secret: { title: 'treasure' },
        tenant: { org: 'u1', title: 'treasure' },
        vault: { title: 'treasure' },
      }),
    );
  });
});

function problemsOf(schema: GraphQLSchema): readonly string[] {
  try {
    protect(schema);
  } catch (error) {
    if (error instanceof StartupError) return error.problems;
    throw error;
  }
  return [];
}
