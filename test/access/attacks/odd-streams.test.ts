import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { hostile } from '../support.js';
import { channel } from './channel.js';
import type { AttackContext, Served } from './drivers.js';
import { outcomeOf, world } from './harness.js';
import { callable, callableStream, hidden } from './odd-values.js';
import { type Subscriber, subscribers } from './subscribers.js';
import { stopYogas } from './yoga.js';

/** Seconds since the epoch. */
const EXPIRY = 1000;
let milliseconds = 0;
let source = channel();

const STREAMS: Readonly<Record<string, () => unknown>> = {
  callable: () => callable(source),
  callableStream: () => callableStream(source),
  callables: () => callable(callableStream(source)),
  hidden: () => hidden(source),
  hiddenPromise: () => hidden(Promise.resolve(source)),
};
const names = Object.keys(STREAMS);
const feeds = world({
  sdl: `
    type Query { ping: Int @public }
    type Subscription { ${names.map((name) => `${name}: Int @auth`).join(' ')} }`,
  resolvers: {
    Subscription: Object.fromEntries(
      names.map((name) => [name, { subscribe: () => STREAMS[name]?.(), resolve: () => 42 }]),
    ),
  },
  options: { now: () => milliseconds },
});

async function start(by: Subscriber, served: Served, query: string) {
  const context: AttackContext = { viewer: hostile({ expiresAt: EXPIRY }), effects: [] };
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
afterAll(stopYogas);

describe.each(subscribers)('$name: a stream of another kind ends with the token:', (by) => {
  test.each(names)('%s', async (name) => {
    const query = `subscription { ${name} }`;
    const event = { data: { [name]: 42 }, errors: [] };
    const guarded = await start(by, feeds.guarded, query);
    source.push(1);
    expect(await guarded.next()).toEqual(event);
    milliseconds = EXPIRY * 1000;
    source.push(2);
    expect(await guarded.next()).toBe('over');

    source = channel();
    const open = await start(by, feeds.open, query);
    source.push(1);
    expect(await open.next()).toEqual(event);
    source.push(2);
    expect(await open.next()).toEqual(event);
    await open.return();
  });
});
