import { describe } from '@jest/globals';
import { forms, inCode } from '../code-first.js';
import { as, buildSchema, forbidden, ROLES } from '../support.js';
import { type Attack, attacksOn, effect, mallory, notRun, worldOf } from './harness.js';

const row = { id: 'ann', name: 'Ann', email: 'treasure', mood: 'GOLD', cash: 'treasure' };

/** Rules that are written nowhere but in the extensions of what they protect. */
const SDL = `
  interface Named { id: ID  email: String @auth(anyOf: [{ role: ADMIN }, { owner: "id" }]) }
  type Query { me: User @public  secret: Secret @public  find(deep: String @auth(role: ADMIN), in: In): String @public  pay: String @auth(role: ADMIN) @auth(scopes: ["pay"]) }
  type Mutation { open: Int @auth(role: USER)  wipe: Int @auth(role: ADMIN) }
  type User implements Named { id: ID  name: String  email: String  mood: Mood  cash: Money }
  type Secret @auth(role: SUPPORT) { text: String }
  input In { deep: String @auth(role: ADMIN) }
  enum Mood { DULL  GOLD @auth(role: ADMIN) }
  scalar Money @auth(role: ADMIN)`;

const payer = { ...as('root', 'ADMIN'), scopes: ['pay'] };

const attacks: readonly Attack[] = [
  {
    name: 'a field, by the rule of its interface',
    query: '{ me { name email } }',
    leaks: /treasure/,
    data: { me: { name: 'Ann', email: null } },
    errors: [forbidden('me.email')],
  },
  {
    name: 'a whole type',
    query: '{ secret { text } }',
    leaks: /treasure/,
    data: { secret: null },
    errors: [forbidden('secret')],
  },
  {
    name: 'an argument',
    query: '{ find(deep: "x") }',
    leaks: /treasure/,
    data: { find: null },
    errors: [forbidden('find')],
  },
  {
    name: 'an input field',
    query: '{ find(in: { deep: "x" }) }',
    leaks: /treasure/,
    data: { find: null },
    errors: [forbidden('find')],
  },
  {
    name: 'an enum value',
    query: '{ me { mood } }',
    leaks: /GOLD/,
    data: { me: { mood: null } },
    errors: [forbidden('me.mood')],
  },
  {
    name: 'a scalar',
    query: '{ me { cash } }',
    leaks: /treasure/,
    data: { me: { cash: null } },
    errors: [forbidden('me.cash')],
  },
  {
    name: 'a field with two rules, by one of them',
    query: '{ pay }',
    viewer: as('root', 'ADMIN'),
    rightful: payer,
    leaks: /treasure/,
    data: { pay: null },
    errors: [forbidden('pay')],
  },
  {
    name: 'a mutation beside one that is allowed',
    query: 'mutation { open wipe }',
    viewer: mallory,
    leaks: /wiped/,
    data: { open: null, wipe: null },
    errors: [notRun('open'), forbidden('wipe')],
    isHeldBack: true,
  },
];

const resolvers = {
  Named: { __resolveType: () => 'User' },
  Query: { me: () => row, secret: () => ({ text: 'treasure' }), find: () => 'treasure', pay: () => 'treasure' },
  Mutation: { open: effect('opened', 1), wipe: effect('wiped', 1) },
};

describe.each(Object.entries(forms))('a rule in extensions, as %s, protects', (_form, form) => {
  const schema = inCode(buildSchema(`${SDL}\n${ROLES}`, resolvers), form);
  // So that nothing else stops a schema whose rules are not read.
  attacksOn(worldOf(schema, { options: { unmarked: 'allow' } }), attacks);
});
