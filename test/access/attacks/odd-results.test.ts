import { describe } from '@jest/globals';
import { forbidden } from '../support.js';
import { attacksOn, world } from './harness.js';
import { callable, hidden } from './odd-values.js';

const JIT = 'takes no function for a promise';
const levels = world({
  sdl: `
    enum Level { LOW  HIGH @auth(role: ADMIN) }
    type Row { level: Level  levels: [Level] }
    type Query {
      callable: Level @public  callables: [Level] @public  later: [Level] @public  deep: [[Level]] @public  lazy: [Level] @public
      must: [Level!] @public  row: Row @public  proxy: Level @public  proxies: [Level] @public  proxyList: [Level] @public
    }`,
  resolvers: {
    Row: { level: () => callable('HIGH'), levels: () => callable(new Set(['LOW', callable('HIGH')])) },
    Query: {
      callable: () => callable('HIGH'),
      callables: () => [callable('HIGH'), 'LOW'],
      later: () => callable(['LOW', 'HIGH']),
      deep: () => [callable([callable('HIGH')]), new Set(['LOW'])],
      *lazy() {
        yield callable('HIGH');
        yield 'LOW';
      },
      must: () => [callable('HIGH')],
      row: () => callable({}),
      proxy: () => hidden(callable('HIGH')),
      proxies: () => [hidden(Promise.resolve('HIGH')), 'LOW'],
      proxyList: () => hidden(['HIGH', 'LOW']),
    },
  },
});

describe('a protected value of an enum, in what graphql-js takes for a promise or a list:', () => {
  attacksOn(levels, [
    {
      name: 'a function with `then`',
      query: '{ callable }',
      leaks: /HIGH/,
      data: { callable: null },
      errors: [forbidden('callable')],
      jit: JIT,
    },
    {
      name: 'in a list, and as a list, and in a list of lists',
      query: '{ callables later deep }',
      leaks: /HIGH.*HIGH.*HIGH/,
      data: { callables: [null, 'LOW'], later: ['LOW', null], deep: [[null], ['LOW']] },
      errors: ['callables.0', 'later.1', 'deep.0.0'].map(forbidden),
      jit: JIT,
    },
    {
      name: 'in a generator',
      query: '{ lazy }',
      leaks: /HIGH/,
      data: { lazy: [null, 'LOW'] },
      errors: [forbidden('lazy.0')],
      jit: JIT,
    },
    {
      name: 'in a list that takes no null',
      query: '{ must }',
      leaks: /HIGH/,
      data: { must: null },
      errors: [forbidden('must.0')],
      jit: JIT,
    },
    {
      name: 'in an object',
      query: '{ row { level levels } }',
      leaks: /HIGH.*HIGH/,
      data: { row: { level: null, levels: ['LOW', null] } },
      errors: ['row.level', 'row.levels.1'].map(forbidden),
      jit: JIT,
    },
    {
      name: 'a proxy that does not say what it has',
      query: '{ proxy proxies }',
      leaks: /HIGH.*HIGH/,
      data: { proxy: null, proxies: [null, 'LOW'] },
      errors: ['proxy', 'proxies.0'].map(forbidden),
      jit: JIT,
    },
    {
      name: 'a proxy of a list',
      query: '{ proxyList }',
      leaks: /HIGH/,
      data: { proxyList: [null, 'LOW'] },
      errors: [forbidden('proxyList.0')],
    },
  ]);
});
