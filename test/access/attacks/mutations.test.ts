import { describe } from '@jest/globals';
import { anonymous, as, forbidden, unauthenticated } from '../support.js';
import { type Attack, attacksOn, effect, notRun, world } from './harness.js';

const doc = { __typename: 'Doc', id: 'd1', title: 'Doc', secret: 'treasure', next: { id: 'd2', secret: 'treasure' } };
const byTypename = { __resolveType: ({ __typename }: { __typename: string }) => __typename };

const office = world({
  sdl: `
    enum Level { LOW HIGH @auth(role: ADMIN) }
    input Patch { title: String  level: Level  roles: [String!] @auth(role: ADMIN) }
    interface Node { id: ID  secret: String }
    type Doc implements Node { id: ID  title: String  secret: String @auth(role: ADMIN)  next: Doc  hidden: String @auth(role: ADMIN) }
    type Pic implements Node { id: ID  secret: String @auth(role: ADMIN)  covert: String @auth(role: ADMIN) }
    union Paper = Doc | Pic
    type Payload { ok: Boolean  query: Query  mutation: Mutation }
    type Query { name: String @public  secret: String @auth(role: ADMIN) }
    type Mutation {
      ping: Boolean @public
      wipe: Boolean @auth(role: ADMIN)
      must: Boolean! @auth(role: ADMIN)
      save(patch: Patch, patches: [Patch!], force: Boolean @auth(role: ADMIN)): Boolean @public
      give(org: ID!): Boolean @auth(claims: [{ name: "org", argument: "org" }])
      need(x: Int!): Boolean @auth(role: ADMIN)
      doc: Doc @public
      docs: [Doc!]! @public
      node: Node @public
      paper: Paper @public
      payload: Payload @public
    }`,
  resolvers: {
    Node: byTypename,
    Paper: byTypename,
    Query: { name: () => 'Ann', secret: effect('read', 'treasure') },
    Mutation: {
      ping: effect('pinged'),
      wipe: effect('wiped'),
      must: effect('wiped'),
      save: effect('saved'),
      give: effect('given'),
      need: effect('needed'),
      doc: effect('made', doc),
      docs: effect('made', [doc]),
      node: effect('made', doc),
      paper: effect('made', doc),
      payload: effect('paid', { ok: true, query: {}, mutation: {} }),
    },
  },
});

/** All root fields are null: the ones named were refused at these paths, the others held back. */
function nothing(keys: readonly string[], refused: readonly string[]): Pick<Attack, 'data' | 'errors' | 'isHeldBack'> {
  const held = keys.filter((key) => !refused.some((path) => path.split('.')[0] === key));
  return {
    isHeldBack: true,
    data: Object.fromEntries(keys.map((key) => [key, null])),
    errors: [...held.map((key) => notRun(key)), ...refused.map(forbidden)],
  };
}

describe('a mutation with one part refused runs nothing, when that part', () => {
  attacksOn(office, [
    { name: 'comes last', query: 'mutation { ping wipe }', leaks: /pinged/, ...nothing(['ping', 'wipe'], ['wipe']) },
    { name: 'comes first', query: 'mutation { wipe ping }', leaks: /pinged/, ...nothing(['wipe', 'ping'], ['wipe']) },
    {
      name: 'comes in the midst of many',
      query: 'mutation { a: ping b: doc { id } c: wipe d: ping }',
      leaks: /pinged/,
      ...nothing(['a', 'b', 'c', 'd'], ['c']),
    },
    {
      name: 'has the alias of a harmless one',
      query: 'mutation { ping: wipe wipe: ping }',
      leaks: /pinged/,
      ...nothing(['ping', 'wipe'], ['ping']),
    },
    {
      name: 'is not null, which takes all along',
      query: 'mutation { ping must }',
      leaks: /pinged/,
      data: null,
      errors: [notRun('ping'), forbidden('must')],
    },
    {
      name: 'stands in a fragment in a fragment',
      query:
        'mutation { ping ... { ...A } } fragment A on Mutation { ... on Mutation { ...B } } fragment B on Mutation { w: wipe }',
      leaks: /pinged/,
      ...nothing(['ping', 'w'], ['w']),
    },
    {
      name: 'is a field of what is returned',
      query: 'mutation { ping doc { id secret } }',
      leaks: /pinged/,
      ...nothing(['ping', 'doc'], ['doc.secret']),
    },
    {
      name: 'is deep in what is returned, in a list, under aliases',
      query: 'mutation { ping d: docs { n: next { title s: secret } } }',
      leaks: /pinged/,
      data: null,
      errors: [notRun('ping'), forbidden('d.n.s')],
      isHeldBack: true,
    },
    {
      name: 'is in the one root field there is',
      query: 'mutation { doc { id secret } }',
      leaks: /made/,
      ...nothing(['doc'], ['doc.secret']),
    },
    {
      name: 'is an argument',
      query: 'mutation { ping save(force: false) }',
      leaks: /pinged/,
      ...nothing(['ping', 'save'], ['save']),
    },
    {
      name: 'is an input field in a variable',
      query: 'mutation ($p: [Patch!]) { ping save(patches: $p) }',
      variables: { p: [{ title: 'a' }, { roles: [] }] },
      leaks: /pinged/,
      ...nothing(['ping', 'save'], ['save']),
    },
    {
      name: 'is a value of an enum that is sent',
      query: 'mutation ($l: Level = HIGH) { ping save(patch: { level: $l }) }',
      leaks: /pinged/,
      ...nothing(['ping', 'save'], ['save']),
    },
    {
      name: 'is a claim that one of two uses does not meet',
      query: 'mutation { a: give(org: "acme") b: give(org: "other") }',
      viewer: { ...as('u1'), claims: { org: 'acme' } },
      rightful: { ...as('u1'), claims: { org: ['acme', 'other'] } },
      leaks: /given/,
      ...nothing(['a', 'b'], ['b']),
    },
    {
      name: 'is a field that each type of an interface refuses',
      query: 'mutation { ping node { id secret } }',
      leaks: /pinged/,
      ...nothing(['ping', 'node'], ['node.secret']),
    },
    {
      name: 'is another field of each type of a union',
      query: 'mutation { ping paper { ... on Doc { hidden } ... on Pic { covert } } }',
      leaks: /pinged/,
      ...nothing(['ping', 'paper'], ['paper.hidden']),
    },
    {
      name: 'stands behind hundreds of others',
      query: `mutation { ${Array.from({ length: 300 }, (_, i) => `a${i}: wipe`).join(' ')} ping }`,
      leaks: /pinged/,
      data: Object.fromEntries([...Array.from({ length: 300 }, (_, i) => `a${i}`), 'ping'].map((key) => [key, null])),
      errors: [
        ...Array.from({ length: 200 }, (_, i) => forbidden(`a${i}`)),
        // More than 200 refusals are not told apart.
        ...Array.from({ length: 100 }, (_, i) => notRun(`a${i + 200}`)),
        notRun('ping'),
      ],
    },
    {
      name: 'is a query that the mutation returns',
      query: 'mutation { ping payload { query { name secret } } }',
      leaks: /pinged/,
      ...nothing(['ping', 'payload'], ['payload.query.secret']),
    },
    {
      name: 'is a mutation that the mutation returns',
      query: 'mutation { payload { mutation { ping payload { mutation { wipe } } } } }',
      leaks: /pinged.*wiped/,
      ...nothing(['payload'], ['payload.mutation.payload.mutation.wipe']),
    },
    {
      name: 'has an argument that cannot be read, which would stop it alone',
      query: 'mutation ($x: Int = 1) { ping need(x: $x) }',
      variables: { x: null },
      leaks: /pinged/,
      openErrors: [{ path: 'need', code: 'INTERNAL_SERVER_ERROR' }],
      data: { ping: null, need: null },
      errors: [notRun('ping'), { path: 'need', code: 'INTERNAL_SERVER_ERROR' }],
    },
    {
      name: 'is asked for by who is not signed in, who learns that of each',
      query: 'mutation { ping wipe }',
      viewer: anonymous,
      leaks: /pinged/,
      data: { ping: null, wipe: null },
      errors: [notRun('ping', 'UNAUTHENTICATED'), unauthenticated('wipe')],
    },
    {
      name: 'shares its response key with a harmless one, for a server that does not validate',
      query: 'mutation ($b: Boolean!) { x: ping @skip(if: $b) x: wipe y: ping }',
      variables: { b: true },
      leaks: /pinged/,
      ...nothing(['x', 'y'], ['x']),
      invalid: 'two fields with one response key',
      jit: 'takes another of the two fields',
    },
  ]);
});

const rejecting = world({
  sdl: `
    type Query { name: String @public  me: User @public  secret: String @auth(role: ADMIN)  users: [User!]! @public }
    type User { id: ID  email: String @auth(role: ADMIN) }`,
  resolvers: {
    Query: {
      name: effect('named', 'Ann'),
      me: effect('found', { id: 'u1', email: 'ann@x' }),
      secret: () => 'treasure',
      users: effect('listed', [{ id: 'u1', email: 'ann@x' }]),
    },
  },
  options: { onDenied: 'reject' },
});

describe('a query that is to be held back as a whole, when one part of it is refused,', () => {
  attacksOn(rejecting, [
    { name: 'a root field', query: '{ name secret }', leaks: /named/, ...nothing(['name', 'secret'], ['secret']) },
    {
      name: 'deep down, in a fragment',
      query: '{ name me { ...F } } fragment F on User { id e: email }',
      leaks: /named.*found/,
      ...nothing(['name', 'me'], ['me.e']),
    },
    {
      name: 'where nothing may be null',
      query: '{ name users { email } }',
      leaks: /named.*listed/,
      data: null,
      errors: [notRun('name'), forbidden('users.email')],
      isHeldBack: true,
    },
  ]);
});
