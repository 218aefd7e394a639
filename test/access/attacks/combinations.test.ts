import { describe } from '@jest/globals';
import { anonymous, as, forbidden, unauthenticated, withScopes } from '../support.js';
import { attacksOn, world } from './harness.js';

const ann = { id: 'ann', name: 'Ann', email: 'ann@x', pay: 100, text: 'treasure', __typename: 'User' };
const Query = { me: () => ann };

const both = world({
  sdl: `
    type Query { me: User @public }
    type User @auth(role: ADMIN) { id: ID  email: String @auth  pay: Int @auth(role: USER)  text: String @auth(owner: "id") }`,
  resolvers: { Query },
});

describe('a rule of the type and a weaker one of the field', () => {
  attacksOn(both, [
    {
      name: 'for who is merely signed in',
      query: '{ me { email pay } }',
      leaks: /ann@x.*100/,
      data: { me: null },
      errors: [forbidden('me')],
    },
    {
      name: 'for the owner, who has not the role',
      query: '{ me { text } }',
      viewer: as('ann', 'USER'),
      rightful: as('ann', 'ADMIN'),
      leaks: /treasure/,
      data: { me: null },
      errors: [forbidden('me')],
    },
    {
      name: 'for the role, which owns nothing',
      query: '{ me { email text } }',
      viewer: as('bob', 'ADMIN'),
      rightful: as('ann', 'ADMIN'),
      leaks: /treasure/,
      data: { me: { email: 'ann@x', text: null } },
      errors: [forbidden('me.text')],
    },
  ]);
});

const extended = world({
  sdl: `
    type Query { me: User @public }
    type User { id: ID  name: String  email: String @auth }
    extend type User @auth(role: EDITOR) { pay: Int }
    extend type User @auth(role: ADMIN) { text: String @auth }`,
  resolvers: { Query },
});
const merged = world({
  sdl: [
    'type Query { me: User @public } type User @auth(role: USER) { id: ID email: String }',
    'extend type User @auth(role: EDITOR) { pay: Int }',
    'type User @auth(role: ADMIN) { text: String @auth(role: USER) @auth(role: USER) }',
  ],
  resolvers: { Query },
});
const editorAndAdmin = as('u1', 'EDITOR', 'ADMIN');

describe.each([
  ['in one file', extended],
  ['in files that graphql-tools merges', merged],
])('a type and its extensions, %s,', (_how, schema) => {
  attacksOn(schema, [
    {
      name: 'for who has what the type asks for, and not the extension',
      query: '{ me { email } }',
      rightful: editorAndAdmin,
      leaks: /ann@x/,
      data: { me: null },
      errors: [forbidden('me')],
    },
    {
      name: 'for who has what one extension asks for, and not the other',
      query: '{ me { pay email } }',
      viewer: as('u1', 'EDITOR'),
      rightful: editorAndAdmin,
      leaks: /100/,
      data: { me: null },
      errors: [forbidden('me')],
    },
    {
      name: 'for who has what the last one asks for, and not the first',
      query: '{ me { text } }',
      viewer: as('u1', 'ADMIN'),
      rightful: editorAndAdmin,
      leaks: /treasure/,
      data: { me: null },
      errors: [forbidden('me')],
    },
  ]);
});

const three = world({
  sdl: `
    interface Person @auth(scopes: ["people"]) { email: String @auth(role: USER) }
    type User implements Person @auth(claims: [{ name: "org", equals: "acme" }]) { id: ID  email: String @auth(role: EDITOR) }
    type Query { me: User @public  person: Person @public }`,
  resolvers: { Person: { __resolveType: () => 'User' }, Query: { me: () => ann, person: () => ann } },
});
const all = { ...as('u1', 'EDITOR'), scopes: ['people'], claims: { org: 'acme' } };

describe('rules of an interface, of a type and of a field, for who lacks one of them:', () => {
  attacksOn(three, [
    {
      name: 'that of the interface',
      query: '{ me { email } }',
      viewer: { ...all, scopes: [] },
      rightful: all,
      leaks: /ann@x/,
      data: { me: { email: null } },
      errors: [forbidden('me.email')],
    },
    {
      name: 'that of the type, from the interface',
      query: '{ person { email } }',
      viewer: { ...all, claims: {} },
      rightful: all,
      leaks: /ann@x/,
      data: { person: { email: null } },
      errors: [forbidden('person.email')],
    },
    {
      name: 'that of the field, of which the interface asks for less',
      query: '{ me { email } person { email } }',
      viewer: { ...all, roles: ['USER'] },
      rightful: all,
      leaks: /ann@x/,
      data: { me: { email: null }, person: { email: null } },
      errors: ['me.email', 'person.email'].map(forbidden),
    },
  ]);
});

const results = world({
  sdl: `
    scalar Money @auth(role: ADMIN)
    enum Mood @auth(role: ADMIN) { GOOD BAD }
    type User @auth(role: ADMIN) { email: String }
    type Query { user: User @public  users: [User!]! @auth(role: USER)  money: Money @auth  mood: [Mood!] @public }`,
  resolvers: { Query: { user: () => ann, users: () => [ann], money: () => 100, mood: () => ['BAD'] } },
});

describe('a weaker rule of a field than of what it returns', () => {
  attacksOn(results, [
    {
      name: 'of a type, by a public field',
      query: '{ user { email __typename } }',
      viewer: anonymous,
      leaks: /ann@x/,
      data: { user: null },
      errors: [unauthenticated('user')],
    },
    {
      name: 'of a type, of which not even the number of objects gets out',
      query: '{ users { __typename } }',
      leaks: /"__typename":"User"/,
      data: null,
      errors: [forbidden('users')],
    },
    {
      name: 'of a scalar and of an enum',
      query: '{ money mood }',
      leaks: /100.*BAD/,
      data: { money: null, mood: null },
      errors: [forbidden('money'), forbidden('mood')],
    },
  ]);
});

const either = world({
  sdl: `
    type Query { me: User @public }
    type User @auth(anyOf: [{ role: ADMIN }, { owner: "id" }]) {
      id: ID
      email: String @auth(anyOf: [{ scopes: ["mail"] }, { role: EDITOR, claims: [{ name: "org", equals: "acme" }] }])
    }`,
  resolvers: { Query },
});

describe('anyOf of a type and anyOf of its field', () => {
  attacksOn(either, [
    {
      name: 'for who has an alternative of the field alone',
      query: '{ me { email } }',
      viewer: withScopes('mail'),
      rightful: { ...as('ann'), scopes: ['mail'] },
      leaks: /ann@x/,
      data: { me: { email: null } },
      errors: [forbidden('me.email')],
    },
    {
      name: 'for who has an alternative of the type, and half of one of the field',
      query: '{ me { email } }',
      viewer: as('ann', 'EDITOR'),
      rightful: { ...as('ann', 'EDITOR'), claims: { org: 'acme' } },
      leaks: /ann@x/,
      data: { me: { email: null } },
      errors: [forbidden('me.email')],
    },
  ]);
});
