import { describe, expect, test } from '@jest/globals';
import { execute, parse } from 'graphql';
import { type ProtectOptions, protectSchema, type ToldDecision } from '../../src/access/index.js';
import type { Viewer } from '../../src/viewer.js';
import { anonymousBecause, as, buildSchema, FILE, ROLES } from './support.js';

const shop = `type Query {
  orders: [Order] @auth(role: USER)
  levels(min: Level = LOW, secret: String @auth(role: ADMIN)): [Level] @public
  open: Order @public
}
type Mutation {
  pay(input: Pay!): Order @auth(role: USER)
}
type Order @auth(owner: "buyer") {
  id: ID!
  buyer: ID
  note: String @auth(policy: "mayRead")
  total: Int @auth(role: ADMIN)
}
input Pay {
  id: ID!
  free: Boolean @auth(role: ADMIN)
}
enum Level {
  LOW
  HIGH @auth(role: ADMIN)
}
${ROLES}`;

const order = (id: string, buyer: string) => ({ id, buyer, note: 'a note', total: 7 });

type Context = { readonly viewer: Viewer | null };

function protect(options: Partial<ProtectOptions<Context>>) {
  const schema = buildSchema(shop, {
    Query: {
      orders: () => [order('1', 'u1'), order('2', 'u1'), order('3', 'u2')],
      levels: () => ['LOW', 'HIGH', 'HIGH'],
      open: () => order('1', 'u1'),
    },
    Mutation: { pay: () => order('1', 'u1') },
  });
  return protectSchema<Context>(schema, {
    viewerOf: ({ viewer }) => viewer,
    policies: { mayRead: async ({ source }) => (source as { id: string }).id !== '2' },
    ...options,
  });
}

const told = ({ outcome, coordinate, rule, code, reason }: ToldDecision) =>
  [outcome, coordinate, rule?.location.replace(`${FILE}:`, '') ?? 'none', ...(code ? [reason ?? code] : [])].join(' ');

interface Asked {
  readonly query: string;
  readonly viewer: Viewer | null;
  readonly variables?: Record<string, unknown>;
}

async function decisionsOf({ query, viewer, variables }: Asked, options: Partial<ProtectOptions<Context>> = {}) {
  const all: ToldDecision<Context>[] = [];
  const { schema } = protect({ onDecision: (decision) => void all.push(decision), ...options });
  await execute({ schema, document: parse(query), contextValue: { viewer }, variableValues: variables });
  return all.map(told);
}

const user = as('u1', 'USER');

describe('what is decided of an operation', () => {
  test('is told of each coordinate with its rule, and what the objects decide with the rule that refused', async () => {
    expect(await decisionsOf({ query: '{ orders { note total id } more: orders { id } }', viewer: user })).toEqual([
      'allowed Query.orders 2',
      'refused Order.total 13 FORBIDDEN',
      'allowed Order.id 9',
      'refused Order.note 9 FORBIDDEN',
      'refused Order.id 9 FORBIDDEN',
      'allowed Order.note 12',
      'refused Order.note 12 FORBIDDEN',
    ]);
  });

  test('says why of those who are not signed in', async () => {
    const query = '{ orders { id } open { id } }';
    expect(await decisionsOf({ query, viewer: anonymousBecause('TOKEN_EXPIRED') })).toEqual([
      'refused Query.orders 2 TOKEN_EXPIRED',
      'refused Query.open 9 TOKEN_EXPIRED',
    ]);
    expect(await decisionsOf({ query, viewer: null })).toEqual([
      'refused Query.orders 2 TOKEN_MISSING',
      'refused Query.open 9 TOKEN_MISSING',
    ]);
  });

  test('names the rule of the argument, the input field or the value', async () => {
    const query = 'query ($secret: String) { levels(secret: $secret) }';
    expect(await decisionsOf({ query, viewer: user })).toEqual([
      'allowed Query.levels none',
      'refused Query.levels 21 FORBIDDEN',
    ]);
    expect(await decisionsOf({ query, viewer: user, variables: { secret: 'x' } })).toEqual([
      'refused Query.levels 3 FORBIDDEN',
    ]);
    expect(await decisionsOf({ query: '{ levels(min: HIGH) }', viewer: user })).toEqual([
      'refused Query.levels 21 FORBIDDEN',
    ]);
    expect(await decisionsOf({ query: '{ levels(min: HIGH, secret: "x") }', viewer: as('a', 'ADMIN') })).toEqual([
      'allowed Query.levels none',
    ]);
  });

  test('of a mutation that is held back is what holds it back, and of one that runs all of it', async () => {
    const pay = (free: string) => `mutation { pay(input: { id: 1 ${free} }) { id } }`;
    expect(await decisionsOf({ query: pay('free: true'), viewer: user })).toEqual([
      'refused Mutation.pay 17 FORBIDDEN',
    ]);
    expect(await decisionsOf({ query: pay(''), viewer: user })).toEqual([
      'allowed Mutation.pay 7',
      'allowed Order.id 9',
    ]);
  });

  test('is told of refusals alone where that is asked, and in a dry run as if it refused', async () => {
    const asked = { query: '{ orders { total } }', viewer: user };
    const refused = ['refused Order.total 13 FORBIDDEN'];
    expect(await decisionsOf(asked, { decisions: 'refused' })).toEqual(refused);
    expect(await decisionsOf(asked, { decisions: 'refused', dryRun: true })).toEqual(refused);
  });

  test('has who asked, the operation and its context', async () => {
    const all: ToldDecision<Context>[] = [];
    const { schema } = protect({ onDecision: (decision) => void all.push(decision) });
    const contextValue = { viewer: user };
    const document = parse('query Mine { orders { id } }');
    await execute({ schema, document, contextValue });
    expect(all[0]).toEqual({
      outcome: 'allowed',
      coordinate: 'Query.orders',
      rule: { coordinate: 'Query.orders', location: `${FILE}:2` },
      code: null,
      reason: null,
      viewer: user,
      operation: document.definitions[0],
      context: contextValue,
    });
    expect(all[0]?.context).toBe(contextValue);
    expect(JSON.stringify(all.map(({ context: _, viewer: __, ...rest }) => rest))).not.toContain('a note');
  });
});

test('a decision that cannot be told changes nothing', async () => {
  const failures: unknown[] = [];
  const { schema } = protect({
    onDecision: () => {
      throw new Error('no disk');
    },
    onFailure: (error) => failures.push(error),
  });
  const contextValue = { viewer: user };
  const result = await execute({ schema, document: parse('{ orders { id } }'), contextValue });
  expect(result.data).toEqual({ orders: [{ id: '1' }, { id: '2' }, null] });
  expect(result.errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
    [['orders', 2, 'id'], 'FORBIDDEN'],
  ]);
  expect(failures).toHaveLength(3);
});
