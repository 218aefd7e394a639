import { describe } from '@jest/globals';
import { forbidden, unauthenticated } from '../support.js';
import type { AttackContext } from './drivers.js';
import { attacksOn, world } from './harness.js';

/** What it is sent, it writes down. */
function note(_source: unknown, args: unknown, { effects }: AttackContext) {
  effects.push(JSON.stringify(args));
  return effects.length;
}

const tenants = world({
  sdl: `
    enum Tenant { MINE  ALL @auth(role: ADMIN) }
    enum Area @auth(role: ADMIN) { HERE  EVERYWHERE }
    enum Open { NONE  SOME @auth(role: ADMIN) }
    input Filter { tenant: Tenant  tenants: [Tenant]  next: Next  all: [[Next]]  area: Area  preset: Tenant = MINE }
    input Next { last: Last  tenant: Tenant }
    input Last { tenant: Tenant  tenants: [Tenant] }
    type Query {
      rows(t: Tenant): Int @public
      must(t: Tenant!): Int @public
      many(ts: [Tenant], grid: [[Tenant]]): Int @public
      find(filter: Filter, filters: [Filter]): Int @public
      preset(t: Tenant = MINE): Int @public
      byDefault(t: Tenant = ALL): Int @public
      area(a: Area): Int @public
      areas(as: [Area]): Int @public
      open(o: Open, os: [Open]): Int @public
    }
    type Mutation { drop(t: Tenant): Int @public  keep: Int @public }`,
  resolvers: {
    Tenant: { ALL: null },
    Area: { EVERYWHERE: null },
    Open: { NONE: null },
    Query: Object.fromEntries(
      ['rows', 'must', 'many', 'find', 'preset', 'byDefault', 'area', 'areas', 'open'].map((name) => [name, note]),
    ),
    Mutation: { drop: note, keep: note },
  },
});

describe('a protected value of an enum that is null inside, sent', () => {
  attacksOn(tenants, [
    {
      name: 'as a literal, where others and nothing may be sent',
      query: '{ all: rows(t: ALL) mine: rows(t: MINE) none: rows }',
      leaks: /\\"t\\":null/,
      data: { all: null, mine: 1, none: 2 },
      errors: [forbidden('all')],
      effects: ['{"t":"MINE"}', '{}'],
    },
    {
      name: 'by who is not signed in',
      query: '{ rows(t: ALL) }',
      viewer: null,
      leaks: /\\"t\\":null/,
      data: { rows: null },
      errors: [unauthenticated('rows')],
    },
    {
      name: 'where null cannot be sent',
      query: '{ all: must(t: ALL) mine: must(t: MINE) }',
      leaks: /\\"t\\":null/,
      data: { all: null, mine: 1 },
      errors: [forbidden('all')],
      effects: ['{"t":"MINE"}'],
    },
    {
      name: 'as a variable, and as the default of one, where one that was not sent is nothing',
      query:
        'query ($t: Tenant, $d: Tenant = ALL, $m: Tenant, $n: Tenant) { a: rows(t: $t) b: rows(t: $d) mine: rows(t: $m) none: rows(t: $n) }',
      variables: { t: 'ALL', m: 'MINE' },
      leaks: /\\"t\\":null.*\\"t\\":null/,
      data: { a: null, b: null, mine: 1, none: 2 },
      errors: [forbidden('a'), forbidden('b')],
      effects: ['{"t":"MINE"}', '{}'],
    },
    {
      name: 'in lists, of which those without it may be sent',
      query:
        '{ a: many(ts: [MINE, ALL]) b: many(ts: ALL) c: many(grid: [[MINE], [ALL]]) mine: many(ts: [MINE]) none: many(ts: null, grid: [null, []]) }',
      leaks: /\[\\"MINE\\",null\].*\[null\].*\[null\]/,
      data: { a: null, b: null, c: null, mine: 1, none: 2 },
      errors: ['a', 'b', 'c'].map(forbidden),
      effects: ['{"ts":["MINE"]}', '{"ts":null,"grid":[null,[]]}'],
    },
    {
      name: 'in a list that is a variable, and as a variable in a list',
      query: 'query ($ts: [Tenant], $t: Tenant) { a: many(ts: $ts) b: many(ts: [$t]) }',
      variables: { ts: ['MINE', 'ALL'], t: 'ALL' },
      leaks: /\[\\"MINE\\",null\].*\[null\]/,
      data: { a: null, b: null },
      errors: ['a', 'b'].map(forbidden),
    },
    {
      name: 'in an input, in a list in it, in one in it, and in place of a default',
      query: `{
        a: find(filter: { tenant: ALL }) b: find(filter: { tenants: [ALL] }) c: find(filter: { next: { last: { tenant: ALL } } })
        d: find(filter: { all: [[{ tenant: MINE }, { tenant: ALL }]] }) e: find(filters: [null, { tenant: ALL }]) f: find(filter: { preset: ALL })
        mine: find(filter: { tenant: MINE, tenants: [MINE], preset: MINE }) none: find(filter: { next: null })
      }`,
      leaks: /\\"tenant\\":null.*\[null\].*\\"tenant\\":null.*\\"tenant\\":null.*\\"tenant\\":null.*\\"preset\\":null/,
      data: { a: null, b: null, c: null, d: null, e: null, f: null, mine: 1, none: 2 },
      errors: ['a', 'b', 'c', 'd', 'e', 'f'].map(forbidden),
      effects: [
        '{"filter":{"tenant":"MINE","tenants":["MINE"],"preset":"MINE"}}',
        '{"filter":{"next":null,"preset":"MINE"}}',
      ],
    },
    {
      name: 'in an input that is a variable',
      query: 'query ($f: Filter, $m: Filter) { all: find(filter: $f) mine: find(filter: $m) }',
      variables: { f: { next: { last: { tenants: ['ALL'] } } }, m: { next: { last: { tenants: ['MINE'] } } } },
      leaks: /\[null\]/,
      data: { all: null, mine: 1 },
      errors: [forbidden('all')],
      effects: ['{"filter":{"next":{"last":{"tenants":["MINE"]}},"preset":"MINE"}}'],
    },
    {
      name: 'in place of a default, and as the default itself, which may be',
      query: '{ a: preset(t: ALL) byDefault b: byDefault(t: ALL) }',
      leaks: /\\"t\\":null.*\\"t\\":null.*\\"t\\":null/,
      data: { a: null, byDefault: 1, b: 2 },
      errors: [forbidden('a')],
      effects: ['{"t":null}', '{"t":null}'],
    },
    {
      name: 'in a mutation, of which nothing runs',
      query: 'mutation { keep drop(t: ALL) }',
      leaks: /\\"t\\":null/,
      data: { keep: null, drop: null },
      errors: [{ ...forbidden('keep'), reason: 'NOT_RUN' }, forbidden('drop')],
      isHeldBack: true,
    },
    {
      name: 'as null itself, which nobody can tell from it',
      query: '{ a: rows(t: null) b: many(ts: [null]) }',
      leaks: /\\"t\\":null.*\[null\]/,
      data: { a: null, b: null },
      errors: ['a', 'b'].map(forbidden),
    },
    {
      name: 'of an enum that is protected as a whole',
      query:
        'query ($a: Area) { a: area(a: EVERYWHERE) b: areas(as: [EVERYWHERE]) c: area(a: $a) d: find(filter: { area: EVERYWHERE }) none: area e: area(a: HERE) }',
      variables: { a: 'EVERYWHERE' },
      leaks: /\\"a\\":null.*\[null\].*\\"a\\":null.*\\"area\\":null.*HERE/,
      data: { a: null, b: null, c: null, d: null, none: 1, e: null },
      errors: ['a', 'b', 'c', 'd', 'e'].map(forbidden),
      effects: ['{}'],
    },
    {
      name: 'beside one that is null inside and open, as is null',
      query:
        '{ a: open(o: SOME) b: open(os: [NONE, SOME]) none: open(o: NONE) nones: open(os: [NONE, null]) null: open(o: null) }',
      leaks: /SOME.*SOME/,
      data: { a: null, b: null, none: 1, nones: 2, null: 3 },
      errors: ['a', 'b'].map(forbidden),
      effects: ['{"o":null}', '{"os":[null,null]}', '{"o":null}'],
    },
  ]);
});
