import { describe } from '@jest/globals';
import { GraphQLScalarType } from 'graphql';
import { forbidden } from '../support.js';
import type { AttackContext } from './drivers.js';
import { attacksOn, effect, world } from './harness.js';

const note = (_source: unknown, { level }: { level?: unknown }, { effects }: AttackContext) => {
  effects.push(String(level));
  return 1;
};
async function* levels() {
  yield 'LOW';
  yield 'HIGH';
}
const graded = world({
  sdl: `
    enum Level { LOW HIGH @auth(role: ADMIN) }
    extend enum Level { TOP @auth(role: ADMIN) }
    enum Secret @auth(role: ADMIN) { X }
    type Thing { level: Level }
    input Pick { level: Level = LOW  levels: [Level!] }
    type Query {
      high: Level @public  top: Level @public  later: Level @public  list: [Level] @public  must: [Level!] @public
      grid: [[Level]] @public  set: [Level] @public  thing: Thing @public  stream: [Level] @public
      secret: Secret @public  secrets: [[Secret]] @public
      send(level: Level = LOW): Int @public
      pick(pick: Pick, secret: Secret): Int @public
    }`,
  resolvers: {
    Query: {
      high: () => 'HIGH',
      top: () => 'TOP',
      later: async () => Promise.resolve('HIGH'),
      list: () => ['LOW', Promise.resolve('HIGH'), null],
      must: () => ['LOW', 'HIGH'],
      grid: async () => [['LOW'], ['HIGH', 'LOW']],
      set: () => new Set(['HIGH', 'LOW']),
      stream: () => levels(),
      thing: async () => ({ level: 'HIGH' }),
      secret: () => 'X',
      secrets: () => [['X']],
      send: note,
      pick: effect('picked', 1),
    },
  },
});

describe('a protected value of an enum that is returned', () => {
  attacksOn(graded, [
    { name: 'as it is', query: '{ high }', leaks: /HIGH/, data: { high: null }, errors: [forbidden('high')] },
    { name: 'from an extension', query: '{ top }', leaks: /TOP/, data: { top: null }, errors: [forbidden('top')] },
    {
      name: 'later, and in an object',
      query: '{ later thing { level } }',
      leaks: /HIGH.*HIGH/,
      data: { later: null, thing: { level: null } },
      errors: ['later', 'thing.level'].map(forbidden),
    },
    {
      name: 'in lists, at its place alone',
      query: '{ list grid set }',
      leaks: /HIGH.*HIGH.*HIGH/,
      data: { list: ['LOW', null, null], grid: [['LOW'], [null, 'LOW']], set: [null, 'LOW'] },
      errors: ['list.1', 'grid.1.0', 'set.0'].map(forbidden),
    },
    {
      name: 'in a list that takes no null, which is lost',
      query: '{ must }',
      leaks: /HIGH/,
      data: { must: null },
      errors: [forbidden('must.1')],
    },
    {
      name: 'under an alias, in a fragment',
      query: '{ ...F } fragment F on Query { secret: high }',
      leaks: /HIGH/,
      data: { secret: null },
      errors: [forbidden('secret')],
    },
    {
      name: 'of an enum that is protected as a whole',
      query: '{ secret secrets }',
      leaks: /X.*X/,
      data: { secret: null, secrets: null },
      errors: ['secret', 'secrets'].map(forbidden),
    },
  ]);
});

describe('a protected value of an enum that is sent', () => {
  attacksOn(graded, [
    {
      name: 'as a literal',
      query: '{ send(level: HIGH) }',
      leaks: /HIGH/,
      data: { send: null },
      errors: [forbidden('send')],
    },
    {
      name: 'as a variable',
      query: 'query ($l: Level) { send(level: $l) }',
      variables: { l: 'TOP' },
      leaks: /TOP/,
      data: { send: null },
      errors: [forbidden('send')],
    },
    {
      name: 'as the default of a variable',
      query: 'query ($l: Level = HIGH) { send(level: $l) }',
      leaks: /HIGH/,
      data: { send: null },
      errors: [forbidden('send')],
    },
    {
      name: 'in an input, in place of a default, and in a list in it',
      query: '{ a: pick(pick: { level: HIGH }) b: pick(pick: { levels: [LOW, TOP] }) }',
      leaks: /picked.*picked/,
      data: { a: null, b: null },
      errors: ['a', 'b'].map(forbidden),
    },
    {
      name: 'of an enum that is protected as a whole',
      query: '{ pick(secret: X) }',
      leaks: /picked/,
      data: { pick: null },
      errors: [forbidden('pick')],
    },
  ]);
});

const object = { deep: true };
const array = ['deep'];
const inside = world({
  sdl: `
    enum Level { LOW  HIGH @auth(role: ADMIN)  ALSO_HIGH  NOTHING @auth(role: ADMIN)  OBJECT @auth(role: ADMIN)  ODD @auth(role: ADMIN)  LIST @auth(role: ADMIN) }
    type Query { same: Level @public  zero: Level @public  list: [Level] @public  object: Level @public  odd: Level @public  array: Level @public  send(level: Level): Int @public }`,
  resolvers: {
    Level: { LOW: 1, HIGH: 2, ALSO_HIGH: 2, NOTHING: 0, OBJECT: object, ODD: Number.NaN, LIST: array },
    Query: {
      same: () => 2,
      zero: () => -0,
      list: () => [1, 2, 0, -0],
      object: () => object,
      odd: () => Number.NaN,
      array: () => array,
      send: note,
    },
  },
});

describe('a protected value of an enum that is something else inside:', () => {
  attacksOn(inside, [
    {
      name: 'under its other name, which is open',
      query: '{ same }',
      leaks: /HIGH/,
      data: { same: null },
      errors: [forbidden('same')],
    },
    {
      name: 'sent under its other name',
      query: '{ send(level: ALSO_HIGH) }',
      leaks: /2/,
      data: { send: null },
      errors: [forbidden('send')],
    },
    {
      name: 'zero, returned as -0, which graphql-js takes for the same',
      query: '{ zero list }',
      leaks: /NOTHING.*NOTHING/,
      data: { zero: null, list: ['LOW', null, null, null] },
      errors: ['zero', 'list.1', 'list.2', 'list.3'].map(forbidden),
    },
    {
      name: 'an object, an array, and what is not even equal to itself',
      query: '{ object array odd }',
      leaks: /OBJECT.*LIST.*ODD/,
      data: { object: null, array: null, odd: null },
      errors: ['object', 'array', 'odd'].map(forbidden),
    },
  ]);
});

const money = new GraphQLScalarType({
  name: 'Money',
  serialize: (cents) => ({ cents, secret: 'treasure' }),
  parseValue: (value) => ({ cents: value, roles: ['ADMIN'] }),
  parseLiteral: () => ({ cents: 1, roles: ['ADMIN'] }),
});
const scalars = world({
  sdl: `
    scalar Money
    extend scalar Money @auth(role: ADMIN)
    type Purse { money: Money  all: [Money!]! }
    type Query { money: Money @public  purse: Purse @public  pay(money: Money, more: [[Money]]): Int @public }`,
  resolvers: {
    Money: money,
    Query: { money: () => 5, purse: () => ({ money: 5, all: [1, 2] }), pay: effect('paid', 1) },
  },
});

describe('a protected scalar, with functions of its own,', () => {
  attacksOn(scalars, [
    {
      name: 'that is returned',
      query: '{ money purse { m: money } }',
      leaks: /treasure.*treasure/,
      data: { money: null, purse: { m: null } },
      errors: ['money', 'purse.m'].map(forbidden),
    },
    {
      name: 'that is returned in a list which takes no null',
      query: '{ purse { money all } }',
      leaks: /treasure/,
      data: { purse: null },
      errors: ['purse.all', 'purse.money'].map(forbidden),
    },
    {
      name: 'that is sent, as what is parsed to an object',
      query: 'query ($m: Money) { a: pay(money: $m) b: pay(money: "1") c: pay(more: [[null], ["1"]]) }',
      variables: { m: 1 },
      leaks: /paid.*paid.*paid/,
      data: { a: null, b: null, c: null },
      errors: ['a', 'b', 'c'].map(forbidden),
    },
  ]);
});
