import { describe } from '@jest/globals';
import { anonymous, forbidden, unauthenticated } from '../support.js';
import { attacksOn, effect, notRun, world } from './harness.js';

const ann = { id: 'u1', name: 'Ann', email: 'ann@x', friend: { id: 'u2', name: 'Bob', email: 'bob@x' } };
const doc = { id: 'd1', title: 'Doc', text: 'treasure' };

const library = world({
  sdl: `
    interface Node { id: ID }
    union Hit = User | Doc
    type Query { me: User @public  node: Node @public  hit: Hit @public  admin: String @auth(role: ADMIN) }
    type Mutation { ping: Boolean @public  wipe: Boolean @auth(role: ADMIN) }
    type User implements Node { id: ID  name: String  email: String @auth(role: ADMIN)  friend: User }
    type Doc implements Node { id: ID  title: String  text: String @auth(role: ADMIN) }`,
  resolvers: {
    Node: { __resolveType: () => 'User' },
    Hit: { __resolveType: () => 'Doc' },
    Query: { me: () => ann, node: () => ann, hit: () => doc, admin: () => 'treasure' },
    Mutation: { ping: effect('pinged'), wipe: effect('wiped') },
  },
});

describe('a fragment', () => {
  attacksOn(library, [
    {
      name: 'in line',
      query: '{ me { ... on User { email } } }',
      leaks: /ann@x/,
      data: { me: { email: null } },
      errors: [forbidden('me.email')],
    },
    {
      name: 'in line, without a type condition',
      query: '{ ... { me { ... { email } } } }',
      leaks: /ann@x/,
      data: { me: { email: null } },
      errors: [forbidden('me.email')],
    },
    {
      name: 'in line, without a type condition, under an abstract field',
      query: '{ node { ... { id ... on User { ... { email } } } } }',
      leaks: /ann@x/,
      data: { node: { id: 'u1', email: null } },
      errors: [forbidden('node.email')],
    },
    {
      name: 'with a name',
      query: '{ me { ...F } } fragment F on User { email }',
      leaks: /ann@x/,
      data: { me: { email: null } },
      errors: [forbidden('me.email')],
    },
    {
      name: 'in a fragment in a fragment',
      query: `{ me { ...A } } fragment A on User { name ...B } fragment B on User { ... { ...C } } fragment C on User { email }`,
      leaks: /ann@x/,
      data: { me: { name: 'Ann', email: null } },
      errors: [forbidden('me.email')],
    },
    {
      name: 'that is spread at two depths',
      query: '{ me { ...F friend { ...F } } } fragment F on User { name e: email }',
      leaks: /ann@x.*bob@x/,
      data: { me: { name: 'Ann', e: null, friend: { name: 'Bob', e: null } } },
      errors: [forbidden('me.e'), forbidden('me.friend.e')],
    },
    {
      name: 'on an interface, that comes back to the object',
      query: '{ me { ...F } } fragment F on Node { id ... on User { email } }',
      leaks: /ann@x/,
      data: { me: { id: 'u1', email: null } },
      errors: [forbidden('me.email')],
    },
    {
      name: 'on a union, that comes back to the object by an interface',
      query: '{ hit { ... on Node { ... on Hit { ... on Doc { title text } } } } }',
      leaks: /treasure/,
      data: { hit: { title: 'Doc', text: null } },
      errors: [forbidden('hit.text')],
    },
    {
      name: 'of which one is for another type, and hides nothing of the right one',
      query: '{ node { ... on Doc { email: text } ... on User { email } } }',
      leaks: /ann@x/,
      data: { node: { email: null } },
      errors: [forbidden('node.email')],
    },
    {
      name: 'at the root, by somebody who is not signed in',
      query: 'query { ...F } fragment F on Query { ... on Query { admin } }',
      viewer: anonymous,
      leaks: /treasure/,
      data: { admin: null },
      errors: [unauthenticated('admin')],
    },
    {
      name: 'named like what every object has',
      query:
        '{ me { ...constructor ...toString } } fragment constructor on User { email } fragment toString on User { e: email }',
      leaks: /ann@x/,
      data: { me: { email: null, e: null } },
      errors: [forbidden('me.email'), forbidden('me.e')],
    },
    {
      name: 'named __proto__, in a mutation',
      query: 'mutation { ping ...__proto__ } fragment __proto__ on Mutation { wipe }',
      leaks: /wiped/,
      data: { ping: null, wipe: null },
      errors: [notRun('ping'), forbidden('wipe')],
    },
    {
      name: 'that is spread twice in one place',
      query: '{ me { ...F ...F } } fragment F on User { email }',
      leaks: /ann@x/,
      data: { me: { email: null } },
      errors: [forbidden('me.email')],
    },
    {
      name: 'that goes round in a circle, for a server that does not validate',
      query: 'mutation { ping ...A } fragment A on Mutation { ...B } fragment B on Mutation { ...A wipe }',
      leaks: /wiped/,
      data: { ping: null, wipe: null },
      errors: [notRun('ping'), forbidden('wipe')],
      invalid: 'fragments that contain each other',
      jit: 'runs out of stack on such a fragment',
    },
    {
      name: 'that is nowhere defined, for a server that does not validate',
      query: 'mutation { ...Nowhere ping wipe }',
      leaks: /wiped/,
      data: { ping: null, wipe: null },
      errors: [notRun('ping'), forbidden('wipe')],
      invalid: 'an unknown fragment',
      jit: 'fails on such a fragment',
    },
  ]);
});
