import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { execute, type GraphQLError, parse } from 'graphql';
import { createExecutor } from '../../src/execution/index.js';
import { documentsOf } from '../support/documents.js';
import { rounds } from '../support/rounds.js';
import { type Calls, world } from './world.js';

const documents = documentsOf({
  leaves: [
    ...['id', 'text', 'word', 'int', 'float', 'is', 'level', 'json', 'words', 'maybe', 'grid', '__typename', 'w: word'],
    ...['of', 'x1: of(x: 1)', 'x2: of(x: $x, y: "one")', 'x3: of(input: { of: { n: $x } })', 'x4: of(y: $y)'],
    '__proto__: text',
  ],
  objects: [
    ...['a', 'a', 'a2: a', 'mustA', 'b', 'c', 'node', 'mustNode', 'n2: node', 'any', 'as', 'mustAs', 'nodes'],
    ...['need(x: 1)', 'need2: need(x: $x)'],
  ],
  unions: ['any', 'on Any'],
  on: ['', 'on A', 'on B', 'on C', 'on Node', 'on Any', 'on Query'],
  variables: '($b: Boolean!, $c: Boolean = true, $x: Int = 2, $y: [String])',
});

type Variables = Readonly<Record<string, unknown>>;

const variables: fc.Arbitrary<Variables> = fc.record(
  {
    b: fc.boolean(),
    c: fc.constantFrom(true, false, null),
    x: fc.constantFrom(1, null, 'no number'),
    y: fc.constantFrom(null, [], 'one', ['one', null]),
  },
  { requiredKeys: ['b'] },
);

const runs = fc.array(variables, { minLength: 1, maxLength: 3 });

describe('the executor', () => {
  test('answers as graphql-js does, with the same errors in the same order, and calls the same with the same', async () => {
    let errors = 0;
    const property = fc.asyncProperty(fc.nat(), documents, runs, async (seed, text, some) => {
      const { schema, rootValue } = world(seed, { isAsync: false });
      const document = parse(text);
      const compiled = createExecutor({ schema });
      for (const variableValues of some) {
        const request = { document, rootValue, variableValues };
        const theirCalls: Calls = [];
        const theirs = await execute({ schema, ...request, contextValue: theirCalls });
        const ourCalls: Calls = [];
        const ours = await compiled({ ...request, contextValue: ourCalls });
        expect(JSON.stringify(ours.data)).toBe(JSON.stringify(theirs.data));
        expect(ours.errors?.map(told)).toEqual(theirs.errors?.map(told));
        expect(ourCalls).toEqual(theirCalls);
        errors += ours.errors?.length ?? 0;
      }
    });
    await fc.assert(property, { numRuns: rounds(600) });
    expect(errors).toBeGreaterThan(rounds(300));
  });

  // Which of two errors comes first, and whether the second is told at all, hangs on single turns of the queue of promises.
  test('answers the same for what is promised, with the same errors in the same order', async () => {
    let errors = 0;
    const property = fc.asyncProperty(fc.nat(), documents, runs, async (seed, text, some) => {
      const { schema, rootValue } = world(seed, { isAsync: true });
      const document = parse(text);
      const compiled = createExecutor({ schema });
      for (const variableValues of some) {
        const request = { document, rootValue, variableValues };
        const theirCalls: Calls = [];
        const theirs = await quietly(theirCalls, () => execute({ schema, ...request, contextValue: theirCalls }));
        const ourCalls: Calls = [];
        const ours = await compiled({ ...request, contextValue: ourCalls });
        // What nobody waits for any more is no unhandled rejection, which would fail the test.
        await goneQuiet(ourCalls);
        expect(JSON.stringify(ours.data)).toBe(JSON.stringify(theirs.data));
        expect(ours.errors?.map(told)).toEqual(theirs.errors?.map(told));
        expect(ourCalls).toEqual(theirCalls);
        errors += ours.errors?.length ?? 0;
      }
    });
    await fc.assert(property, { numRuns: rounds(600) });
    expect(errors).toBeGreaterThan(rounds(300));
  });
});

function told({ message, path, locations, originalError }: GraphQLError): unknown {
  return { message, path, locations, cause: originalError?.message };
}

/** graphql-js leaves rejections in lists that end the process. Here each is handled, which changes no order. */
async function quietly<T>(calls: Calls, run: () => T | PromiseLike<T>): Promise<T> {
  const { then } = Promise.prototype;
  const handled = function (this: Promise<unknown>, ...callbacks: Parameters<typeof then>) {
    const next = Reflect.apply(then, this, callbacks);
    Reflect.apply(then, next, [undefined, () => {}]);
    return next;
  };
  Reflect.set(Promise.prototype, 'then', handled);
  try {
    const result = await run();
    await goneQuiet(calls);
    return result;
  } finally {
    Reflect.set(Promise.prototype, 'then', then);
  }
}

/** What an answer did not wait for goes on calling, a turn of the loop for each value that takes one. */
async function goneQuiet(calls: Calls): Promise<void> {
  const turnsOfAValue = 3;
  for (let turns = 0, seen = calls.length; turns < turnsOfAValue; turns++) {
    await new Promise(setImmediate);
    if (calls.length > seen) turns = 0;
    seen = calls.length;
  }
}
