import { describe } from '@jest/globals';
import { anonymous, forbidden, unauthenticated, withClaims } from '../support.js';
import { attacksOn, effect, notRun, world } from './harness.js';

const rule = (path: string) => `@auth(claims: [{ name: "org", argument: "${path}" }])`;
const invoices = (_source: unknown, args: object) => `treasure of ${JSON.stringify(args)}`;
const books = world({
  sdl: `
    enum Plan { FREE GOLD }
    input Where { org: ID  plan: Plan  inner: Inner }
    input Inner { org: ID = "acme"  number: Int  yes: Boolean }
    interface Ledger { byInterface(org: ID): String ${rule('org')} }
    type Query implements Ledger {
      invoices(org: ID, for: ID): String ${rule('org')}
      preset(org: ID = "acme"): String ${rule('org')}
      deep(where: Where = { inner: { org: "acme" } }): String ${rule('where.inner.org')}
      plan(where: Where!): String ${rule('where.plan')}
      number(where: Where!): String ${rule('where.inner.number')}
      yes(where: Where!): String ${rule('where.inner.yes')}
      byInterface(org: ID = "other"): String
      any(org: ID, or: ID): String @auth(anyOf: [{ role: ADMIN }, { claims: [{ name: "org", argument: "org" }, { name: "or", argument: "or" }] }])
    }
    type Mutation { ping: Boolean @public  pay(org: ID): Boolean ${rule('org')} }`,
  resolvers: {
    Plan: { FREE: 'acme', GOLD: 'GOLD' },
    Query: Object.fromEntries(
      ['invoices', 'preset', 'deep', 'plan', 'number', 'yes', 'byInterface', 'any'].map((name) => [name, invoices]),
    ),
    Mutation: { ping: effect('pinged'), pay: effect('paid') },
  },
});
const acme = withClaims({ org: 'acme' });
const both = withClaims({ org: ['acme', 'other'] });

describe('a claim that is compared with an argument', () => {
  attacksOn(books, [
    {
      name: 'of another',
      query: '{ invoices(org: "other") }',
      viewer: acme,
      rightful: both,
      leaks: /other/,
      data: { invoices: null },
      errors: [forbidden('invoices')],
    },
    {
      name: 'of another, under a second alias',
      query: '{ a: invoices(org: "acme") b: invoices(org: "other") }',
      viewer: acme,
      rightful: both,
      leaks: /other/,
      data: { a: 'treasure of {"org":"acme"}', b: null },
      errors: [forbidden('b')],
    },
    {
      name: 'of another, under an alias that comes first',
      query: '{ b: invoices(org: "other") a: invoices(org: "acme") }',
      viewer: acme,
      rightful: both,
      leaks: /other/,
      data: { b: null, a: 'treasure of {"org":"acme"}' },
      errors: [forbidden('b')],
    },
    {
      name: 'that is left out',
      query: '{ invoices }',
      viewer: acme,
      rightful: null,
      leaks: /treasure/,
      data: { invoices: null },
      errors: [forbidden('invoices')],
    },
    {
      name: 'that is null, as is the claim',
      query: '{ invoices(org: null) }',
      viewer: withClaims({ org: null }),
      rightful: null,
      leaks: /treasure/,
      data: { invoices: null },
      errors: [forbidden('invoices')],
    },
    {
      name: 'that is a variable which was not given',
      query: 'query ($o: ID) { invoices(org: $o) }',
      viewer: withClaims({ org: 'undefined' }),
      rightful: null,
      leaks: /treasure/,
      data: { invoices: null },
      errors: [forbidden('invoices')],
    },
    {
      name: 'whose variable has a default of one’s own, and another value',
      query: 'query ($o: ID = "acme") { invoices(org: $o) }',
      variables: { o: 'other' },
      viewer: acme,
      rightful: both,
      leaks: /other/,
      data: { invoices: null },
      errors: [forbidden('invoices')],
    },
    {
      name: 'in exchange for another one',
      query: 'query ($a: ID, $b: ID) { a: invoices(org: $a, for: $b) b: invoices(org: $b, for: $a) }',
      variables: { a: 'acme', b: 'other' },
      viewer: acme,
      rightful: both,
      leaks: /"b":"treasure/,
      data: { a: 'treasure of {"org":"acme","for":"other"}', b: null },
      errors: [forbidden('b')],
    },
    {
      name: 'whose default is of another',
      query: '{ preset byInterface }',
      viewer: withClaims({ org: 'none' }),
      rightful: both,
      leaks: /treasure.*treasure/,
      data: { preset: null, byInterface: null },
      errors: ['preset', 'byInterface'].map(forbidden),
    },
    {
      name: 'whose default is one’s own, and which is null',
      query: '{ preset(org: null) }',
      viewer: acme,
      rightful: null,
      leaks: /treasure/,
      data: { preset: null },
      errors: [forbidden('preset')],
    },
    {
      name: 'in an input, whose parts are left out, null, or of another',
      query:
        '{ a: deep(where: {}) b: deep(where: { inner: null }) c: deep(where: { org: "acme", inner: { org: "other" } }) d: deep(where: null) }',
      viewer: acme,
      rightful: null,
      leaks: /treasure.*treasure.*treasure.*treasure/,
      data: { a: null, b: null, c: null, d: null },
      errors: ['a', 'b', 'c', 'd'].map(forbidden),
    },
    {
      name: 'in an input in a variable, of another',
      query: 'query ($w: Where) { own: deep deep(where: $w) }',
      variables: { w: { inner: { org: 'other' } } },
      viewer: acme,
      rightful: both,
      leaks: /other/,
      data: { own: 'treasure of {"where":{"inner":{"org":"acme"}}}', deep: null },
      errors: [forbidden('deep')],
    },
    {
      name: 'that is an enum, by the value that it has inside',
      query: '{ plan(where: { plan: FREE }) }',
      viewer: acme,
      rightful: withClaims({ org: 'FREE' }),
      leaks: /treasure/,
      data: { plan: null },
      errors: [forbidden('plan')],
    },
    {
      name: 'that is a number or a boolean, by another text of it',
      query: '{ number(where: { inner: { number: 1 } }) yes(where: { inner: { yes: true } }) }',
      viewer: withClaims({ org: ['01', '1.0', 'TRUE', 'yes', 0, false] }),
      rightful: withClaims({ org: [1, 'true'] }),
      leaks: /treasure/,
      data: { number: null, yes: null },
      errors: ['number', 'yes'].map(forbidden),
    },
    {
      name: 'beside another one, of which one is met',
      query: '{ any(org: "acme", or: "other") }',
      viewer: withClaims({ org: 'acme', or: 'acme' }),
      leaks: /treasure/,
      data: { any: null },
      errors: [forbidden('any')],
    },
    {
      name: 'by who is not signed in',
      query: '{ invoices(org: "acme") }',
      viewer: anonymous,
      rightful: acme,
      leaks: /treasure/,
      data: { invoices: null },
      errors: [unauthenticated('invoices')],
    },
    {
      name: 'in a mutation, of which nothing runs',
      query: 'mutation ($o: ID = "other") { ping a: pay(org: "acme") b: pay(org: $o) }',
      viewer: acme,
      rightful: both,
      leaks: /pinged.*paid/,
      data: { ping: null, a: null, b: null },
      errors: [notRun('ping'), notRun('a'), forbidden('b')],
    },
  ]);
});
