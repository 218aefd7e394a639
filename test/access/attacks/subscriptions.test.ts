import { afterAll, describe, expect, test } from '@jest/globals';
import { execute } from 'graphql';
import type { Viewer } from '../../../src/access/index.js';
import { type AnsweredError, anonymous, as, checked, forbidden, unauthenticated, withClaims } from '../support.js';
import type { AttackContext, Served } from './drivers.js';
import { admin, mallory, outcomeOf, world } from './harness.js';
import { graphqlJit, type Subscriber, subscribers } from './subscribers.js';
import { stopYogas } from './yoga.js';

afterAll(stopYogas);

/** A source that says when it starts and when it stops. */
function source(name: string, ...events: readonly unknown[]) {
  return {
    async *subscribe(_source: unknown, _args: unknown, { effects }: AttackContext) {
      effects.push(`started ${name}`);
      for (const event of events) yield { [name]: event };
    },
  };
}

const messages = [
  { __typename: 'Message', to: 'mallory', text: 'to mallory', level: 'LOW' },
  { __typename: 'Message', to: 'ann', text: 'treasure', level: 'HIGH' },
];
const secret = { __typename: 'Secret', text: 'treasure' };
const byTypename = { __resolveType: ({ __typename }: { __typename: string }) => __typename };
const feeds = world({
  sdl: `
    enum Level { LOW HIGH @auth(role: ADMIN) }
    input Filter { text: String  secret: Boolean @auth(role: ADMIN) }
    interface Event { text: String }
    union Any = Message | Secret
    type Message implements Event { to: ID  text: String @auth(anyOf: [{ role: ADMIN }, { owner: "to" }])  level: Level  hidden: String @auth(role: ADMIN)  query: Query }
    type Secret implements Event @auth(role: ADMIN) { text: String }
    type Query { ping: Int @public  secret: String @auth(role: ADMIN) }
    type Subscription {
      ticks: Int @auth(role: ADMIN)
      open: Int @public
      messages(filter: Filter, level: Level, all: Boolean @auth(role: ADMIN)): Message @public
      secrets: Secret @public
      events: Event @public
      any: Any @public
      org(id: ID): Int @auth(claims: [{ name: "org", argument: "id" }])
      must: Int! @auth(role: ADMIN)
      asked: Int @auth(policy: "once")
      levels: [Level] @public
    }`,
  resolvers: {
    Event: byTypename,
    Any: byTypename,
    Query: { secret: () => 'treasure' },
    Subscription: {
      ticks: source('ticks', 42, 43),
      open: source('open', 1),
      messages: source('messages', ...messages),
      secrets: source('secrets', secret),
      events: source('events', messages[1], secret),
      any: source('any', secret),
      org: source('org', 42),
      must: source('must', 42),
      asked: source('asked', 42, 43),
      levels: source('levels', ['LOW', 'HIGH']),
    },
  },
  options: { policies: { once: ({ context }) => context.effects.push('asked') === 1 } },
});

interface SubscriptionAttack {
  readonly name: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  readonly viewer?: Viewer | null;
  readonly rightful?: Viewer | null;
  readonly leaks: RegExp;
  /** Each event as the attacker sees it; left out if the source does not start. */
  readonly events?: readonly { readonly data: unknown; readonly errors: readonly AnsweredError[] }[];
  /** Why it does not start. */
  readonly errors?: readonly AnsweredError[];
  readonly effects?: readonly string[];
  /** Why graphql-jit is not asked: a fault of its own. */
  readonly jit?: string;
}

/** All that a subscriber gets of a subscription that comes to its end. */
async function follow(by: Subscriber, served: Served, attack: SubscriptionAttack, viewer: Viewer | null) {
  const { query, variables, operationName } = attack;
  const context: AttackContext = { viewer, effects: [] };
  const events = await by.follow(served, { query, variables, operationName }, context);
  const told: unknown[] = [];
  for await (const event of events) {
    const { data, errors } = outcomeOf(by, event, context).answer;
    told.push({ data, errors });
  }
  return { told, effects: context.effects };
}

const ALIAS = 'gives an error the name of the field for a path';
const ARGUMENTS = 'gives a source the variables for its arguments';

describe.each(subscribers)('$name: a subscription', (by) => {
  const attacks: readonly SubscriptionAttack[] = [
    {
      name: 'that is refused never starts its source',
      query: 'subscription { ticks }',
      leaks: /42.*started/,
      errors: [forbidden('ticks')],
    },
    {
      name: 'under the alias of one that is open',
      query: 'subscription { open: ticks }',
      leaks: /42.*started/,
      errors: [forbidden('open')],
      jit: ALIAS,
    },
    {
      name: 'in a fragment in a fragment',
      query: 'subscription { ...A } fragment A on Subscription { ... { ...B } } fragment B on Subscription { ticks }',
      leaks: /42.*started/,
      errors: [forbidden('ticks')],
    },
    {
      name: 'that is chosen among others',
      query: 'subscription A { open } query B { ping } subscription C { ticks }',
      operationName: 'C',
      leaks: /42.*started/,
      errors: [forbidden('ticks')],
    },
    {
      name: 'by who is not signed in',
      query: 'subscription { ticks }',
      viewer: anonymous,
      leaks: /42.*started/,
      errors: [unauthenticated('ticks')],
    },
    {
      name: 'whose events may not be null',
      query: 'subscription { must }',
      leaks: /42.*started/,
      errors: [forbidden('must')],
    },
    {
      name: 'of a type that is protected',
      query: 'subscription { secrets { __typename } }',
      leaks: /Secret.*started/,
      errors: [forbidden('secrets')],
    },
    {
      name: 'of events with a field that is refused whatever they are',
      query: 'subscription { messages { to hidden } }',
      leaks: /mallory.*started/,
      errors: [forbidden('messages.hidden')],
      jit: ALIAS,
    },
    {
      name: 'of events through which a query leads to what is refused',
      query: 'subscription { messages { to query { s: secret } } }',
      leaks: /mallory.*started/,
      errors: [forbidden('messages.query.s')],
      jit: ALIAS,
    },
    {
      name: 'of events that have each a field which is refused',
      query: 'subscription { any { ... on Message { hidden } ... on Secret { text } } }',
      leaks: /treasure.*started/,
      errors: [forbidden('any.hidden')],
      jit: ALIAS,
    },
    {
      name: 'with a protected argument',
      query: 'subscription { messages(all: true) { to } }',
      leaks: /mallory.*started/,
      errors: [forbidden('messages')],
      jit: ARGUMENTS,
    },
    {
      name: 'with a protected input field, in a variable',
      query: 'subscription ($f: Filter) { messages(filter: $f) { to } }',
      variables: { f: { secret: null } },
      leaks: /mallory.*started/,
      errors: [forbidden('messages')],
    },
    {
      name: 'with a protected value of an enum',
      query: 'subscription ($l: Level = HIGH) { messages(level: $l) { to } }',
      leaks: /mallory.*started/,
      errors: [forbidden('messages')],
    },
    {
      name: 'with an argument that is another’s',
      query: 'subscription ($id: ID = "other") { org(id: $id) }',
      viewer: withClaims({ org: 'acme' }),
      rightful: withClaims({ org: ['acme', 'other'] }),
      leaks: /42.*started/,
      errors: [forbidden('org')],
    },
    {
      name: 'with events of several owners',
      query: 'subscription { messages { to text } }',
      leaks: /treasure/,
      events: [
        { data: { messages: { to: 'mallory', text: 'to mallory' } }, errors: [] },
        { data: { messages: { to: 'ann', text: null } }, errors: [forbidden('messages.text')] },
      ],
      effects: ['started messages'],
    },
    {
      name: 'with events of several types, each by its own',
      query: 'subscription { events { text } }',
      leaks: /treasure/,
      events: [
        { data: { events: { text: null } }, errors: [forbidden('events.text')] },
        { data: { events: { text: null } }, errors: [forbidden('events.text')] },
      ],
      effects: ['started events'],
    },
    {
      name: 'with values of an enum in its events',
      query: 'subscription { levels }',
      leaks: /HIGH/,
      events: [{ data: { levels: ['LOW', null] }, errors: [forbidden('levels.1')] }],
      effects: ['started levels'],
    },
    {
      name: 'whose policy says yes at the start, and no for the events',
      query: 'subscription { asked }',
      rightful: null,
      leaks: /42/,
      events: [
        { data: { asked: null }, errors: [forbidden('asked')] },
        { data: { asked: null }, errors: [forbidden('asked')] },
      ],
      effects: ['asked', 'started asked', 'asked', 'asked'],
    },
  ];

  test.each(attacks.filter(({ jit }) => jit === undefined || by !== graphqlJit))('$name', async (attack) => {
    const { leaks, viewer = mallory, rightful = admin, events, errors, effects = [] } = attack;
    const taken = await follow(by, feeds.open, attack, viewer);
    expect(taken.told).not.toMatchObject([{ data: undefined }]);
    expect(JSON.stringify(taken)).toMatch(leaks);
    const told = await follow(by, feeds.guarded, attack, viewer);
    expect(told).toEqual({ told: events ?? [{ data: undefined, errors }], effects });
    expect(JSON.stringify(told)).not.toMatch(leaks);
    if (rightful) expect(await follow(by, feeds.guarded, attack, rightful)).toEqual(taken);
  });
});

describe('a subscription that is run as if it were a query, as over plain HTTP', () => {
  const rootValue = { ticks: 42, secrets: secret, messages: messages[1] };
  test.each([
    ['subscription { ticks }', { ticks: null }, [forbidden('ticks')]],
    ['subscription { secrets { text } }', { secrets: null }, [forbidden('secrets')]],
    ['subscription { messages { text } }', { messages: { text: null } }, [forbidden('messages.text')]],
    ['subscription { messages { to hidden } }', { messages: null }, [forbidden('messages.hidden')]],
  ])('%s', async (query, data, errors) => {
    const run = async ({ schema }: Served, viewer: Viewer) => {
      const contextValue = { viewer, effects: [] };
      const result = await execute({ schema, document: checked(schema, query), rootValue, contextValue });
      return outcomeOf({ name: 'execute' }, result, contextValue).answer;
    };
    const taken = await run(feeds.open, mallory);
    expect(JSON.stringify(taken)).toMatch(/42|treasure|ann/);
    expect(await run(feeds.guarded, mallory)).toEqual({ data, errors, effects: [] });
    expect(await run(feeds.guarded, admin)).toEqual(taken);
  });
});

describe.each(subscribers)('$name: a viewer who loses their role while a subscription runs', (by) => {
  test('gets none of the events that come after it', async () => {
    const changing = () => {
      let asked = 0;
      return {
        effects: [],
        get viewer() {
          asked += 1;
          return as('u1', ...(asked <= 2 ? ['ADMIN'] : []));
        },
      };
    };
    const events = async (served: Served) => {
      const told: unknown[] = [];
      for await (const { data } of await by.follow(served, { query: 'subscription { ticks }' }, changing()))
        told.push({ ...data });
      return told;
    };
    expect(await events(feeds.open)).toEqual([{ ticks: 42 }, { ticks: 43 }]);
    expect(await events(feeds.guarded)).toEqual([{ ticks: 42 }, { ticks: null }]);
  });
});
