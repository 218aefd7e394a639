import { describe } from '@jest/globals';
import { as, forbidden } from '../support.js';
import { attacksOn, effect, world } from './harness.js';

const repeated = world({
  sdl: `
    enum Level { LOW HIGH @auth(role: EDITOR) @auth(role: ADMIN) }
    type Query {
      first: Int @auth(role: USER) @auth(role: ADMIN)
      last: Int @auth(role: ADMIN) @auth(role: USER)
      bare: Int @auth(role: ADMIN) @auth
      mixed: Int @auth(role: USER) @auth(scopes: ["a"]) @auth(scopes: ["b"])
      claims: Int @auth(claims: [{ name: "a", equals: "1" }]) @auth(claims: [{ name: "b", equals: "1" }])
      either: Int @auth(anyOf: [{ role: ADMIN }, { role: EDITOR }]) @auth(anyOf: [{ role: ADMIN }, { scopes: ["a"] }])
      same: Int @auth(role: ADMIN) @auth(role: ADMIN)
      level(level: Level): Level @public
      argument(x: Int @auth(role: USER) @auth(role: ADMIN)): Int @public
    }`,
  resolvers: {
    Query: {
      ...Object.fromEntries(
        ['first', 'last', 'bare', 'mixed', 'claims', 'either', 'same'].map((name) => [name, () => 42]),
      ),
      level: effect('high', 'HIGH'),
      argument: effect('sent', 42),
    },
  },
});

describe('@auth twice, where the usual reader takes', () => {
  attacksOn(repeated, [
    {
      name: 'the first, and it is the weaker one',
      query: '{ first }',
      leaks: /42/,
      data: { first: null },
      errors: [forbidden('first')],
    },
    {
      name: 'the last, and it is the weaker one',
      query: '{ last same }',
      leaks: /42/,
      data: { last: null, same: null },
      errors: ['last', 'same'].map(forbidden),
    },
    {
      name: 'the one that asks for nothing in particular',
      query: '{ bare }',
      leaks: /42/,
      data: { bare: null },
      errors: [forbidden('bare')],
    },
    {
      name: 'one list of scopes in place of the other',
      query: '{ mixed }',
      viewer: { ...as('u1', 'USER'), scopes: ['b'] },
      rightful: { ...as('u1', 'USER'), scopes: ['b', 'a'] },
      leaks: /42/,
      data: { mixed: null },
      errors: [forbidden('mixed')],
    },
    {
      name: 'one list of claims in place of the other',
      query: '{ claims }',
      viewer: { ...as('u1'), claims: { a: '1' } },
      rightful: { ...as('u1'), claims: { a: '1', b: '1' } },
      leaks: /42/,
      data: { claims: null },
      errors: [forbidden('claims')],
    },
    {
      name: 'two anyOf as one',
      query: '{ either }',
      viewer: { ...as('u1', 'USER'), scopes: ['a'] },
      rightful: { ...as('u1', 'EDITOR'), scopes: ['a'] },
      leaks: /42/,
      data: { either: null },
      errors: [forbidden('either')],
    },
    {
      name: 'one of two on a value of an enum, sent or returned',
      query: '{ level sent: level(level: HIGH) }',
      viewer: as('u1', 'ADMIN'),
      rightful: as('u1', 'ADMIN', 'EDITOR'),
      leaks: /HIGH/,
      data: { level: null, sent: null },
      errors: ['level', 'sent'].map(forbidden),
      effects: ['high'],
    },
    {
      name: 'one of two on an argument',
      query: '{ argument(x: 1) }',
      leaks: /42.*sent/,
      data: { argument: null },
      errors: [forbidden('argument')],
    },
  ]);
});
