import { describe } from '@jest/globals';
import { anonymous, withScopes } from '../support.js';
import { type Attack, attacksOn, effect, world } from './harness.js';

const shop = world({
  sdl: `
    directive @mark(level: Level) on FIELD
    interface Node { id: ID }
    interface Piece { id: ID }
    union Hit = Coin | Treasure
    enum Level { LOW TREASURE @auth(role: ADMIN) }
    enum TreasureLevel { X }
    enum Kind { COPPER }
    scalar TreasureMoney @auth(role: ADMIN)
    input Filter { id: ID = "1"  level: Level = TREASURE  treasure: ID @auth(role: ADMIN)  money: TreasureMoney }
    input TreasureFilter { id: ID }
    type Coin implements Node & Piece { id: ID  level(from: Level = TREASURE): Level  treasure: Treasure  oldTreasure: Int @auth(role: ADMIN) @deprecated(reason: "old treasure")  kind: Kind }
    type Treasure implements Node & Piece @auth(role: ADMIN) { id: ID  chest: TreasureChest }
    type TreasureChest { level: TreasureLevel }
    type Query {
      ping: Int @public
      coin: Coin @public
      node(filter: Filter, treasure: TreasureFilter @auth(role: ADMIN)): Node @public
      hit: Hit @public
      again: Query @public
      treasurePiece: Piece @auth(role: ADMIN)
      treasure: Treasure @auth(role: ADMIN)
    }
    type Payload { ok: Boolean  query: Query }
    type Mutation { payload: Payload @public  takeTreasure: Int @auth(role: ADMIN) }
    type Subscription { treasures: Int @auth(role: ADMIN) }`,
  resolvers: {
    Node: { __resolveType: () => 'Coin' },
    Piece: { __resolveType: () => 'Coin' },
    Hit: { __resolveType: () => 'Coin' },
    Query: { ping: () => 1, coin: () => ({ id: 'c1' }), again: () => ({}) },
    Mutation: { payload: effect('paid', { ok: true, query: {} }) },
  },
});

const leaks = /treasure/i;
const introspects = true;
const names = (...all: readonly string[]) => all.map((name) => ({ name }));
const shown = (data: unknown): Pick<Attack, 'data' | 'errors' | 'introspects' | 'leaks'> => ({
  data,
  errors: [],
  introspects,
  leaks,
});
/** Nobody may ask like that. */
const misplaced: Pick<Attack, 'data' | 'errors' | 'introspects' | 'leaks' | 'rightful'> = {
  data: undefined,
  errors: [{ path: '', code: 'BAD_USER_INPUT' }],
  introspects,
  leaks,
  rightful: null,
};

describe('introspection does not show what is hidden', () => {
  attacksOn(shop, [
    {
      name: 'as a field of a type',
      query: '{ __type(name: "Coin") { fields(includeDeprecated: true) { name } } }',
      ...shown({ __type: { fields: names('id', 'level', 'kind') } }),
    },
    {
      name: 'as a root field',
      query: '{ __schema { queryType { fields { name } } mutationType { fields { name } } } }',
      ...shown({
        __schema: {
          queryType: { fields: names('ping', 'coin', 'node', 'hit', 'again') },
          mutationType: { fields: names('payload') },
        },
      }),
    },
    {
      name: 'as a root type of which nothing is left',
      query: '{ __schema { subscriptionType { fields { name } } } }',
      ...shown({ __schema: { subscriptionType: null } }),
    },
    {
      name: 'as a type by its name, in a variable and in a default',
      query:
        'query ($a: String! , $b: String! = "TreasureChest") { a: __type(name: $a) { name } b: __type(name: $b) { name } }',
      variables: { a: 'Treasure' },
      ...shown({ a: null, b: null }),
      jit: 'asks for a variable that is not null, though it has a default',
    },
    {
      name: 'as a type that only what is hidden leads to',
      query:
        '{ chest: __type(name: "TreasureChest") { name } level: __type(name: "TreasureLevel") { name } filter: __type(name: "TreasureFilter") { name } }',
      ...shown({ chest: null, level: null, filter: null }),
    },
    {
      name: 'as a member of a union, or an object behind an interface',
      query:
        '{ hit: __type(name: "Hit") { possibleTypes { name } } node: __type(name: "Node") { possibleTypes { name } } }',
      ...shown({ hit: { possibleTypes: names('Coin') }, node: { possibleTypes: names('Coin') } }),
    },
    {
      name: 'as a value of an enum, or the default of an argument',
      query:
        '{ level: __type(name: "Level") { enumValues(includeDeprecated: true) { name } } coin: __type(name: "Coin") { fields { name args { defaultValue } } } }',
      ...shown({
        level: { enumValues: names('LOW') },
        coin: {
          fields: [
            { name: 'id', args: [] },
            { name: 'level', args: [{ defaultValue: null }] },
            { name: 'kind', args: [] },
          ],
        },
      }),
    },
    {
      name: 'as an input field, its default, or its scalar',
      query: '{ __type(name: "Filter") { inputFields { name defaultValue type { name } } } }',
      ...shown({
        __type: {
          inputFields: [
            { name: 'id', defaultValue: '1', type: { name: 'ID' } },
            { name: 'level', defaultValue: null, type: { name: 'Level' } },
          ],
        },
      }),
    },
    {
      name: 'as an argument, or its type',
      query: '{ __type(name: "Query") { fields { args { name type { name } } } } }',
      ...shown({
        __type: { fields: [[], [], [{ name: 'filter', type: { name: 'Filter' } }], [], []].map((args) => ({ args })) },
      }),
    },
    {
      name: 'under aliases',
      query: '{ a: __type(name: "Coin") { b: fields { c: name } } }',
      ...shown({ a: { b: [{ c: 'id' }, { c: 'level' }, { c: 'kind' }] } }),
    },
    {
      name: 'in fragments in fragments',
      query: `
        { ...A } fragment A on Query { ... { ... on Query { ...B } } } fragment B on Query { __schema { mutationType { ...C } } }
        fragment C on __Type { ... on __Type { kind fields { ...D } } } fragment D on __Field { name }`,
      ...shown({ __schema: { mutationType: { kind: 'OBJECT', fields: names('payload') } } }),
    },
    {
      name: 'to who is not signed in',
      query: '{ __type(name: "Coin") { fields { name } } }',
      viewer: anonymous,
      ...shown({ __type: { fields: names('id', 'level', 'kind') } }),
    },
    {
      name: 'to who has every scope there is',
      query: '{ __type(name: "Treasure") { name fields { name } } }',
      viewer: withScopes('ADMIN', 'treasure', '*'),
      ...shown({ __type: null }),
    },
    {
      name: 'beside a condition that is false',
      query:
        'query ($b: Boolean!) { ping @include(if: $b) coin @skip(if: true) { id } __type(name: "Coin") { fields { name } } }',
      variables: { b: false },
      ...shown({ __type: { fields: names('id', 'level', 'kind') } }),
    },
    {
      name: 'after a fragment, where mercurius-auth looks at the first definition alone',
      query: 'fragment F on __Type { fields { name } } { __type(name: "Coin") { ...F } }',
      ...shown({ __type: { fields: names('id', 'level', 'kind') } }),
    },
    {
      name: 'after a mutation, where mercurius-auth looks no further',
      query: 'mutation M { payload { ok } } query Q { __type(name: "Coin") { fields { name } } }',
      operationName: 'Q',
      ...shown({ __type: { fields: names('id', 'level', 'kind') } }),
    },
    {
      name: 'in a spread, where mercurius-auth looks at the root alone',
      query: '{ ...F } fragment F on Query { __type(name: "Treasure") { name } }',
      ...shown({ __type: null }),
    },
    {
      name: 'in another operation than the first',
      query: 'query A { ping } query B { __type(name: "Treasure") { name } } query C { coin { id } }',
      operationName: 'B',
      ...shown({ __type: null }),
    },
    {
      name: 'as a type that is reached by the types of fields',
      query: '{ __type(name: "Payload") { fields { name type { fields { name type { name } } } } } }',
      ...shown({
        __type: {
          fields: [
            { name: 'ok', type: { fields: null } },
            {
              name: 'query',
              type: {
                fields: [
                  { name: 'ping', type: { name: 'Int' } },
                  { name: 'coin', type: { name: 'Coin' } },
                  { name: 'node', type: { name: 'Node' } },
                  { name: 'hit', type: { name: 'Hit' } },
                  { name: 'again', type: { name: 'Query' } },
                ],
              },
            },
          ],
        },
      }),
    },
  ]);
});

describe('introspection is refused, as nobody may ask for it,', () => {
  attacksOn(shop, [
    { name: 'beside data', query: '{ ping __type(name: "Treasure") { name } }', ...misplaced },
    {
      name: 'beside data in a fragment',
      query: '{ __type(name: "Treasure") { name } ...F } fragment F on Query { ... { coin { id } } }',
      ...misplaced,
    },
    {
      name: 'beside data that a variable includes',
      query: 'query ($b: Boolean = true) { __type(name: "Treasure") { name } ping @include(if: $b) }',
      ...misplaced,
    },
    {
      name: 'through a field that returns the query type',
      query: '{ again { __type(name: "Treasure") { name } } }',
      ...misplaced,
    },
    {
      name: 'through two of them, in fragments, under aliases',
      query: '{ a: again { ...F } } fragment F on Query { b: again { ... { c: __schema { types { name } } } } }',
      ...misplaced,
    },
    {
      name: 'through a mutation, of which nothing runs',
      query: 'mutation { payload { ok query { __type(name: "Treasure") { name } } } }',
      ...misplaced,
    },
    {
      name: 'in an operation that is chosen among harmless ones',
      query: 'query A { __typename } query B { again { __type(name: "Treasure") { name } } }',
      operationName: 'B',
      ...misplaced,
    },
  ]);
});

describe('introspection never shows how access is said', () => {
  attacksOn(shop, [
    {
      name: 'as our directives and inputs',
      query:
        '{ __schema { directives { name } } rule: __type(name: "AuthRule") { name } claim: __type(name: "ClaimRule") { name } }',
      rightful: null,
      introspects,
      leaks: /"auth"|AuthRule|ClaimRule/,
      data: {
        __schema: { directives: names('mark', 'include', 'skip', 'deprecated', 'specifiedBy', 'oneOf') },
        rule: null,
        claim: null,
      },
      errors: [],
    },
  ]);
});
