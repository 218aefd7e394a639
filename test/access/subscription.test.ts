import { beforeEach, describe, expect, test } from '@jest/globals';
import { type ExecutionResult, type GraphQLSchema, subscribe } from 'graphql';
import type { ToldRefusal } from '../../src/access/index.js';
import {
  anonymousBecause,
  answerOf,
  as,
  ask,
  checked,
  forbidden,
  type Options,
  scene,
  type TestContext,
  unauthenticated,
  withClaims,
} from './support.js';

const body = `
  type Query { ping: Int @public }
  type Subscription {
    ticks: Int @auth(role: USER)
    events: Event @public
    secrets: Secret @public
    tail: Int @auth(role: USER)
    org(id: ID): Int @auth(claims: [{ name: "org", argument: "id" }])
    asked: Int @auth(policy: "may")
  }
  type Event { id: ID by: ID text: String @auth(owner: "by") }
  type Secret @auth(role: ADMIN) { text: String }
`;

let started: string[] = [];

async function* events(name: string, ...items: readonly unknown[]) {
  started.push(name);
  for (const item of items) yield { [name]: item };
}

let answers: unknown[] = [];
const may = () => answers.shift();

const list = [
  { id: 'e1', by: 'u1', text: 'mine' },
  { id: 'e2', by: 'u2', text: 'his' },
];
const { open, guarded } = scene(
  body,
  {
    Subscription: {
      ticks: { subscribe: () => events('ticks', 1, 2) },
      events: { subscribe: () => events('events', ...list) },
      secrets: { subscribe: () => events('secrets', { text: 'secret' }) },
      org: { subscribe: () => events('org', 1) },
      asked: { subscribe: () => events('asked', 1, 2) },
    },
  },
  { policies: { may } },
);

/** All that a subscriber gets: the events, or the one answer of a subscription that never began. */
async function follow(schema: GraphQLSchema, query: string, context: TestContext, rootValue?: unknown) {
  started = [];
  const stream = await subscribe({ schema, document: checked(schema, query), contextValue: context, rootValue });
  if (!(Symbol.asyncIterator in stream)) return answerOf(stream);
  const results: ExecutionResult[] = [];
  for await (const result of stream) results.push(result);
  return results.map(answerOf);
}

const user: TestContext = { viewer: as('u1', 'USER') };
const nobody: TestContext = { viewer: anonymousBecause('TOKEN_REVOKED') };

describe('a subscription', () => {
  test('that is allowed delivers its events', async () => {
    const ticks = [1, 2].map((tick) => ({ data: { ticks: tick }, errors: [] }));
    expect(await follow(guarded, 'subscription { ticks }', user)).toEqual(ticks);
    expect(await follow(open, 'subscription { ticks }', nobody)).toEqual(ticks);
    expect(started).toEqual(['ticks']);
  });

  test('that is refused never starts its source', async () => {
    expect(await follow(guarded, 'subscription { t: ticks }', { viewer: as('u1') })).toEqual({
      data: undefined,
      errors: [forbidden('t')],
    });
    expect(started).toEqual([]);
    expect(await follow(guarded, 'subscription { ticks }', nobody)).toEqual({
      data: undefined,
      errors: [unauthenticated('ticks', 'TOKEN_REVOKED')],
    });
    expect(started).toEqual([]);
  });

  test('of another claim never starts its source', async () => {
    const viewer = withClaims({ org: 'a' });
    expect(await follow(guarded, 'subscription { org(id: "a") }', { viewer })).toEqual([
      { data: { org: 1 }, errors: [] },
    ]);
    expect(await follow(guarded, 'subscription { org(id: "b") }', { viewer })).toEqual({
      data: undefined,
      errors: [forbidden('org')],
    });
    expect(started).toEqual([]);
  });

  test('asks its policy before it starts, and for each event', async () => {
    answers = [Promise.resolve(true), true, Promise.resolve(false)];
    expect(await follow(guarded, 'subscription { asked }', user)).toEqual([
      { data: { asked: 1 }, errors: [] },
      { data: { asked: null }, errors: [forbidden('asked')] },
    ]);
    expect(answers).toEqual([]);
    answers = [Promise.resolve('true'), true];
    const refused = { data: undefined, errors: [forbidden('asked')] };
    expect(await follow(guarded, 'subscription { asked }', user)).toEqual(refused);
    expect([started, answers]).toEqual([[], [true]]);
  });

  test('of a protected type never starts its source either', async () => {
    expect(await follow(open, 'subscription { secrets { text } }', user)).toHaveLength(1);
    expect(await follow(guarded, 'subscription { secrets { text } }', user)).toEqual({
      data: undefined,
      errors: [forbidden('secrets')],
    });
    expect(started).toEqual([]);
  });

  test('guards the fields of each event', async () => {
    expect(await follow(guarded, 'subscription { events { id text } }', user)).toEqual([
      { data: { events: { id: 'e1', text: 'mine' } }, errors: [] },
      { data: { events: { id: 'e2', text: null } }, errors: [forbidden('events.text')] },
    ]);
  });

  test('asks anew who the viewer is for each event', async () => {
    let asked = 0;
    const changing = {
      get viewer() {
        asked += 1;
        // The first question is the one before the source starts.
        return as('u1', ...(asked <= 2 ? ['USER'] : []));
      },
    };
    const query = 'subscription { ticks }';
    expect(await follow(guarded, query, changing)).toEqual([
      { data: { ticks: 1 }, errors: [] },
      { data: { ticks: null }, errors: [forbidden('ticks')] },
    ]);
  });

  test('whose source is a method of the root value never starts it either', async () => {
    const rootValue = { tail: () => events('tail', 1) };
    expect(await follow(guarded, 'subscription { tail }', user, rootValue)).toEqual([
      { data: { tail: 1 }, errors: [] },
    ]);
    expect(started).toEqual(['tail']);
    expect(await follow(guarded, 'subscription { tail }', nobody, rootValue)).toEqual({
      data: undefined,
      errors: [unauthenticated('tail', 'TOKEN_REVOKED')],
    });
    expect(started).toEqual([]);
  });
});

describe('a subscription and the expiry of its token', () => {
  let clock = 0;
  let stopped = 0;
  let told: ToldRefusal[] = [];
  beforeEach(() => {
    clock = 0;
    stopped = 0;
    told = [];
  });

  /** Each event is given when it is asked for, and time goes on by a second before it. */
  async function* seconds(name: string) {
    try {
      for (let second = 1; second <= 5; second += 1) {
        clock = second * 1000;
        yield { [name]: name === 'events' ? { id: String(second), by: 'u1', text: 'mine' } : second };
      }
    } finally {
      stopped += 1;
    }
  }
  const resolvers = {
    Subscription: Object.fromEntries(
      ['ticks', 'events', 'secrets', 'asked'].map((name) => [name, { subscribe: () => seconds(name) }]),
    ),
  };
  const start = (options: Options = {}) =>
    scene(body, resolvers, {
      policies: { may: async () => true },
      now: () => clock,
      onRefusal: (refusal) => told.push(refusal),
      ...options,
    }).guarded;
  const until = (expiresAt: number | null): TestContext => ({ viewer: { ...as('u1', 'USER'), expiresAt } });
  const tick = (ticks: number) => ({ data: { ticks }, errors: [] });

  test('ends when it comes, and its source is told to stop', async () => {
    expect(await follow(start(), 'subscription { ticks }', until(2.5))).toEqual([tick(1), tick(2)]);
    expect(stopped).toBe(1);
    expect(told).toEqual([]);
    clock = 0;
    expect(await follow(start(), 'subscription { asked }', until(2.5))).toHaveLength(2);
    expect(stopped).toBe(2);
  });

  test.each([[null], [1_000], [Number.POSITIVE_INFINITY]])('runs to its own end before it: %p', async (expiresAt) => {
    const ticks = [1, 2, 3, 4, 5].map(tick);
    expect(await follow(start(), 'subscription { ticks }', until(expiresAt))).toEqual(ticks);
    expect(stopped).toBe(1);
  });

  test.each([[0], [-1], [Number.NaN]])('does not begin after it: %p', async (expiresAt) => {
    expect(await follow(start(), 'subscription { ticks }', until(expiresAt))).toEqual({
      data: undefined,
      errors: [unauthenticated('ticks', 'TOKEN_EXPIRED')],
    });
    expect(clock).toBe(0);
    expect(told).toMatchObject([{ path: ['ticks'], code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED' }]);
  });

  test('that is open goes on after it, and each event that needs the token is refused', async () => {
    const results = await follow(start(), 'subscription { events { id text } }', until(2.5));
    expect(results).toEqual([
      ...['1', '2'].map((id) => ({ data: { events: { id, text: 'mine' } }, errors: [] })),
      ...['3', '4', '5'].map(() => ({
        data: { events: null },
        errors: [unauthenticated('events.text', 'TOKEN_EXPIRED')],
      })),
    ]);
  });

  test('goes on with a new token that the context has', async () => {
    let asked = 0;
    const context = {
      get viewer() {
        asked += 1;
        return clock < 2000 ? until(2).viewer : until(null).viewer;
      },
    };
    const results = await follow(start(), 'subscription { events { id text } }', context);
    expect(results).toEqual(
      [1, 2, 3, 4, 5].map((id) => ({ data: { events: { id: String(id), text: 'mine' } }, errors: [] })),
    );
    expect(asked).toBeGreaterThan(5);
  });

  test('is told and goes on in a dry run', async () => {
    const schema = start({ dryRun: true });
    expect(await follow(schema, 'subscription { ticks }', until(2.5))).toEqual([1, 2, 3, 4, 5].map(tick));
    expect(told.map(({ path, reason }) => [path.join('.'), reason])).toEqual(
      [3, 4, 5].map(() => ['ticks', 'TOKEN_EXPIRED']),
    );
    told = [];
    expect(await follow(schema, 'subscription { ticks }', nobody)).toHaveLength(5);
    // Before it begins, and for each event.
    expect(told).toHaveLength(6);
  });

  test('whoever asks a query or a mutation of a token is believed, since it was verified for that', async () => {
    expect(await ask(start(), '{ ping }', until(0).viewer, { ping: 1 })).toEqual({ data: { ping: 1 }, errors: [] });
    const { guarded: queries } = scene('type Query { a: Int @auth }', {}, { now: () => 10_000 });
    expect(await ask(queries, '{ a }', until(1).viewer, { a: 1 })).toEqual({ data: { a: 1 }, errors: [] });
  });
});
