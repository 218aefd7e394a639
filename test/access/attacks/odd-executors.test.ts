import { describe, expect, test } from '@jest/globals';
import { assertEnumType } from 'graphql';
import { protectSchema } from '../../../src/access/index.js';
import { buildSchema, checked, forbidden, ROLES } from '../support.js';
import { isGraphql17 } from '../variables.js';
import { type AttackContext, type Driver, graphqlJit, graphqlJs, graphqlTools, inProcess } from './drivers.js';
import { admin, attacksOn, mallory, outcomeOf, type World, world } from './harness.js';
import { callableList, callableStream, fickle, forked, hidden } from './odd-values.js';

async function* items() {
  yield 'HIGH';
  yield 'LOW';
}
const rejecting = () => ({
  [Symbol.asyncIterator]: () => {
    const found = [Promise.reject(new Error('no level')), Promise.resolve('HIGH'), 'LOW'];
    return { next: async () => (found.length > 0 ? { value: found.shift() } : { done: true, value: undefined }) };
  },
});

const levels = world({
  sdl: `
    enum Level { LOW  HIGH @auth(role: ADMIN) }
    type Query {
      functionList: [Level] @public  functionStream: [Level] @public  hiddenStream: [Level] @public  rejecting: [Level] @public
      forked: Level @public  fickle(times: Int!): Level @public  fickleItem(times: Int!): [Level] @public  fickleList(times: Int!): [Level] @public
    }`,
  resolvers: {
    Query: {
      functionList: () => callableList(['HIGH', 'LOW']),
      functionStream: () => callableStream(items()),
      hiddenStream: () => hidden(items()),
      rejecting,
      forked: () => forked('LOW', 'HIGH'),
      fickle: (_: unknown, { times }: { times: number }) => fickle('HIGH', times),
      fickleItem: (_: unknown, { times }: { times: number }) => [fickle('HIGH', times)],
      fickleList: (_: unknown, { times }: { times: number }) => fickle(['HIGH'], times),
    },
  },
});

async function answer(driver: Driver, served: World['open'], query: string, viewer = mallory) {
  const context: AttackContext = { viewer, effects: [] };
  const document = checked(served.schema, query);
  const { data, errors } = outcomeOf(driver, await driver.ask(served, { query, document, context }), context).answer;
  return { data, errors };
}

const failed = (path: string) => ({ path, code: 'INTERNAL_SERVER_ERROR' });

describe('a protected value of an enum, in what only some executors take for a list', () => {
  const cases: readonly [string, Driver, string, unknown, unknown, unknown][] = [
    [
      'a function that can be iterated, which is no list for graphql-js',
      graphqlJit,
      'functionList',
      ['HIGH', 'LOW'],
      null,
      [failed('functionList')],
    ],
    [
      'a function that can be iterated with waiting',
      graphqlTools,
      'functionStream',
      ['HIGH', 'LOW'],
      [null, 'LOW'],
      [forbidden('functionStream.0')],
    ],
    [
      'a proxy of what can be iterated with waiting',
      graphqlTools,
      'hiddenStream',
      ['HIGH', 'LOW'],
      [null, 'LOW'],
      [forbidden('hiddenStream.0')],
    ],
  ];

  test.each(cases.filter(([, driver]) => inProcess.includes(driver)))(
    '%s',
    async (_what, driver, field, open, guarded, errors) => {
      const query = `{ ${field} }`;
      expect(await answer(driver, levels.open, query)).toEqual({ data: { [field]: open }, errors: [] });
      expect(await answer(driver, levels.guarded, query, admin)).toEqual({ data: { [field]: open }, errors: [] });
      expect(await answer(driver, levels.guarded, query)).toEqual({ data: { [field]: guarded }, errors });
    },
  );

  test('with items that fail, at their places alone', async () => {
    const errors = [failed('rejecting.0')];
    const open = { data: { rejecting: [null, 'HIGH', 'LOW'] }, errors };
    expect(await answer(graphqlTools, levels.open, '{ rejecting }')).toEqual(open);
    expect(await answer(graphqlTools, levels.guarded, '{ rejecting }', admin)).toEqual(open);
    expect(await answer(graphqlTools, levels.guarded, '{ rejecting }')).toEqual({
      data: { rejecting: [null, null, 'LOW'] },
      errors: [...errors, forbidden('rejecting.1')],
    });
  });
});

describe('a protected value of an enum, in a promise that says two things', () => {
  test('by what its `then` returns', async () => {
    // graphql 17 asks a promise once.
    const taken = isGraphql17 ? 'LOW' : 'HIGH';
    expect(await answer(graphqlJs, levels.open, '{ forked }')).toEqual({ data: { forked: taken }, errors: [] });
    for (const driver of inProcess)
      expect(await answer(driver, levels.guarded, '{ forked }')).toEqual({ data: { forked: 'LOW' }, errors: [] });
  });

  test.each(['fickle', 'fickleItem', 'fickleList'])('by a `then` that is there later: %s', async (field) => {
    for (const driver of inProcess) {
      for (const times of [0, 1, 2, 3, 4, 5, 6]) {
        const query = `{ ${field}(times: ${times}) }`;
        const { data, errors } = await answer(driver, levels.guarded, query);
        expect(JSON.stringify(data)).not.toMatch(/HIGH/);
        expect(errors).toHaveLength(1);
      }
    }
    expect(JSON.stringify((await answer(graphqlJs, levels.open, `{ ${field}(times: 0) }`)).data)).toMatch(/HIGH/);
  });
});

/** Its names are other ones for resolvers, which only the enum itself knows. */
function shouting(): World {
  const schema = buildSchema(
    `enum Level { LOW  HIGH @auth(role: ADMIN) }
    type Query { level: Level @public  levels: [Level] @public  send(level: Level, levels: [Level]): Int @public }
    ${ROLES}`,
    { Query: { level: () => 'high', levels: () => ['low', 'high'], send: note } },
  );
  const level = assertEnumType(schema.getType('Level'));
  level.serialize = (value) => String(value).toUpperCase();
  level.parseValue = (value) => String(value).toLowerCase();
  level.parseLiteral = (node) => ('value' in node ? String(node.value).toLowerCase() : null);
  // As graphql 17 calls them.
  const { serialize: coerceOutputValue, parseValue: coerceInputValue, parseLiteral: coerceInputLiteral } = level;
  Object.assign(level, { coerceOutputValue, coerceInputValue, coerceInputLiteral });
  const access = protectSchema(schema, { viewerOf: ({ viewer }: AttackContext) => viewer });
  return { open: { schema }, guarded: { schema: access.schema, access } };
}

function note(_source: unknown, args: unknown, { effects }: AttackContext) {
  effects.push(JSON.stringify(args));
  return 1;
}

describe('a protected value of an enum that reads and writes in a way of its own', () => {
  attacksOn(shouting(), [
    {
      name: 'is none that is seen',
      query: '{ level levels }',
      leaks: /HIGH.*HIGH/,
      data: { level: null, levels: ['LOW', null] },
      errors: ['level', 'levels.1'].map(forbidden),
    },
    {
      name: 'is none that is sent, as others are',
      query:
        'query ($l: Level) { a: send(level: HIGH) b: send(levels: [LOW, HIGH]) c: send(level: $l) d: send(level: LOW) }',
      variables: { l: 'HIGH' },
      leaks: /high.*high.*high/,
      data: { a: null, b: null, c: null, d: 1 },
      errors: ['a', 'b', 'c'].map(forbidden),
      effects: ['{"level":"low"}'],
      jit: 'does not let an enum read for itself',
    },
  ]);
});
