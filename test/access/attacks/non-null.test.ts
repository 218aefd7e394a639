import { describe } from '@jest/globals';
import { forbidden } from '../support.js';
import { attacksOn, world } from './harness.js';

const strict = world({
  sdl: `
    type Query { me: User @public  must: User! @public  users: [User] @public  all: [User!] @public  every: [[User!]!]! @public  name: String @public }
    type User { name: String  email: String! @auth(role: ADMIN)  friend: User  best: User! }`,
  resolvers: {
    Query: {
      me: () => ({ name: 'Ann', email: 'ann@x', friend: { name: 'Bob', email: 'bob@x' } }),
      must: () => ({ name: 'Ann', email: 'ann@x', best: { name: 'Bob', email: 'bob@x' } }),
      users: () => [{ email: 'ann@x' }, null, { email: 'bob@x' }],
      all: () => [{ email: 'ann@x' }],
      every: () => [[{ email: 'ann@x' }]],
      name: () => 'shop',
    },
  },
});

describe('a protected field that is not null', () => {
  attacksOn(strict, [
    {
      name: 'takes its object along, and nothing beside it',
      query: '{ name me { name email } }',
      leaks: /ann@x/,
      data: { name: 'shop', me: null },
      errors: [forbidden('me.email')],
    },
    {
      name: 'does not come out through the object above',
      query: '{ me { name friend { e: email } } }',
      leaks: /bob@x/,
      data: { me: { name: 'Ann', friend: null } },
      errors: [forbidden('me.friend.e')],
    },
    {
      name: 'takes all along, as far as nothing may be null',
      query: '{ name must { name best { email } } }',
      leaks: /bob@x/,
      data: null,
      errors: [forbidden('must.best.email')],
    },
    {
      name: 'takes its item of a list along, and no other',
      query: '{ users { email } }',
      leaks: /ann@x.*bob@x/,
      data: { users: [null, null, null] },
      errors: ['users.0.email', 'users.2.email'].map(forbidden),
    },
    {
      name: 'takes the list along',
      query: '{ name all { email } }',
      leaks: /ann@x/,
      data: { name: 'shop', all: null },
      errors: [forbidden('all.0.email')],
    },
    {
      name: 'takes lists in lists along',
      query: '{ every { email } name }',
      leaks: /ann@x/,
      data: null,
      errors: [forbidden('every.0.0.email')],
    },
  ]);
});
