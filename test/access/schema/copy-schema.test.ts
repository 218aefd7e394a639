import { describe, expect, test } from '@jest/globals';
import {
  assertEnumType,
  assertObjectType,
  type GraphQLSchema,
  GraphQLString,
  graphql,
  graphqlSync,
  introspectionFromSchema,
  Kind,
  parse,
  subscribe,
  validateSchema,
  valueFromASTUntyped,
} from 'graphql';
import { rightsOf } from '../../../src/access/decide/rights.js';
import { protectSchema } from '../../../src/access/index.js';
import { createShapes } from '../../../src/access/introspection/shapes.js';
import { copySchema } from '../../../src/access/schema/copy-schema.js';
import { allowed, anonymous, as, ask, buildSchema, forbidden, protect, ROLES, scene } from '../support.js';

/** What a scalar makes of what is sent: nothing that it would take for itself again. */
class Money {
  readonly cents: number;

  constructor(cents: number) {
    this.cents = cents;
  }
}

const money = {
  serialize: (value: unknown) => (value instanceof Money ? value.cents / 100 : Number.NaN),
  parseValue: (value: unknown) => new Money(Number(value) * 100),
  parseLiteral: (node: Parameters<typeof valueFromASTUntyped>[0]) => new Money(Number(valueFromASTUntyped(node)) * 100),
};

describe('defaults', () => {
  const seen: unknown[] = [];
  const see = (_source: unknown, args: Readonly<Record<string, unknown>>) => seen.push(args);
  const { open, guarded } = scene(
    `scalar Money
    input Range { min: Money = 1 max: Money = 2 @auth(role: ADMIN) }
    type Query {
      open(min: Money = 500): Int @public
      closed(min: Money = 500 @auth(role: ADMIN)): Int @public
      within(range: Range = {}): Int @public
    }`,
    { Money: money, Query: { open: see, closed: see, within: see } },
  );

  const seenBy = async (schema: GraphQLSchema, query: string, viewer = anonymous) => {
    seen.length = 0;
    const { errors } = await ask(schema, query, viewer);
    return { seen: [...seen], errors };
  };

  test.each(['{ open }', '{ closed }', '{ within }', '{ within(range: {}) }'])(
    'of custom scalars are what they were, and need no right: %s',
    async (query) => {
      const before = await seenBy(open, query);
      expect(before.seen).toHaveLength(1);
      if (query !== '{ within }') expect(JSON.stringify(before.seen)).toContain('cents');
      expect(JSON.stringify(before.seen)).not.toContain('null');
      const after = await seenBy(guarded, query);
      expect(after).toEqual({ seen: before.seen, errors: [] });
      const [args, argsBefore] = [after.seen, before.seen].map(([given]) => Object.values(given ?? {})[0]);
      // Not only equal.
      if (argsBefore instanceof Money) expect(args).toBe(argsBefore);
    },
  );

  test('what is sent in their place needs it', async () => {
    expect(await seenBy(guarded, '{ closed(min: 7) }')).toEqual({
      seen: [],
      errors: [{ path: 'closed', code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' }],
    });
    expect(await seenBy(guarded, '{ closed(min: 7) }', as('u1', 'ADMIN'))).toEqual({
      seen: [{ min: new Money(700) }],
      errors: [],
    });
    expect((await seenBy(guarded, '{ within(range: { max: 7 }) }', as('u1'))).errors).toEqual([forbidden('within')]);
  });
});

describe('enums', () => {
  const low = { rank: 1 };
  const high = { rank: 1 };
  const { guarded } = scene(
    `enum Level { LOW HIGH @auth(role: ADMIN) } type Query { level(of: Level = LOW): Level @public levels: [Level] @public }`,
    {
      Level: { LOW: low, HIGH: high },
      Query: { level: (_source: unknown, { of }: { of: unknown }) => of, levels: () => [low, high] },
    },
  );

  test('whose internal values are equal but not the same are told apart', async () => {
    expect(await ask(guarded, '{ level(of: LOW) levels }', anonymous)).toEqual({
      data: { level: 'LOW', levels: ['LOW', null] },
      errors: [{ path: 'levels.1', code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' }],
    });
    expect(await ask(guarded, '{ level }', as('u1'))).toEqual(allowed({ level: 'LOW' }));
    expect((await ask(guarded, '{ level(of: HIGH) }', as('u1'))).errors).toEqual([forbidden('level')]);
    expect(await ask(guarded, '{ level(of: HIGH) levels }', as('u1', 'ADMIN'))).toEqual(
      allowed({ level: 'HIGH', levels: ['LOW', 'HIGH'] }),
    );
  });

  test('are told apart in shaped introspection, too', () => {
    const { schema, table } = protectSchema(guarded, { viewerOf: () => null });
    const shown = (roles: readonly string[]) => {
      const shape = createShapes({ schema, table })(rightsOf(table.roles, as('u1', ...roles)));
      return assertEnumType(shape.getType('Level'))
        .getValues()
        .map(({ name }) => name);
    };
    expect(shown([])).toEqual(['LOW']);
    expect(shown(['ADMIN'])).toEqual(['LOW', 'HIGH']);
  });

  test('read and write as their own functions say', () => {
    const given = buildSchema(`enum Level { LOW HIGH } type Query { level(of: Level): Level @public }\n${ROLES}`, {
      Query: { level: (_source: unknown, { of }: { of: unknown }) => of },
    });
    const level = assertEnumType(given.getType('Level'));
    // As graphql 17 calls it.
    const name = 'coerceInputValue' in level ? 'coerceInputValue' : 'parseValue';
    const read: unknown = Reflect.get(level, name);
    if (typeof read !== 'function') throw new TypeError('An enum reads values.');
    const reading = (value: unknown) => Reflect.apply(read, level, [String(value).toUpperCase()]);
    Object.assign(level, { [name]: reading });
    const source = 'query ($of: Level) { level(of: $of) }';
    for (const schema of [given, protect(given)])
      expect(graphqlSync({ schema, source, variableValues: { of: 'low' }, contextValue: {} })).toEqual({
        data: { level: 'LOW' },
      });
  });
});

test('abstract types, subscriptions, @oneOf, @specifiedBy and deprecation work as before', async () => {
  const { open, guarded } = scene(
    `scalar Url @specifiedBy(url: "https://url.example/")
    input Way @oneOf { id: ID name: String @deprecated(reason: "old") }
    interface Node { id: ID }
    type A implements Node { id: ID old: Int @deprecated(reason: "gone") }
    type B implements Node { id: ID @auth }
    union Either = A | B
    type Query { node: Node @public either: Either @public by(way: Way, at: Url @deprecated): String @public }
    type Subscription { ticks: Int @public }`,
    {
      Node: { __resolveType: () => 'A' },
      A: { __isTypeOf: () => true },
      Either: { __resolveType: () => 'B' },
      Query: {
        node: () => ({ id: 1 }),
        either: () => ({ id: 2 }),
        by: (_source: unknown, args: unknown) => JSON.stringify(args),
      },
      Subscription: {
        ticks: {
          subscribe: async function* () {
            yield 1;
            yield 2;
          },
          resolve: (event: unknown) => event,
        },
      },
    },
  );
  expect(introspectionFromSchema(guarded)).toEqual(introspectionFromSchema(open));
  const query = '{ node { __typename id } either { ... on B { id } } by(way: { id: 1 }) }';
  const expected = { node: { __typename: 'A', id: '1' }, either: { id: '2' }, by: '{"way":{"id":"1"}}' };
  for (const schema of [open, guarded]) expect(await ask(schema, query, as('u1'))).toEqual(allowed(expected));
  expect((await graphql({ schema: guarded, source: '{ by(way: { id: 1, name: "a" }) }' })).errors).toHaveLength(1);

  const events = await subscribe({
    schema: guarded,
    document: parse('subscription { ticks }'),
    contextValue: { viewer: null },
  });
  const seen: unknown[] = [];
  if (Symbol.asyncIterator in events) for await (const event of events) seen.push(event.data?.ticks);
  expect(seen).toEqual([1, 2]);
});

test('a schema that was found to have mistakes has them after it was copied', () => {
  const schema = buildSchema(`type Query { a: Int @public } type Empty ${ROLES}`);
  expect(validateSchema(schema)).toHaveLength(1);
  expect(validateSchema(copySchema(schema)).map(({ message }) => message)).toEqual([
    'Type Empty must define one or more fields.',
  ]);
  const assumed = buildSchema(`type Query { a: Int @public } ${ROLES}`);
  expect(validateSchema(assumed)).toEqual([]);
  expect(validateSchema(copySchema(assumed))).toEqual([]);
});

test('a copy has nothing in common with what it was made of', () => {
  const given = buildSchema(`enum Level { LOW } type Query { level(of: Level): Level @public }\n${ROLES}`);
  const copy = copySchema(given);
  const query = assertObjectType(given.getType('Query'));
  const [argument] = query.getFields().level?.args ?? [];
  Object.assign(query.getFields().level ?? {}, { type: GraphQLString, resolve: () => 1 });
  Object.assign(argument ?? {}, { type: GraphQLString, defaultValue: 1 });
  Object.assign(assertEnumType(given.getType('Level')).getValue('LOW') ?? {}, { value: 'x' });
  const field = assertObjectType(copy.getType('Query')).getFields().level;
  expect([String(field?.type), field?.resolve, String(field?.args[0]?.type), field?.args[0]?.defaultValue]).toEqual([
    'Level',
    undefined,
    'Level',
    undefined,
  ]);
  expect(assertEnumType(copy.getType('Level')).parseLiteral({ kind: Kind.ENUM, value: 'LOW' }, null)).toBe('LOW');
});
