import { describe } from '@jest/globals';
import type { Viewer } from '../../../src/access/index.js';
import { as, forbidden, hostile, unauthenticated, withClaims, withScopes } from '../support.js';
import { type Attack, admin, attacksOn, effect, notRun, world } from './harness.js';

/** One attack for each viewer, who is asked for the same and refused. */
function each(
  attack: Omit<Attack, 'name' | 'viewer'>,
  viewers: Readonly<Record<string, Viewer | null | undefined>>,
): readonly Attack[] {
  return Object.entries(viewers).map(([name, viewer]) => ({ ...attack, name, viewer }));
}

/** Does not let itself be looked at. */
function untouchable<T extends object>(target: T): T {
  const fail = () => {
    throw new Error('no looking');
  };
  return new Proxy(target, {
    get: fail,
    has: fail,
    ownKeys: fail,
    getOwnPropertyDescriptor: fail,
    getPrototypeOf: fail,
  });
}

const vault = world({
  sdl: `
    type Query {
      signedIn: String @auth
      admins: String @auth(role: ADMIN)
      payers: String @auth(scopes: ["pay", "read"])
      acme: String @auth(claims: [{ name: "org", equals: "acme" }])
      one: String @auth(claims: [{ name: "n", in: ["1", "null", "undefined", "NaN", "Infinity", "[object Object]", "a,b", "1e21n"] }])
      odd: String @auth(claims: [{ name: "constructor", in: ["Object", "acme"] }, { name: "__proto__", in: ["acme", "[object Object]"] }])
    }
    type Mutation { ping: Boolean @public  wipe: Boolean @auth(claims: [{ name: "org", equals: "acme" }]) }`,
  resolvers: {
    Query: Object.fromEntries(
      ['signedIn', 'admins', 'payers', 'acme', 'one', 'odd'].map((name) => [name, () => 'treasure']),
    ),
    Mutation: { ping: effect('pinged'), wipe: effect('wiped') },
  },
});

describe('a viewer who is not signed in, though he seems to be:', () => {
  const attack = {
    query: '{ signedIn admins }',
    leaks: /treasure/,
    data: { signedIn: null, admins: null },
    errors: [unauthenticated('signedIn'), unauthenticated('admins')],
  };
  attacksOn(
    vault,
    each(attack, {
      'no viewer': null,
      'no viewer at all': undefined,
      'authenticated by a text': hostile({ authenticated: 'true', roles: ['ADMIN'] }),
      'authenticated by a number': hostile({ authenticated: 1, roles: ['ADMIN'] }),
      'authenticated by an object': hostile({ authenticated: Object(true), roles: ['ADMIN'] }),
      'authenticated by a promise': hostile({ authenticated: Promise.resolve(true), roles: ['ADMIN'] }),
      'with every right, and not signed in': { ...admin, authenticated: false },
    }),
  );
});

describe('a viewer who is known only later:', () => {
  attacksOn(
    vault,
    each(
      {
        query: '{ signedIn admins }',
        leaks: /treasure/,
        data: { signedIn: null, admins: null },
        errors: ['signedIn', 'admins'].map((path) => ({ path, code: 'INTERNAL_SERVER_ERROR' })),
      },
      { 'a promise of an administrator, that looks like one': Object.assign(Promise.resolve(admin), admin) },
    ),
  );
});

describe('roles that are none:', () => {
  const attack = { query: '{ admins }', leaks: /treasure/, data: { admins: null }, errors: [forbidden('admins')] };
  const roles = (held: unknown) => hostile({ roles: held });
  attacksOn(
    vault,
    each(attack, {
      'names that every object has': roles(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf']),
      'in another case': roles(['admin', 'Admin', ' ADMIN', 'ADMIN ']),
      'with a character that looks the same': roles(['АDMIN']),
      'a text that contains it': roles('ADMIN'),
      'an object with its name': roles({ ADMIN: true, 0: 'ADMIN', length: 1 }),
      'a list in a list': roles([['ADMIN']]),
      'an object that reads like it': roles([{ toString: () => 'ADMIN' }, Object('ADMIN')]),
      'a symbol of that name': roles([Symbol('ADMIN'), Symbol.for('ADMIN')]),
      'a Map from it': roles(new Map([['ADMIN', true]])),
      'numbers of its place': roles([0, 3, -1]),
      'several in one text': roles(['USER,ADMIN', 'USER ADMIN']),
      'what cannot be looked at': roles(untouchable(['ADMIN'])),
      'a role that is included by it, and by others': as('u1', 'SUPPORT', 'EDITOR', 'USER'),
    }),
  );
});

describe('scopes that are none, or not all of them:', () => {
  const attack = {
    query: '{ payers }',
    rightful: withScopes('read', 'pay'),
    leaks: /treasure/,
    data: { payers: null },
    errors: [forbidden('payers')],
  };
  attacksOn(
    vault,
    each(attack, {
      'one of two': withScopes('pay'),
      'a text as it stands in the token': hostile({ scopes: 'pay read' }),
      'both in one text': withScopes('pay read'),
      'one that begins alike, or is wider': withScopes('pay:all', 'pay.read', 'read', '*', ''),
      'lists in a list': hostile({ scopes: [['pay', 'read']] }),
      'an object with their names': hostile({ scopes: { pay: true, read: true } }),
      'objects that read like them': hostile({ scopes: [Object('pay'), { toString: () => 'read' }] }),
    }),
  );
});

describe('a claim that is not a text, boolean or number, or not that one:', () => {
  const attack = {
    query: '{ acme }',
    rightful: withClaims({ org: ['other', 'acme'] }),
    leaks: /treasure/,
    data: { acme: null },
    errors: [forbidden('acme')],
  };
  attacksOn(
    vault,
    each(attack, {
      'a list in a list': withClaims({ org: [['acme']] }),
      'a Set of it': withClaims({ org: new Set(['acme']) }),
      'an object that reads like it': withClaims({ org: { toString: () => 'acme', valueOf: () => 'acme' } }),
      'a String object': withClaims({ org: Object('acme') }),
      'a symbol of that name': withClaims({ org: Symbol('acme') }),
      'a function that gives it': withClaims({ org: () => 'acme' }),
      'a promise of it': withClaims({ org: Promise.resolve('acme') }),
      'an object like a list': withClaims({ org: { 0: 'acme', length: 1 } }),
      'an object with its name': withClaims({ org: { acme: true } }),
      'under a symbol of the name': withClaims(Object.fromEntries([[Symbol('org'), 'acme']])),
      'under a path that looks like the name': withClaims({ 'org.0': 'acme', ORG: 'acme', 'org ': 'acme' }),
      inherited: withClaims(Object.create({ org: 'acme' })),
      'under __proto__, as JSON can have it': withClaims(JSON.parse('{ "__proto__": { "org": "acme" } }')),
      'of claims that are a list': hostile({ claims: [['org', 'acme']] }),
      'of claims that are a Map': hostile({ claims: new Map([['org', 'acme']]) }),
      'of claims that are null': hostile({ claims: null }),
      'behind a getter that throws': withClaims({
        get org(): string {
          throw new Error('no claim');
        },
      }),
      'that cannot be looked at': withClaims({ org: untouchable(['acme']) }),
      'of claims that cannot be looked at': hostile({ claims: untouchable({ org: 'acme' }) }),
      'of which it is a part': withClaims({ org: 'acme-evil' }),
      'that a space or a case tells apart': withClaims({ org: ['acme ', 'Acme', 'acme\u0000', 'ａcme'] }),
    }),
  );
});

describe('a claim that some conversion would make the text asked for:', () => {
  const attack = {
    query: '{ one }',
    rightful: withClaims({ n: 1 }),
    leaks: /treasure/,
    data: { one: null },
    errors: [forbidden('one')],
  };
  attacksOn(
    vault,
    each(attack, {
      null: withClaims({ n: null }),
      undefined: withClaims({ n: undefined }),
      'no claim': withClaims({}),
      NaN: withClaims({ n: Number.NaN }),
      Infinity: withClaims({ n: Number.POSITIVE_INFINITY }),
      'a plain object': withClaims({ n: {} }),
      'a list, joined': withClaims({ n: ['a', 'b'] }),
      'a list of null': withClaims({ n: [null, undefined, Number.NaN] }),
      'an integer without bounds': withClaims({ n: 1n }),
      true: withClaims({ n: true }),
      'a text of the number that is written otherwise': withClaims({ n: ['01', '1.0', '+1', ' 1', '1 '] }),
      'a number near it': withClaims({ n: 1.0000000000000002 }),
    }),
  );
});

describe('a claim named like what every object has:', () => {
  const attack = {
    query: '{ odd }',
    rightful: withClaims(JSON.parse('{ "constructor": "acme", "__proto__": "acme" }')),
    leaks: /treasure/,
    data: { odd: null },
    errors: [forbidden('odd')],
  };
  attacksOn(
    vault,
    each(attack, {
      'in claims without any': withClaims({}),
      'as it is inherited': withClaims(Object.create({ constructor: 'acme' })),
    }),
  );
});

describe('claims that fail when they are read', () => {
  attacksOn(
    vault,
    each(
      {
        query: 'mutation { ping wipe }',
        rightful: withClaims({ org: 'acme' }),
        leaks: /pinged/,
        data: { ping: null, wipe: null },
        errors: [notRun('ping'), forbidden('wipe')],
      },
      {
        'hold back a mutation as a whole': hostile({ claims: untouchable({ org: 'acme' }) }),
        'one by one hold back a mutation as a whole': withClaims({ org: untouchable(['acme']) }),
      },
    ),
  );
});

describe('a subject that is not the owner', () => {
  const owned = (id: unknown) =>
    world({
      sdl: `
        type Query { thing: Thing @public }
        type Thing { id: ID  name: String  text: String @auth(anyOf: [{ owner: "id" }, { owner: "name" }, { role: ADMIN }]) }`,
      resolvers: { Query: { thing: () => ({ id, name: id, text: 'treasure' }) } },
    });
  const attack = {
    query: '{ thing { text } }',
    leaks: /treasure/,
    data: { thing: { text: null } },
    errors: [forbidden('thing.text')],
  };
  const subject = (value: unknown) => hostile({ subject: value });
  attacksOn(
    owned(null),
    each(attack, { 'null of null': as(null), 'the text of null': as('null'), 'undefined of null': subject(undefined) }),
  );
  attacksOn(owned(''), each(attack, { 'an empty text of an empty text': as('') }));
  attacksOn(owned(undefined), each(attack, { 'the text of undefined': as('undefined') }));
  attacksOn(owned({}), each(attack, { 'the text of an object': as('[object Object]') }));
  attacksOn(owned(['u', '1']), each(attack, { 'the text of a list': as('u,1') }));
  attacksOn(
    owned('1'),
    each(attack, {
      'a number': subject(1),
      'a list': subject(['1']),
      'an object that reads like it': subject({ toString: () => '1' }),
      'the number written otherwise': as('01'),
      true: subject(true),
    }),
  );
});
