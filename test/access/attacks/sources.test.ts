import { describe } from '@jest/globals';
import { as, forbidden } from '../support.js';
import { attacksOn, effect, notRun, world } from './harness.js';

const loop = world({
  sdl: `
    interface Root { secret: String @auth(role: ADMIN) }
    type Query implements Root { self: Query @public  selves: [Query] @public  root: Root @public  user: User @public  mutations: Mutation @public  name: String @public  secret: String }
    type User { query: Query  name: String }
    type Mutation { ping: Boolean @public  wipe: Boolean @auth(role: ADMIN)  back: Query @public }`,
  resolvers: {
    Root: { __resolveType: () => 'Query' },
    Query: {
      self: () => ({}),
      selves: () => [{}, {}],
      root: () => ({}),
      user: () => ({ query: {}, name: 'Ann' }),
      mutations: () => ({}),
      name: () => 'shop',
      secret: () => 'treasure',
    },
    Mutation: { ping: effect('pinged'), wipe: effect('wiped'), back: () => ({}) },
  },
});

describe('a field that returns a root type', () => {
  attacksOn(loop, [
    {
      name: 'Query in Query in Query',
      query: '{ self { self { name secret } } }',
      leaks: /treasure/,
      data: { self: { self: { name: 'shop', secret: null } } },
      errors: [forbidden('self.self.secret')],
    },
    {
      name: 'Query in an object, in a list, by its interface',
      query: '{ user { query { root { secret } } } selves { secret } }',
      leaks: /treasure.*treasure.*treasure/,
      data: { user: { query: { root: { secret: null } } }, selves: [{ secret: null }, { secret: null }] },
      errors: ['user.query.root.secret', 'selves.0.secret', 'selves.1.secret'].map(forbidden),
    },
    {
      name: 'Mutation in a query, which is answered in part',
      query: '{ mutations { ping wipe } }',
      leaks: /wiped/,
      data: { mutations: { ping: true, wipe: null } },
      errors: [forbidden('mutations.wipe')],
      effects: ['pinged'],
    },
    {
      name: 'Mutation in a query in a mutation, of which nothing runs',
      query: 'mutation { ping back { self { mutations { wipe } } } }',
      leaks: /pinged.*wiped/,
      data: { ping: null, back: null },
      errors: [notRun('ping'), forbidden('back.self.mutations.wipe')],
      isHeldBack: true,
    },
  ]);
});

class Account {
  readonly #secret = 'treasure';
  readonly id = 'ann';
  get viaGetter() {
    return this.#secret;
  }
  viaMethod() {
    return this.#secret;
  }
  async viaPromise() {
    return this.#secret;
  }
  toJSON() {
    return { viaGetter: this.#secret };
  }
}
const shapes = world({
  sdl: `
    type Query {
      method: String @auth(role: ADMIN)
      account: Account @public
      bare: Account @public
      many: [Account] @public
      lazy: [Account] @public
    }
    type Account @auth(anyOf: [{ role: ADMIN }, { owner: "id" }]) { id: ID  viaGetter: String  viaMethod: String  viaPromise: String }`,
  rootValue: {
    method: () => 'treasure',
    account: () => new Account(),
    bare: Object.assign(Object.create(null), { id: 'ann', viaGetter: 'treasure' }),
    many: new Set([new Account()]),
    *lazy() {
      yield Promise.resolve(new Account());
    },
  },
});
const JIT_METHODS = 'does not call methods of an object';

describe('an object of another shape', () => {
  attacksOn(shapes, [
    {
      name: 'a method of the root value',
      query: '{ method }',
      leaks: /treasure/,
      data: { method: null },
      errors: [forbidden('method')],
      jit: JIT_METHODS,
    },
    {
      name: 'an instance of a class, with getters, methods and promises',
      query: '{ account { viaGetter viaMethod viaPromise } }',
      leaks: /treasure.*treasure.*treasure/,
      data: { account: { viaGetter: null, viaMethod: null, viaPromise: null } },
      errors: ['account.viaGetter', 'account.viaMethod', 'account.viaPromise'].map(forbidden),
      jit: JIT_METHODS,
    },
    {
      name: 'an object without a prototype',
      query: '{ bare { viaGetter } }',
      leaks: /treasure/,
      data: { bare: { viaGetter: null } },
      errors: [forbidden('bare.viaGetter')],
    },
    {
      name: 'a Set and a generator of promises, for a list',
      query: '{ many { viaGetter } lazy { viaGetter } }',
      leaks: /treasure.*treasure/,
      data: { many: [{ viaGetter: null }], lazy: [{ viaGetter: null }] },
      errors: ['many.0.viaGetter', 'lazy.0.viaGetter'].map(forbidden),
      jit: JIT_METHODS,
    },
  ]);
});

const owned = world({
  sdl: `
    type Query { thing(id: Int): Thing @public  primitive: Thing @public  frozen: Thing @public  moving: Thing @public  hostile: Thing @public }
    type Thing @auth(anyOf: [{ role: ADMIN }, { owner: "by" }]) { by(as: String = "by"): ID  text: String  other: Other }
    type Other { by: ID  text: String @auth(anyOf: [{ role: ADMIN }, { owner: "by" }]) }`,
  resolvers: {
    Query: {
      thing: (_: unknown, { id }: { id: number }) => ({ by: `u${id}`, text: `text ${id}` }),
      primitive: () => 'treasure',
      frozen: () =>
        Object.freeze({ by: 'ann', text: 'treasure', other: Object.freeze({ by: 'ann', text: 'treasure' }) }),
      moving: () => ({ text: 'treasure' }),
      hostile: () => ({ text: 'treasure', hostile: true }),
    },
    Thing: {
      by: (source: { by?: string; hostile?: boolean }, args: Readonly<Record<string, string>>) => {
        if (source.hostile) throw new Error('no owner');
        return source.by ?? (args.as === 'by' ? null : args.as);
      },
      text: (source: { text: string } | string) => (typeof source === 'string' ? source : source.text),
    },
  },
});

describe('the owner of an object', () => {
  attacksOn(owned, [
    {
      name: 'is read with the defaults of its arguments, whatever the client sends',
      query: '{ moving { by(as: "mallory") text } }',
      leaks: /treasure/,
      data: { moving: { by: null, text: null } },
      errors: ['moving.by', 'moving.text'].map(forbidden),
    },
    {
      name: 'is not found out, since finding it fails',
      query: '{ hostile { text } }',
      leaks: /treasure/,
      data: { hostile: { text: null } },
      errors: [forbidden('hostile.text')],
    },
    {
      name: 'of what is no object',
      query: '{ primitive { text } }',
      leaks: /treasure/,
      data: { primitive: { text: null } },
      errors: [forbidden('primitive.text')],
    },
    {
      name: 'of what is frozen, and of what is in it',
      query: '{ frozen { text other { text } } }',
      leaks: /treasure.*treasure/,
      data: { frozen: { text: null, other: null } },
      errors: ['frozen.text', 'frozen.other'].map(forbidden),
    },
    {
      name: 'is asked for each object, under one field after the other',
      query: '{ a: thing(id: 1) { text } b: thing(id: 2) { text } }',
      viewer: as('u1', 'USER'),
      leaks: /text 2/,
      data: { a: { text: 'text 1' }, b: { text: null } },
      errors: [forbidden('b.text')],
    },
  ]);
});
