import { describe, expect, test } from '@jest/globals';
import { type ExecutionResult, type GraphQLSchema, subscribe } from 'graphql';
import {
  anonymousBecause,
  answerOf,
  as,
  checked,
  forbidden,
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
