import { describe } from '@jest/globals';
import { forbidden } from '../support.js';
import { attacksOn, effect, notRun, world } from './harness.js';

const server = world({
  sdl: `
    type Query { name: String @public  secret: String @auth(role: ADMIN) }
    type Mutation { ping: Boolean @public  wipe: Boolean @auth(role: ADMIN) }`,
  resolvers: {
    Query: { name: () => 'Ann', secret: () => 'treasure' },
    Mutation: { ping: effect('pinged'), wipe: effect('wiped') },
  },
});

describe('several operations in one document', () => {
  attacksOn(server, [
    {
      name: 'of which a harmless one comes first',
      query: 'query A { name } query B { secret }',
      operationName: 'B',
      leaks: /treasure/,
      data: { secret: null },
      errors: [forbidden('secret')],
    },
    {
      name: 'of which a harmless one comes last',
      query: 'query B { name secret } query A { name }',
      operationName: 'B',
      leaks: /treasure/,
      data: { name: 'Ann', secret: null },
      errors: [forbidden('secret')],
    },
    {
      name: 'a query first, and the mutation is asked for',
      query: 'query A { name } mutation B { ping wipe }',
      operationName: 'B',
      leaks: /wiped/,
      data: { ping: null, wipe: null },
      errors: [notRun('ping'), forbidden('wipe')],
    },
    {
      name: 'two mutations, of which the harmless one comes first',
      query: 'mutation A { ping } mutation B { ping wipe }',
      operationName: 'B',
      leaks: /wiped/,
      data: { ping: null, wipe: null },
      errors: [notRun('ping'), forbidden('wipe')],
    },
    {
      name: 'with variables of one name and different defaults',
      query: `
        mutation A($b: Boolean = false) { ping wipe @include(if: $b) }
        mutation B($b: Boolean = true) { ping wipe @include(if: $b) }`,
      operationName: 'B',
      leaks: /wiped/,
      data: { ping: null, wipe: null },
      errors: [notRun('ping'), forbidden('wipe')],
    },
    {
      name: 'that share a fragment',
      query: 'mutation A { ping } mutation B { ...F ping } mutation C { ...F } fragment F on Mutation { w: wipe }',
      operationName: 'B',
      leaks: /wiped/,
      data: { w: null, ping: null },
      errors: [notRun('ping'), forbidden('w')],
    },
    {
      name: 'named __proto__ and constructor',
      query: 'query constructor { name } query __proto__ { secret }',
      operationName: '__proto__',
      leaks: /treasure/,
      data: { secret: null },
      errors: [forbidden('secret')],
    },
  ]);
});
