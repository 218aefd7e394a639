import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ExecutionResult, subscribe } from 'graphql';
import type { Viewer } from '../../../src/access/index.js';
import { checked, hostile, unauthenticated } from '../support.js';
import type { AttackContext, Served } from './drivers.js';
import { outcomeOf, world } from './harness.js';

/** Seconds since the epoch. */
const EXPIRY = 1000;
let milliseconds = 0;

/** A source that gives what it is told to, and says when it is stopped. */
function channel(isStubborn = false) {
  const waiting: ((event: IteratorResult<unknown>) => void)[] = [];
  const ready: IteratorResult<unknown>[] = [];
  const emit = (event: IteratorResult<unknown>) => {
    const next = waiting.shift();
    if (next) next(event);
    else ready.push(event);
  };
  const source = {
    stopped: false,
    push: (value: unknown) => emit({ done: false, value }),
    next: (): Promise<IteratorResult<unknown>> => {
      const event = ready.shift();
      return event ? Promise.resolve(event) : new Promise((resolve) => waiting.push(resolve));
    },
    return: async (): Promise<IteratorResult<unknown>> => {
      source.stopped = true;
      if (isStubborn) return new Promise(() => {});
      emit({ done: true, value: undefined });
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => source,
  };
  return source;
}

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

async function start({ schema }: Served, query: string, who = viewer) {
  const contextValue: AttackContext = { viewer: who, effects: [] };
  const stream = await subscribe({ schema, document: checked(schema, query), contextValue });
  const told = (result: ExecutionResult) => {
    const { data, errors } = outcomeOf({ name: 'subscribe' }, result, contextValue).answer;
    return { data, errors };
  };
  if (!(Symbol.asyncIterator in stream)) return { refused: told(stream) };
  return {
    next: async () => {
      const { done, value } = await stream.next();
      return done === true ? 'over' : told(value);
    },
    return: () => stream.return?.(undefined),
  };
}

beforeEach(() => {
  source = channel();
  milliseconds = EXPIRY * 1000 - 20;
});
afterEach(() => {
  source.push(undefined);
});

const allowed = (data: unknown) => ({ data, errors: [] });
const expired = (path: string) => unauthenticated(path, 'TOKEN_EXPIRED');
const QUERIES = [
  ['of a protected field', 'subscription { ticks }', { ticks: 42 }],
  ['with a policy', 'subscription { byPolicy }', { byPolicy: 42 }],
  ['of a protected type', 'subscription { ofType { text } }', { ofType: { text: 'treasure' } }],
] as const;

describe.each(QUERIES)('a subscription %s, after the token has expired,', (_what, query, event) => {
  const [key] = Object.keys(event);

  test('does not start', async () => {
    milliseconds = EXPIRY * 1000;
    source.push(event);
    const open = await start(feeds.open, query);
    expect(await open.next?.()).toEqual(allowed(event));
    expect((await start(feeds.guarded, query)).refused).toEqual({ data: undefined, errors: [expired(key ?? '')] });
  });

  test('ends, while it waits for an event, and stops its source', async () => {
    const { next } = await start(feeds.guarded, query);
    source.push(event);
    expect(await next?.()).toEqual(allowed(event));
    const waiting = next?.();
    milliseconds = EXPIRY * 1000;
    expect(await waiting).toBe('over');
    expect(source.stopped).toBe(true);
    expect(await next?.()).toBe('over');
  });

  test('gives no more events, though its source does not stop', async () => {
    source = channel(true);
    const open = await start(feeds.open, query);
    const { next } = await start(feeds.guarded, query);
    const waiting = next?.();
    milliseconds = EXPIRY * 1000;
    expect(await waiting).toBe('over');
    // The first event goes to who waited for it, and is over.
    source.push(event);
    source.push(event);
    source.push(event);
    expect(await next?.()).toBe('over');
    expect(await open.next?.()).toEqual(allowed(event));
  });

  test('gives nothing away before it has noticed', async () => {
    milliseconds = 0;
    const { next, return: stop } = await start(feeds.guarded, query);
    milliseconds = EXPIRY * 1000 + 1;
    source.push(event);
    expect(await next?.()).toBe('over');
    await stop?.();
  });
});

describe('a subscription that is public, of events with protected fields,', () => {
  test('tells of what it cannot give any more', async () => {
    const event = { messages: { text: 'treasure', open: 'news' } };
    const query = 'subscription { messages { text open } }';
    const { next, return: stop } = await start(feeds.guarded, query);
    source.push(event);
    expect(await next?.()).toEqual(allowed(event));
    milliseconds = EXPIRY * 1000;
    source.push(event);
    expect(await next?.()).toEqual({
      data: { messages: null },
      errors: [expired('messages.text')],
    });
    await stop?.();
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
    const open = await start(feeds.open, query, hostile({ expiresAt }));
    expect(await open.next?.()).toEqual(allowed({ ticks: 42 }));
    const guarded = await start(feeds.guarded, query, hostile({ expiresAt }));
    expect(guarded.refused).toEqual({ data: undefined, errors: [expired('ticks')] });
  });

  test.each([
    ['none', null],
    ['in a hundred years', EXPIRY + 3_155_760_000],
    ['never', Number.POSITIVE_INFINITY],
  ])('%s does not end the stream at once', async (_what, expiresAt) => {
    const { next, return: stop } = await start(feeds.guarded, 'subscription { ticks }', hostile({ expiresAt }));
    source.push({ ticks: 1 });
    expect(await next?.()).toEqual(allowed({ ticks: 1 }));
    source.push({ ticks: 2 });
    expect(await next?.()).toEqual(allowed({ ticks: 2 }));
    await stop?.();
    expect(source.stopped).toBe(true);
  });
});
