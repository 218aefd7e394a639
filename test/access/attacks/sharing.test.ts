import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type DocumentNode, type GraphQLResolveInfo, Kind, print } from 'graphql';
import type { Viewer } from '../../../src/access/index.js';
import { coercedOf } from '../../../src/values/variables.js';
import { testWith } from '../../support/hosts.js';
import { checked, forbidden } from '../support.js';
import { type AttackContext, type Driver, drivers, graphqlJs, type Served, stopServers } from './drivers.js';
import { admin, effect, mallory, notRun, type Outcome, outcomeOf, world } from './harness.js';

/** Objects as a cache would give them: the same to everyone. */
const cached = [
  { by: 'ann', text: 'treasure' },
  { by: 'mallory', text: 'mine' },
];
const later = async <T>(value: T): Promise<T> => delay(1, value);
const { open, guarded } = world({
  sdl: `
    type Query {
      slow: String @auth(policy: "slowAdmin")
      keyed: String @auth(policy: "keyed")
      secret: String @auth(role: ADMIN)
      letters: [Letter] @public
      invoices(org: ID): String @auth(claims: [{ name: "org", argument: "org" }])
      pause: String @public
      change: Query @public
      promote: String @auth(policy: "promotes")
    }
    type Letter @auth(policy: "isMine") { text: String  later: String @auth(owner: "by")  by: String }
    type Mutation { ping: Boolean @public  wipe: Boolean @auth(role: ADMIN)  slowPing: Boolean @auth(policy: "slow") }`,
  resolvers: {
    Query: {
      slow: () => 'treasure',
      keyed: () => 'treasure',
      secret: () => later('treasure'),
      letters: () => later(cached),
      invoices: (_: unknown, { org }: { org: string }) => `treasure of ${org}`,
      pause: () => later('paused'),
      change: (_source: unknown, _args: unknown, _context: unknown, { variableValues }: GraphQLResolveInfo) => {
        Object.assign(coercedOf(variableValues), { org: 'other' });
        return {};
      },
      promote: () => 'promoted',
    },
    Letter: { later: ({ text }: { text: string }) => text },
    Mutation: { ping: effect('pinged'), wipe: effect('wiped'), slowPing: effect('pinged') },
  },
  options: {
    policies: {
      slow: () => later(true),
      slowAdmin: async ({ viewer }) => later(viewer.roles.includes('ADMIN')),
      keyed: { decide: ({ viewer }) => later(viewer.roles.includes('ADMIN')), key: () => 'the same for all' },
      isMine: async ({ viewer, source }) => later((source as { by: string }).by === viewer.subject),
      promotes: ({ viewer }) => {
        Object.assign(viewer, { roles: ['ADMIN'], subject: 'ann' });
        return true;
      },
    },
  },
});

interface Ask {
  readonly viewer: Viewer;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

async function ask(driver: Driver, served: Served, document: DocumentNode, { viewer, variables, operationName }: Ask) {
  const context: AttackContext = { viewer, effects: [] };
  const request = { query: print(document), document, variables, operationName, context };
  return outcomeOf(driver, await driver.ask(served, request), context).answer;
}

const refused = (...keys: readonly string[]): Outcome['answer'] => ({
  data: Object.fromEntries(keys.map((key) => [key, null])),
  errors: keys.map(forbidden),
  effects: [],
});
const given = (data: unknown, ...effects: readonly string[]): Outcome['answer'] => ({ data, errors: [], effects });

afterAll(stopServers);

describe.each(drivers.map((driver) => [driver.name, driver] as const))(
  '%s: what is shared by two viewers',
  (_name, driver) => {
    /** Both ask again and again, at once, with the same document. */
    async function interleaved(query: string, first: Ask, second: Ask, served: Served = guarded) {
      const document = checked(served.schema, query);
      const asks = Array.from({ length: 6 }, (_, i) => ask(driver, served, document, i % 2 ? second : first));
      const answers = await Promise.all(asks);
      return { first: answers.filter((_, i) => i % 2 === 0), second: answers.filter((_, i) => i % 2 === 1) };
    }
    const thrice = (answer: Outcome['answer']) => [answer, answer, answer];

    test('one document, with a policy that takes its time', async () => {
      const query = '{ slow secret }';
      const all = given({ slow: 'treasure', secret: 'treasure' });
      expect((await interleaved(query, { viewer: mallory }, { viewer: admin }, open)).first).toEqual(thrice(all));
      expect(await interleaved(query, { viewer: mallory }, { viewer: admin })).toEqual({
        first: thrice(refused('secret', 'slow')),
        second: thrice(all),
      });
    });

    test('one document and one policy with the same key for everyone', async () => {
      const query = '{ keyed again: keyed }';
      const all = given({ keyed: 'treasure', again: 'treasure' });
      expect((await interleaved(query, { viewer: mallory }, { viewer: admin }, open)).first).toEqual(thrice(all));
      expect(await interleaved(query, { viewer: admin }, { viewer: mallory })).toEqual({
        first: thrice(all),
        second: thrice(refused('again', 'keyed')),
      });
    });

    test('objects of a cache, of which each owns one', async () => {
      const query = '{ letters { text later } }';
      const ann = { ...mallory, subject: 'ann' };
      const hidden = { text: null, later: null };
      const [hers, his] = [
        { text: 'treasure', later: 'treasure' },
        { text: 'mine', later: 'mine' },
      ];
      const everything = given({ letters: [hers, his] });
      expect((await interleaved(query, { viewer: mallory }, { viewer: ann }, open)).first).toEqual(thrice(everything));
      expect(await interleaved(query, { viewer: mallory }, { viewer: ann })).toEqual({
        first: thrice({
          data: { letters: [hidden, his] },
          errors: ['letters.0.later', 'letters.0.text'].map(forbidden),
          effects: [],
        }),
        second: thrice({
          data: { letters: [hers, hidden] },
          errors: ['letters.1.later', 'letters.1.text'].map(forbidden),
          effects: [],
        }),
      });
    });

    test('one mutation', async () => {
      const query = 'mutation { slowPing ping wipe }';
      const all = given({ slowPing: true, ping: true, wipe: true }, 'pinged', 'pinged', 'wiped');
      expect((await interleaved(query, { viewer: mallory }, { viewer: admin }, open)).first).toEqual(thrice(all));
      expect(await interleaved(query, { viewer: mallory }, { viewer: admin })).toEqual({
        first: thrice({
          data: { slowPing: null, ping: null, wipe: null },
          errors: [notRun('ping'), notRun('slowPing'), forbidden('wipe')],
          effects: [],
        }),
        second: thrice(all),
      });
    });

    test('one mutation and one viewer, with other variables', async () => {
      const query = 'mutation ($b: Boolean!) { ping wipe @include(if: $b) }';
      const [without, withIt] = [false, true].map((b) => ({ viewer: mallory, variables: { b } }));
      if (!without || !withIt) throw new Error('There are two.');
      const harmless = given({ ping: true }, 'pinged');
      const taken = given({ ping: true, wipe: true }, 'pinged', 'wiped');
      expect((await interleaved(query, without, withIt, open)).second).toEqual(thrice(taken));
      expect(await interleaved(query, without, withIt)).toEqual({
        first: thrice(harmless),
        second: thrice({ ...refused('ping', 'wipe'), errors: [notRun('ping'), forbidden('wipe')] }),
      });
    });

    test('one query and one viewer, with other variables for what a claim is compared with', async () => {
      const query = 'query ($org: ID) { invoices(org: $org) }';
      const viewer = { ...mallory, claims: { org: 'acme' } };
      const [own, other] = ['acme', 'other'].map((org) => ({ viewer, variables: { org } }));
      if (!own || !other) throw new Error('There are two.');
      const taken = given({ invoices: 'treasure of other' });
      expect((await interleaved(query, own, other, open)).second).toEqual(thrice(taken));
      expect(await interleaved(query, own, other)).toEqual({
        first: thrice(given({ invoices: 'treasure of acme' })),
        second: thrice(refused('invoices')),
      });
    });

    test('one document and one viewer, with another of its operations', async () => {
      const query = 'mutation A { ping } mutation B { ping wipe }';
      const [a, b] = ['A', 'B'].map((operationName) => ({ viewer: mallory, operationName }));
      if (!a || !b) throw new Error('There are two.');
      const taken = given({ ping: true, wipe: true }, 'pinged', 'wiped');
      expect((await interleaved(query, a, b, open)).second).toEqual(thrice(taken));
      expect(await interleaved(query, a, b)).toEqual({
        first: thrice(given({ ping: true }, 'pinged')),
        second: thrice({ ...refused('ping', 'wipe'), errors: [notRun('ping'), forbidden('wipe')] }),
      });
    });

    test('one viewer, whose right is taken away between two operations', async () => {
      const roles = ['ADMIN'];
      const viewer = { ...mallory, roles };
      const document = checked(guarded.schema, '{ secret }');
      expect(await ask(driver, guarded, document, { viewer })).toEqual(given({ secret: 'treasure' }));
      roles.pop();
      expect(await ask(driver, open, document, { viewer })).toEqual(given({ secret: 'treasure' }));
      expect(await ask(driver, guarded, document, { viewer })).toEqual(refused('secret'));
    });

    test('one viewer, who is given a right in the midst of an operation, and has it in the next', async () => {
      const viewer = { ...mallory };
      const document = checked(guarded.schema, '{ promote change { pause secret letters { later } } }');
      const taken = await ask(driver, open, document, { viewer });
      expect(JSON.stringify(taken)).toMatch(/treasure.*treasure/);
      expect(await ask(driver, guarded, document, { viewer })).toMatchObject({
        data: { promote: 'promoted', change: { pause: 'paused', secret: null } },
      });
      expect(await ask(driver, guarded, checked(guarded.schema, '{ secret }'), { viewer })).toEqual(
        given({ secret: 'treasure' }),
      );
    });

    test('variables that a resolver changes after the operation was looked at', async () => {
      const document = checked(guarded.schema, 'query ($org: ID) { change { invoices(org: $org) } }');
      const asked = { viewer: { ...mallory, claims: { org: 'acme' } }, variables: { org: 'acme' } };
      const taken = given({ change: { invoices: 'treasure of other' } });
      expect(await ask(driver, open, document, asked)).toEqual(taken);
      expect(await ask(driver, guarded, document, asked)).toEqual({
        data: { change: { invoices: null } },
        errors: [forbidden('change.invoices')],
        effects: [],
      });
    });

    test('one document, that two schemas with other rules serve', async () => {
      const build = (rule: string) =>
        world({
          sdl: `type Query { secret: String ${rule} } type Mutation { ping: Boolean @public  wipe: Boolean ${rule} }`,
          resolvers: {
            Query: { secret: () => 'treasure' },
            Mutation: { ping: effect('pinged'), wipe: effect('wiped') },
          },
        });
      const [lax, strict] = [build('@auth'), build('@auth(role: ADMIN)')];
      const document = checked(strict.guarded.schema, 'mutation { ping wipe }');
      const taken = given({ ping: true, wipe: true }, 'pinged', 'wiped');
      expect(await ask(driver, lax.guarded, document, { viewer: mallory })).toEqual(taken);
      expect(await ask(driver, strict.guarded, document, { viewer: mallory })).toEqual({
        ...refused('ping', 'wipe'),
        errors: [notRun('ping'), forbidden('wipe')],
      });
      expect(await ask(driver, lax.guarded, document, { viewer: mallory })).toEqual(taken);
    });
  },
);

testWith('@apollo/server')('introspection, asked by two viewers at once, shows each his own', async () => {
  const query = '{ __type(name: "Query") { fields { name } } }';
  const document = checked(guarded.schema, query);
  const { apolloWithPlugin } = await import('./apollo.js');
  const fields = async (served: Served, viewer: Viewer) => {
    const { data } = await ask(apolloWithPlugin, served, document, { viewer });
    return JSON.stringify(data);
  };
  expect(await fields(open, mallory)).toMatch(/"secret"/);
  const told = await Promise.all([mallory, admin, mallory, admin, mallory].map((viewer) => fields(guarded, viewer)));
  expect(told.map((text) => text.includes('"secret"'))).toEqual([false, true, false, true, false]);
  expect(told.map((text) => text.includes('"letters"'))).toEqual([true, true, true, true, true]);
});

describe('what a tool shares between documents', () => {
  test('an operation, with other fragments', async () => {
    const harmless = checked(guarded.schema, 'mutation { ping ...F } fragment F on Mutation { again: ping }');
    const harmful = checked(guarded.schema, 'mutation { ping ...F } fragment F on Mutation { wipe }');
    const [operation] = harmless.definitions;
    const [, fragment] = harmful.definitions;
    if (!operation || !fragment) throw new Error('Both are there.');
    const mixed: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, fragment] };
    const taken = given({ ping: true, wipe: true }, 'pinged', 'wiped');
    expect(await ask(graphqlJs, open, mixed, { viewer: mallory })).toEqual(taken);
    for (const round of [1, 2]) {
      expect({ round, ...(await ask(graphqlJs, guarded, harmless, { viewer: mallory })) }).toEqual({
        round,
        ...given({ ping: true, again: true }, 'pinged', 'pinged'),
      });
      expect(await ask(graphqlJs, guarded, mixed, { viewer: mallory })).toEqual({
        ...refused('ping', 'wipe'),
        errors: [notRun('ping'), forbidden('wipe')],
      });
    }
  });

  test('one object of variables and one viewer, for one operation after another', async () => {
    const shared = Object.freeze({ viewer: Object.freeze({ ...mallory }), variables: Object.freeze({}) });
    const [harmless, harmful] = ['mutation { ping }', 'mutation { ping wipe }'].map((query) =>
      checked(guarded.schema, query),
    );
    if (!harmless || !harmful) throw new Error('Both are there.');
    const taken = given({ ping: true, wipe: true }, 'pinged', 'wiped');
    expect(await ask(graphqlJs, open, harmful, shared)).toEqual(taken);
    expect(await ask(graphqlJs, guarded, harmless, shared)).toEqual(given({ ping: true }, 'pinged'));
    expect(await ask(graphqlJs, guarded, harmful, shared)).toEqual({
      ...refused('ping', 'wipe'),
      errors: [notRun('ping'), forbidden('wipe')],
    });
  });
});
