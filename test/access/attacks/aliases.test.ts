import { describe } from '@jest/globals';
import { as, forbidden } from '../support.js';
import { attacksOn, world } from './harness.js';

const ann = { id: 'u1', name: 'Ann', email: 'ann@x' };
const bob = { id: 'u2', name: 'Bob', email: 'bob@x' };

const people = world({
  sdl: `
    type Query {
      me: User @public
      user(id: ID!): User @public
      secret: String @auth(role: ADMIN)
    }
    type User { id: ID  name: String  email: String @auth(anyOf: [{ role: ADMIN }, { owner: "id" }]) }`,
  resolvers: { Query: { me: () => ann, user: () => bob, secret: () => 'treasure' } },
});

const fifty = Array.from({ length: 50 }, (_, i) => `a${i}`);
const nulls = (...keys: string[]) => Object.fromEntries(keys.map((key) => [key, null]));

describe('an alias', () => {
  attacksOn(people, [
    {
      name: 'with the name of a field that is open',
      query: '{ me { name: email } }',
      leaks: /ann@x/,
      data: { me: { name: null } },
      errors: [forbidden('me.name')],
    },
    {
      name: 'that swaps two fields',
      query: '{ me { name: email email: name } }',
      leaks: /ann@x/,
      data: { me: { name: null, email: 'Ann' } },
      errors: [forbidden('me.name')],
    },
    {
      name: 'that takes the name of a public root field',
      query: '{ me: secret }',
      leaks: /treasure/,
      data: { me: null },
      errors: [forbidden('me')],
    },
    {
      name: 'that puts another value where the owner is compared',
      query: '{ me { id: name email } }',
      viewer: as('Ann', 'USER'),
      leaks: /ann@x/,
      data: { me: { id: 'Ann', email: null } },
      errors: [forbidden('me.email')],
    },
    {
      name: 'at each level of the path',
      query: '{ a: me { b: email } c: user(id: "u2") { d: email } }',
      leaks: /ann@x.*bob@x/,
      data: { a: { b: null }, c: { d: null } },
      errors: [forbidden('a.b'), forbidden('c.d')],
    },
    {
      name: 'beside the field, many times over',
      query: `{ me { email ${fifty.map((alias) => `${alias}: email`).join(' ')} } }`,
      leaks: /ann@x/,
      data: { me: nulls('email', ...fifty) },
      errors: ['email', ...fifty].map((alias) => forbidden(`me.${alias}`)),
    },
    {
      name: '__proto__, which is no key like the others',
      query: '{ __proto__: secret me { __proto__: email } }',
      leaks: /ann@x/,
      data: { ['__proto__']: null, me: { ['__proto__']: null } },
      errors: [forbidden('__proto__'), forbidden('me.__proto__')],
      jit: 'loses a response key __proto__',
    },
    {
      name: 'constructor, toString and then, which every object or promise has',
      query: '{ constructor: secret me { constructor: email toString: email then: email } }',
      leaks: /ann@x/,
      data: { constructor: null, me: nulls('constructor', 'toString', 'then') },
      errors: ['constructor', 'me.constructor', 'me.toString', 'me.then'].map(forbidden),
    },
    {
      name: '__typename, where a client looks for the type',
      query: '{ me { __typename: email id } }',
      leaks: /ann@x/,
      data: { me: { __typename: null, id: 'u1' } },
      errors: [forbidden('me.__typename')],
    },
    {
      name: 'of a field that is selected twice in two places, which are merged',
      query: '{ me { name x: email } me { x: email } ...F } fragment F on Query { me { x: email } }',
      leaks: /ann@x/,
      data: { me: { name: 'Ann', x: null } },
      errors: [forbidden('me.x')],
    },
    {
      name: 'shared by two fields, for a server that does not check for conflicts',
      query: '{ me { x: email x: name } }',
      leaks: /ann@x/,
      data: { me: { x: null } },
      errors: [forbidden('me.x')],
      invalid: 'two fields with one response key',
    },
    {
      name: 'shared by two objects of different owners',
      query: '{ me { email } me: user(id: "u2") { email } }',
      viewer: as('u2', 'USER'),
      leaks: /ann@x/,
      data: { me: { email: null } },
      errors: [forbidden('me.email')],
      invalid: 'two fields with one response key',
    },
    {
      name: 'of what is one’s own, beside what is another’s',
      query: '{ mine: user(id: "u2") { email } his: me { email } }',
      viewer: as('u2', 'USER'),
      leaks: /ann@x/,
      data: { mine: { email: 'bob@x' }, his: { email: null } },
      errors: [forbidden('his.email')],
    },
  ]);
});
