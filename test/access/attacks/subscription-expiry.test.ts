import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Viewer } from '../../../src/access/index.js';
import { hostile, unauthenticated } from '../support.js';
import { channel } from './channel.js';
import type { AttackContext, Served } from './drivers.js';
import { outcomeOf, world } from './harness.js';
import { graphqlJit, type Subscriber, subscribers } from './subscribers.js';
import { stopYogas } from './yoga.js';

/** Seconds since the epoch. */
const EXPIRY = 1000;
let milliseconds = 0;

let source = channel();
const feeds = world({
  sdl: `
    type Query { ping: Int @public }
    type Message { text: String @auth  open: String }
    type Subscription { ticks: Int @auth  byPolicy: Int @auth(policy: "yes")  ofType: Secret @public  messages: Message @public }
    type Secret @auth { text: String }`,
  resolvers: {
    Subscription: Object.fromEntries(
      ['ticks', 'byPolicy', 'ofType', 'messages'].map((name) => [name, { subscribe: () => source }]),
    ),
  },
  options: { now: () => milliseconds, policies: { yes: async () => true } },
});
const viewer: Viewer = hostile({ expiresAt: EXPIRY });

async function start(by: Subscriber, served: Served, query: string, who = viewer) {
  const context: AttackContext = { viewer: who, effects: [] };
  const events = await by.follow(served, { query }, context);
  return {
    next: async () => {
      const { done, value } = await events.next();
      if (done === true) return 'over';
      const { data, errors } = outcomeOf(by, value, context).answer;
      return { data, errors };
    },
    return: () => events.return?.(),
  };
}

beforeEach(() => {
  source = channel();
  milliseconds = EXPIRY * 1000 - 20;
});
afterEach(() => {
  source.push(undefined);
});
afterAll(stopYogas);

const allowed = (data: unknown) => ({ data, errors: [] });
const expired = (path: string) => unauthenticated(path, 'TOKEN_EXPIRED');
const QUERIES = [
  ['of a protected field', 'subscription { ticks }', { ticks: 42 }],
  ['with a policy', 'subscription { byPolicy }', { byPolicy: 42 }],
  ['of a protected type', 'subscription { ofType { text } }', { ofType: { text: 'treasure' } }],
] as const;

describe.each(subscribers)('$name:', (by) => {
  describe.each(QUERIES)('a subscription %s, after the token has expired,', (_what, query, event) => {
    const [key] = Object.keys(event);

    test('does not start', async () => {
      milliseconds = EXPIRY * 1000;
      source.push(event);
      const open = await start(by, feeds.open, query);
      expect(await open.next()).toEqual(allowed(event));
      expect(await (await start(by, feeds.guarded, query)).next()).toEqual({
        data: undefined,
        errors: [expired(key ?? '')],
      });
    });

    test('ends, while it waits for an event, and stops its source', async () => {
      const { next } = await start(by, feeds.guarded, query);
      source.push(event);
      expect(await next()).toEqual(allowed(event));
      const waiting = next();
      milliseconds = EXPIRY * 1000;
      expect(await waiting).toBe('over');
      expect(source.stopped).toBe(true);
      expect(await next()).toBe('over');
    });

    test('gives no more events, though its source does not stop', async () => {
      source = channel(true);
      const { next } = await start(by, feeds.guarded, query);
      const waiting = next();
      milliseconds = EXPIRY * 1000;
      expect(await waiting).toBe('over');
      // The first event goes to who waited for it, and is over.
      source.push(event);
      source.push(event);
      expect(await next()).toBe('over');
      const open = await start(by, feeds.open, query);
      expect(await open.next()).toEqual(allowed(event));
    });

    test('gives nothing away before it has noticed', async () => {
      milliseconds = 0;
      const { next, return: stop } = await start(by, feeds.guarded, query);
      milliseconds = EXPIRY * 1000 + 1;
      source.push(event);
      expect(await next()).toBe('over');
      await stop();
    });
  });

  describe('a subscription that is public, of events with protected fields,', () => {
    test('tells of what it cannot give any more', async () => {
      const event = { messages: { text: 'treasure', open: 'news' } };
      const query = 'subscription { messages { text open } }';
      const { next, return: stop } = await start(by, feeds.guarded, query);
      source.push(event);
      expect(await next()).toEqual(allowed(event));
      milliseconds = EXPIRY * 1000;
      source.push(event);
      expect(await next()).toEqual({
        data: { messages: null },
        errors: [expired(by === graphqlJit ? 'messages' : 'messages.text')],
      });
      await stop();
    });
  });

  describe('an expiry out of the ordinary:', () => {
    test.each([
      ['not a number', Number.NaN],
      ['a text', 'tomorrow'],
      ['an object', {}],
      ['long ago', 0],
      ['before all time', Number.NEGATIVE_INFINITY],
    ])('%s has come', async (_what, expiresAt) => {
      const query = 'subscription { ticks }';
      source.push({ ticks: 42 });
      const open = await start(by, feeds.open, query, hostile({ expiresAt }));
      expect(await open.next()).toEqual(allowed({ ticks: 42 }));
      const guarded = await start(by, feeds.guarded, query, hostile({ expiresAt }));
      expect(await guarded.next()).toEqual({ data: undefined, errors: [expired('ticks')] });
    });

    test.each([
      ['none', null],
      ['in a hundred years', EXPIRY + 3_155_760_000],
      ['never', Number.POSITIVE_INFINITY],
    ])('%s does not end the stream at once', async (_what, expiresAt) => {
      const { next, return: stop } = await start(by, feeds.guarded, 'subscription { ticks }', hostile({ expiresAt }));
      source.push({ ticks: 1 });
      expect(await next()).toEqual(allowed({ ticks: 1 }));
      source.push({ ticks: 2 });
      expect(await next()).toEqual(allowed({ ticks: 2 }));
      await stop();
      // Over HTTP it takes a moment.
      while (!source.stopped) await setTimeout(5);
    });
  });
});
