import { addResolversToSchema } from '@graphql-tools/schema';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ToldRefusal, Viewer } from '../../../src/access/index.js';
import { as, hostile, unauthenticated } from '../support.js';
import { channel } from './channel.js';
import type { AttackContext, Served } from './drivers.js';
import { outcomeOf, world } from './harness.js';
import { graphqlJit, type Subscriber, subscribers } from './subscribers.js';
import { stopYogas } from './yoga.js';

let source = channel();
let milliseconds = 0;
let answer: unknown = true;
let questions = 0;
let told: readonly string[] = [];
/** One object for every event, whose owner changes. */
const row = { by: 'u1', text: 'treasure' };

const feeds = world({
  sdl: `
    type Query { ping: Int @public }
    type Subscription { msg: Msg @public  doc: Doc @public  deed: Deed @public  note: Note @public }
    type Msg { text: String @auth }
    type Doc { text: String @auth(policy: "keyed") more: String @auth(policy: "keyed") }
    type Deed @auth(owner: "by") { by: ID text: String }
    type Note { text: String @auth(role: ADMIN) }`,
  resolvers: {
    Subscription: Object.fromEntries(
      ['msg', 'doc', 'deed', 'note'].map((name) => [name, { subscribe: () => source, resolve: () => row }]),
    ),
    Doc: { more: () => 'treasure' },
  },
  options: {
    now: () => milliseconds,
    policies: {
      keyed: {
        decide: () => {
          questions += 1;
          return answer;
        },
        key: () => 'the same',
      },
    },
    onRefusal: ({ path, code }: ToldRefusal) => {
      told = [...told, `${path.join('.')} ${code}`];
    },
  },
});

beforeEach(() => {
  milliseconds = 0;
  answer = true;
  questions = 0;
  told = [];
});
afterAll(stopYogas);

/** What comes of three events: something happens after the first, and is undone after the second. */
async function threeEvents(
  by: Subscriber,
  served: Served,
  { query, viewer, payload, happens, isUndone }: Omit<Change, 'name' | 'refused' | 'data'>,
) {
  source = channel();
  const context: AttackContext = { viewer, effects: [] };
  const events = await by.follow(served, { query }, context);
  const seen: unknown[] = [];
  for (const before of [() => {}, happens, isUndone]) {
    before();
    source.push(payload);
    const { value } = await events.next();
    const { data, errors } = outcomeOf(by, value, context).answer;
    seen.push({ data, errors });
  }
  await events.return?.();
  return seen;
}

interface Change {
  readonly name: string;
  readonly query: string;
  readonly viewer: Viewer;
  readonly payload: unknown;
  readonly happens: () => void;
  readonly isUndone: () => void;
  readonly data: Readonly<Record<string, unknown>>;
  /** The code and reason of the refusal; FORBIDDEN by default. */
  readonly refused?: Readonly<Record<string, unknown>>;
}

const roles = ['ADMIN'];
const changes: readonly Change[] = [
  {
    name: 'a token that expires',
    query: 'subscription { msg { text } }',
    viewer: hostile({ expiresAt: 1000 }),
    payload: { event: 1 },
    happens: () => {
      milliseconds = 1_000_000;
    },
    isUndone: () => {
      milliseconds = 0;
    },
    data: { msg: { text: 'treasure' } },
    refused: { code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED' },
  },
  {
    name: 'a policy with a key that says no',
    query: 'subscription { doc { text } }',
    viewer: as('u1'),
    payload: row,
    happens: () => {
      answer = Promise.resolve(false);
    },
    isUndone: () => {
      answer = true;
    },
    data: { doc: { text: 'treasure' } },
  },
  {
    name: 'a row that changes hands',
    query: 'subscription { deed { text } }',
    viewer: as('u1'),
    payload: row,
    happens: () => {
      row.by = 'u2';
    },
    isUndone: () => {
      row.by = 'u1';
    },
    data: { deed: { text: 'treasure' } },
  },
  {
    name: 'roles that are emptied in place',
    query: 'subscription { note { text } }',
    viewer: hostile({ roles }),
    payload: 7,
    happens: () => {
      roles.length = 0;
    },
    isUndone: () => {
      roles.splice(0, roles.length, 'ADMIN');
    },
    data: { note: { text: 'treasure' } },
  },
];

describe.each(subscribers)('$name: between two events,', (by) => {
  test.each(changes)('$name counts for the next one', async ({ data, refused = { code: 'FORBIDDEN' }, ...change }) => {
    const shown = { data, errors: [] };
    expect(await threeEvents(by, feeds.open, change)).toEqual([shown, shown, shown]);
    const [key = ''] = Object.keys(data);
    const path = by === graphqlJit ? expect.stringMatching(new RegExp(`^${key}(\\.text)?$`)) : `${key}.text`;
    const hidden = { data: expect.anything(), errors: [{ path, ...refused }] };
    const seen = await threeEvents(by, feeds.guarded, change);
    expect(seen).toEqual([shown, hidden, shown]);
    expect(JSON.stringify(seen[1])).not.toContain('treasure');
    expect(told).toHaveLength(1);
  });
});

describe.each(subscribers)('$name: within an event,', (by) => {
  test('what was decided is remembered', async () => {
    const change = { query: 'subscription { doc { text x: text more } }', viewer: as('u1'), payload: row };
    const nothing = () => {};
    const shown = { data: { doc: { text: 'treasure', x: 'treasure', more: 'treasure' } }, errors: [] };
    const seen = await threeEvents(by, feeds.guarded, { ...change, happens: nothing, isUndone: nothing });
    expect([seen, questions]).toEqual([[shown, shown, shown], 3]);
  });
});

describe.each(subscribers)('$name: a root field whose guard was taken away', (by) => {
  const schema = addResolversToSchema({
    schema: feeds.guarded.schema,
    resolvers: { Subscription: { msg: { resolve: () => row } } },
  });
  const served: Served = { schema };

  test('does not make one operation of two events', async () => {
    const [expiry] = changes;
    if (!expiry) throw new Error('There is no such change.');
    const [first, second, third] = await threeEvents(by, served, expiry);
    expect(first).toEqual({ data: expiry.data, errors: [] });
    expect(second).toMatchObject({
      errors: [{ ...unauthenticated('', 'TOKEN_EXPIRED'), path: expect.stringMatching(/^msg/) }],
    });
    expect(third).toEqual(first);
  });
});
