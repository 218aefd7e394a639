import { describe } from '@jest/globals';
import { as, forbidden } from '../support.js';
import { attacksOn, effect, mallory, notRun, type World, type WorldOptions, world } from './harness.js';
import { withUsualDirective } from './usual-directive.js';

/** The attack succeeds against the usual directive, not only against no protection. */
function againstUsualDirective(options: WorldOptions): World {
  const { open, guarded } = world(options);
  return { open: { ...open, schema: withUsualDirective(open.schema) }, guarded };
}

const ann = { __typename: 'User', id: 'ann', email: 'ann@x', pay: 100, mood: 'BAD', cents: 5 };
const options: WorldOptions = {
  sdl: `
    enum Mood { GOOD BAD @auth(role: ADMIN) }
    scalar Money @auth(role: ADMIN)
    input Patch { name: String  roles: [String!] @auth(role: ADMIN) }
    interface Person { id: ID  email: String @auth(role: ADMIN) }
    interface Paid @auth(role: ADMIN) { pay: Int }
    type User implements Person & Paid { id: ID  email: String  pay: Int  mood: Mood  cents: Money  mail: String @auth(role: USER) @auth(role: ADMIN) }
    type Boss implements Person @auth(role: ADMIN) { id: ID  email: String  salary: Int }
    type Staff @auth(role: ADMIN) { email: String @auth(role: USER) }
    type Query {
      me: User @public
      person: Person @public
      boss: Person @public
      staff: Staff @auth
      save(patch: Patch, force: Boolean @auth(role: ADMIN)): Int @public
      invoices(org: ID): String @auth(claims: [{ name: "org", argument: "org" }])
      admins: Int @auth(role: ADMIN)
      nothing: Int @auth(scopes: ["pay"])
    }
    type Mutation { ping: Boolean @public  wipe: Boolean @auth(role: ADMIN) }`,
  resolvers: {
    Person: { __resolveType: ({ __typename }: typeof ann) => __typename },
    Paid: { __resolveType: () => 'User' },
    User: { mail: () => 'ann@x' },
    Query: {
      me: () => ann,
      person: () => ann,
      boss: () => ({ __typename: 'Boss', id: 'b1', email: 'boss@x', salary: 200 }),
      staff: () => ann,
      save: effect('saved', 1),
      invoices: (_: unknown, { org }: { org: string }) => `treasure of ${org}`,
      admins: () => 42,
      nothing: () => 42,
    },
    Mutation: { ping: effect('pinged'), wipe: effect('wiped') },
  },
};

describe('the usual mapSchema directive', () => {
  attacksOn(againstUsualDirective(options), [
    {
      name: 'does not ask what an interface says of a field',
      query: '{ me { email } person { email } }',
      leaks: /ann@x.*ann@x/,
      data: { me: { email: null }, person: { email: null } },
      errors: ['me.email', 'person.email'].map(forbidden),
    },
    {
      name: 'does not ask what an interface says of itself',
      query: '{ me { pay } }',
      leaks: /100/,
      data: { me: { pay: null } },
      errors: [forbidden('me.pay')],
    },
    {
      name: 'has the weaker rule of a field replace that of its type',
      query: '{ staff { email } }',
      leaks: /ann@x/,
      data: { staff: null },
      errors: [forbidden('staff')],
    },
    {
      name: 'reads the first of two directives',
      query: '{ me { mail } }',
      leaks: /ann@x/,
      data: { me: { mail: null } },
      errors: [forbidden('me.mail')],
    },
    {
      name: 'does not look at arguments',
      query: '{ save(force: true) }',
      leaks: /saved/,
      data: { save: null },
      errors: [forbidden('save')],
    },
    {
      name: 'does not look at inputs',
      query: 'query ($p: Patch) { save(patch: $p) }',
      variables: { p: { roles: ['ADMIN'] } },
      leaks: /saved/,
      data: { save: null },
      errors: [forbidden('save')],
    },
    {
      name: 'does not look at the values of enums, nor at scalars',
      query: '{ me { mood cents } }',
      leaks: /BAD.*5/,
      data: { me: { mood: null, cents: null } },
      errors: ['me.mood', 'me.cents'].map(forbidden),
    },
    {
      name: 'passes over a directive that has none of what it knows',
      query: '{ nothing invoices(org: "other") }',
      rightful: { ...as('u1'), scopes: ['pay'], claims: { org: 'other' } },
      leaks: /42.*treasure/,
      data: { nothing: null, invoices: null },
      errors: ['nothing', 'invoices'].map(forbidden),
    },
    {
      name: 'takes role "constructor" for ADMIN',
      query: '{ admins }',
      viewer: as('u1', 'constructor'),
      leaks: /42/,
      data: { admins: null },
      errors: [forbidden('admins')],
    },
  ]);
  attacksOn(world(options), [
    {
      name: 'runs one half of a mutation and refuses the other',
      query: 'mutation { ping wipe }',
      leaks: /pinged/,
      data: { ping: null, wipe: null },
      errors: [notRun('ping'), forbidden('wipe')],
    },
  ]);
});

describe('graphql-shield', () => {
  attacksOn(world(options), [
    {
      name: 'knows no rules of interfaces',
      query: '{ me { email } }',
      leaks: /ann@x/,
      data: { me: { email: null } },
      errors: [forbidden('me.email')],
    },
    {
      name: 'has a type with a rule, or fields with rules, but not both',
      query: '{ staff { email } }',
      leaks: /ann@x/,
      data: { staff: null },
      errors: [forbidden('staff')],
    },
    {
      name: 'with its contextual cache remembers what it said of one use for the next, with other arguments',
      query: '{ a: invoices(org: "acme") b: invoices(org: "other") }',
      viewer: { ...mallory, claims: { org: 'acme' } },
      rightful: { ...mallory, claims: { org: ['acme', 'other'] } },
      leaks: /other/,
      data: { a: 'treasure of acme', b: null },
      errors: [forbidden('b')],
    },
    {
      name: 'runs one half of a mutation and refuses the other',
      query: 'mutation { a: ping b: wipe }',
      leaks: /pinged/,
      data: { a: null, b: null },
      errors: [notRun('a'), forbidden('b')],
    },
  ]);
});

describe('graphql-authz', () => {
  attacksOn(world(options), [
    {
      name: 'asks the rules of the type that the schema says, which behind an interface is not the object’s',
      query: '{ boss { id email } }',
      leaks: /boss@x/,
      data: { boss: { id: null, email: null } },
      errors: ['boss.id', 'boss.email'].map(forbidden),
    },
    {
      name: 'finds the object in an inline fragment, and not in a named one',
      query: '{ boss { ...B } } fragment B on Boss { salary }',
      leaks: /200/,
      data: { boss: { salary: null } },
      errors: [forbidden('boss.salary')],
    },
    {
      name: 'has run a mutation by the time it looks at the result',
      query: 'mutation { wipe ping }',
      leaks: /wiped/,
      data: { wipe: null, ping: null },
      errors: [forbidden('wipe'), notRun('ping')],
    },
  ]);
});

describe('mercurius-auth', () => {
  attacksOn(world(options), [
    {
      name: 'puts the rule of an interface where nothing is resolved',
      query: '{ me { pay email } }',
      leaks: /100.*ann@x/,
      data: { me: { pay: null, email: null } },
      errors: ['me.pay', 'me.email'].map(forbidden),
    },
    {
      name: 'does not look at arguments and inputs',
      query: '{ a: save(force: null) b: save(patch: { name: "a", roles: ["ADMIN"] }) }',
      leaks: /saved.*saved/,
      data: { a: null, b: null },
      errors: ['a', 'b'].map(forbidden),
    },
    {
      name: 'runs one half of a mutation and refuses the other',
      query: 'mutation { ping again: ping wipe }',
      leaks: /pinged/,
      data: { ping: null, again: null, wipe: null },
      errors: [notRun('ping'), notRun('again'), forbidden('wipe')],
    },
  ]);
});

describe('generic-auth', () => {
  attacksOn(world(options), [
    {
      name: 'reads the directive of the object, where that of the interface says more',
      query: '{ person { ...P } me { ...P } } fragment P on Person { email }',
      leaks: /ann@x.*ann@x/,
      data: { person: { email: null }, me: { email: null } },
      errors: ['person.email', 'me.email'].map(forbidden),
    },
    {
      name: 'does not look at arguments and inputs',
      query: 'query ($f: Boolean = true) { save(force: $f) }',
      leaks: /saved/,
      data: { save: null },
      errors: [forbidden('save')],
    },
  ]);
});
