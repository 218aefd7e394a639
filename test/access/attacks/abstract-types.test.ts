import { describe } from '@jest/globals';
import { anonymous, as, forbidden, unauthenticated } from '../support.js';
import { attacksOn, effect, mallory, world } from './harness.js';

const user = { __typename: 'User', id: 'u1', name: 'Ann', email: 'ann@x' };
const secret = { __typename: 'Secret', id: 's1', text: 'treasure' };
const note = { __typename: 'Note', id: 'n1', text: 'note' };
const byTypename = { __resolveType: ({ __typename }: { __typename: string }) => __typename };

const search = world({
  sdl: `
    interface Node { id: ID }
    union Hit = User | Secret | Note
    type Query { node: Node @public  hits: [Hit] @public  grid: [[Node]] @public  hit: Hit @public }
    type User implements Node { id: ID  name: String  email: String @auth(role: ADMIN) }
    type Secret implements Node @auth(role: ADMIN) { id: ID  text: String }
    type Note implements Node { id: ID  text: String }`,
  resolvers: {
    Node: byTypename,
    Hit: byTypename,
    Query: {
      node: () => secret,
      hit: () => secret,
      hits: () => [user, secret, note],
      grid: () => [[note, secret], [user]],
    },
  },
});

describe('what is protected on the object, by an interface or a union', () => {
  attacksOn(search, [
    {
      name: 'a field of the interface, of an object that is protected as a whole',
      query: '{ node { id __typename } }',
      leaks: /s1/,
      data: { node: { id: null, __typename: 'Secret' } },
      errors: [forbidden('node.id')],
    },
    {
      name: 'a field of the object, from the interface',
      query: '{ node { ... on Secret { text } } }',
      leaks: /treasure/,
      data: { node: { text: null } },
      errors: [forbidden('node.text')],
    },
    {
      name: 'the rows of a union, each by its own type',
      query: '{ hits { ... on User { name email } ... on Secret { id text } ... on Note { id text } } }',
      leaks: /ann@x.*treasure/,
      data: {
        hits: [
          { name: 'Ann', email: null },
          { id: null, text: null },
          { id: 'n1', text: 'note' },
        ],
      },
      errors: ['hits.0.email', 'hits.1.id', 'hits.1.text'].map(forbidden),
    },
    {
      name: 'the rows of a union, by an interface that they share',
      query: '{ hits { ... on Node { id } } }',
      leaks: /s1/,
      data: { hits: [{ id: 'u1' }, { id: null }, { id: 'n1' }] },
      errors: [forbidden('hits.1.id')],
    },
    {
      name: 'the rows of a union, under one alias for fields of different types',
      query: '{ hits { ... on User { x: email } ... on Secret { x: text } ... on Note { x: text } } }',
      leaks: /ann@x.*treasure/,
      data: { hits: [{ x: null }, { x: null }, { x: 'note' }] },
      errors: ['hits.0.x', 'hits.1.x'].map(forbidden),
    },
    {
      name: 'the rows of lists in a list',
      query: '{ grid { id ... on User { email } } }',
      leaks: /s1.*ann@x/,
      data: { grid: [[{ id: 'n1' }, { id: null }], [{ id: 'u1', email: null }]] },
      errors: ['grid.0.1.id', 'grid.1.0.email'].map(forbidden),
    },
    {
      name: 'a union and an interface in each other',
      query: '{ hit { ... on Node { ... on Hit { ... on Node { id ... on Secret { text } } } } } }',
      leaks: /s1.*treasure/,
      data: { hit: { id: null, text: null } },
      errors: ['hit.id', 'hit.text'].map(forbidden),
    },
    {
      name: 'fragments for every type but the right one, which is open to the same field',
      query: '{ node { ... on Note { text } ... on User { text: name } ... on Secret { text } } }',
      leaks: /treasure/,
      data: { node: { text: null } },
      errors: [forbidden('node.text')],
    },
  ]);
});

const later = world({
  sdl: `
    interface Node { id: ID }
    type Open implements Node { id: ID }
    type Closed implements Node @auth(role: ADMIN) { id: ID }
    type Query { nodes: [Node] @public }`,
  resolvers: {
    Node: { __resolveType: async ({ id }: { id: string }) => (id.startsWith('open') ? 'Open' : 'Closed') },
    Query: { nodes: async () => [Promise.resolve({ id: 'open1' }), { id: 'closed1' }] },
  },
});

describe('an object whose type is known later', () => {
  attacksOn(later, [
    {
      name: 'is protected as what it turns out to be',
      query: '{ nodes { id } }',
      leaks: /closed1/,
      data: { nodes: [{ id: 'open1' }, { id: null }] },
      errors: [forbidden('nodes.1.id')],
      jit: 'does not wait for resolveType',
    },
  ]);
});

const row = { __typename: 'Doc', id: 'd1', owner: 'ann', text: 'treasure', plain: 'plain' };
const archive = world({
  sdl: `
    interface Root { id: ID @auth(role: ADMIN) }
    interface Node implements Root { id: ID  text: String  plain: String }
    interface Owned { owner: String  text: String @auth(owner: "owner") }
    extend interface Node @auth(role: EDITOR)
    type Doc implements Root & Node & Owned { id: ID  owner: String  text: String  plain: String }
    type Query { doc: Doc @public  owned: Owned @public  root: Root @public }`,
  resolvers: {
    Root: byTypename,
    Node: byTypename,
    Owned: byTypename,
    Query: { doc: () => row, owned: () => row, root: () => row },
  },
});
const editor = as('ann', 'EDITOR');
const lord = as('ann', 'ADMIN', 'EDITOR');

describe('what is protected on an interface, by the object', () => {
  attacksOn(archive, [
    {
      name: 'a field that an interface of the interface protects',
      query: '{ owned { ... on Doc { id plain } } }',
      viewer: editor,
      rightful: lord,
      leaks: /d1/,
      data: { owned: { id: null, plain: 'plain' } },
      errors: [forbidden('owned.id')],
    },
    {
      name: 'all that an extension of the interface protects, asked of another interface',
      query: '{ owned { ... on Doc { plain } text } }',
      rightful: lord,
      leaks: /plain.*treasure/,
      data: { owned: { plain: null, text: null } },
      errors: ['owned.plain', 'owned.text'].map(forbidden),
    },
    {
      name: 'the object itself, whose resolver does not even run',
      query: '{ doc { id text plain } }',
      rightful: null,
      viewer: mallory,
      leaks: /treasure/,
      data: { doc: { id: null, text: null, plain: null } },
      errors: ['doc.id', 'doc.text', 'doc.plain'].map(forbidden),
    },
    {
      name: 'by who has what one of two interfaces asks for, and not the other',
      query: '{ root { ... on Doc { text } } }',
      viewer: as('bob', 'EDITOR', 'ADMIN'),
      rightful: lord,
      leaks: /treasure/,
      data: { root: { text: null } },
      errors: [forbidden('root.text')],
    },
    {
      name: 'by the owner, who has no role of those that the other interface asks for',
      query: '{ owned { text } }',
      viewer: as('ann', 'ADMIN'),
      rightful: lord,
      leaks: /treasure/,
      data: { owned: { text: null } },
      errors: [forbidden('owned.text')],
    },
  ]);
});

const shared = { id: 'x1', mine: 'mallory', theirs: 'ann', text: 'treasure' };
const twice = world({
  sdl: `
    type Query { letter: Letter @public  report: Report @public }
    type Letter @auth(owner: "author") { author: String  text: String  report: Report }
    type Report @auth(owner: "author") { author: String  text: String }`,
  resolvers: {
    Letter: { author: ({ mine }: typeof shared) => mine, report: (it: typeof shared) => it },
    Report: { author: ({ theirs }: typeof shared) => theirs },
    Query: { letter: () => shared, report: () => shared },
  },
});

describe('one object as two types', () => {
  attacksOn(twice, [
    {
      name: 'of which the viewer owns one',
      query: '{ letter { text report { text } } report { text } }',
      rightful: null,
      leaks: /treasure.*treasure/,
      data: { letter: { text: 'treasure', report: { text: null } }, report: { text: null } },
      errors: ['letter.report.text', 'report.text'].map(forbidden),
    },
  ]);
});

const staff = { __typename: 'Staff', boss: { __typename: 'Boss', pay: 100 } };
const covariant = world({
  sdl: `
    interface Person { boss: Person }
    type Staff implements Person { boss: Boss }
    type Boss implements Person @auth(role: ADMIN) { boss: Boss  pay: Int }
    type Query { anyone: Person @public }`,
  resolvers: { Person: byTypename, Query: { anyone: () => staff } },
});

describe('a field that returns something narrower than its interface says', () => {
  attacksOn(covariant, [
    {
      name: 'which is protected',
      query: '{ anyone { boss { ... on Boss { pay } } } }',
      leaks: /100/,
      data: { anyone: { boss: null } },
      errors: [forbidden('anyone.boss')],
    },
  ]);
});

const byTest = world({
  sdl: `
    interface Node { id: ID }
    type Open implements Node { id: ID }
    type Closed implements Node @auth(role: ADMIN) { id: ID }
    type Query { nodes: [Node] @public }`,
  resolvers: {
    Open: { __isTypeOf: async ({ id }: { id: string }) => id.startsWith('open') },
    Closed: { __isTypeOf: ({ id }: { id: string }) => id.startsWith('closed') },
    Query: { nodes: () => [{ id: 'open1' }, { id: 'closed1' }] },
  },
});

describe('an object whose type is found by asking each type in turn', () => {
  attacksOn(byTest, [
    {
      name: 'is protected as what it is',
      query: '{ nodes { id } }',
      leaks: /closed1/,
      data: { nodes: [{ id: 'open1' }, { id: null }] },
      errors: [forbidden('nodes.1.id')],
      jit: 'does not ask isTypeOf of an abstract type',
    },
  ]);
});

const owned = world({
  sdl: `
    interface Kept @auth(policy: "keeps") { id: ID }
    type Box implements Kept { id: ID }
    type Letter @auth(owner: "to") { id: ID  to: ID }
    type Query { letter: Letter @public  letters: [Letter!] @public  kept: Kept @public }
    type Mutation { send: Letter @public }`,
  resolvers: {
    Kept: byTypename,
    Query: {
      letter: effect('looked up', { id: 'l1', to: 'root' }),
      letters: effect('looked up', [{ id: 'l1', to: 'root' }]),
      kept: effect('looked up', { __typename: 'Box', id: 'b1' }),
    },
    Mutation: { send: effect('sent', { id: 'l1', to: 'root' }) },
  },
  options: { policies: { keeps: ({ viewer }) => viewer.subject === 'root' } },
});
const root = as('root');

describe('what belongs to somebody, by nobody who is signed in:', () => {
  attacksOn(owned, [
    {
      name: 'it is not even looked up',
      query: '{ letter { id } letters { id } kept { id } }',
      viewer: anonymous,
      rightful: root,
      leaks: /looked up.*looked up.*looked up/,
      data: { letter: null, letters: null, kept: null },
      errors: ['letter', 'letters', 'kept'].map((path) => unauthenticated(path)),
    },
    {
      name: 'nor is it made by a mutation that shows it',
      query: 'mutation { send { id } again: send { id } }',
      viewer: anonymous,
      rightful: root,
      leaks: /sent/,
      data: { send: null, again: null },
      errors: [unauthenticated('send'), unauthenticated('again')],
      isHeldBack: true,
    },
    {
      name: 'to another it is, and shows nothing',
      query: '{ letter { id } kept { id } }',
      rightful: root,
      leaks: /l1.*b1/,
      data: { letter: { id: null }, kept: { id: null } },
      errors: ['letter.id', 'kept.id'].map(forbidden),
      effects: ['looked up', 'looked up'],
    },
  ]);
});
