import { expect, test } from '@jest/globals';
import { getOperationAST, parse } from 'graphql';
import type { Operation } from '../../../src/access/guard/operation.js';
import { createTelling, type ToldDecision, type ToldRefusal } from '../../../src/access/guard/telling.js';
import type { Clause } from '../../../src/access/rules/rule.js';
import type { Viewer } from '../../../src/viewer.js';
import { anonymousBecause, as } from '../support.js';

const operation = getOperationAST(parse('{ doc { text } }'));
if (!operation) throw new TypeError('There is no operation.');

const clauseAt = (location: string): Clause => ({
  anyOf: [[]],
  source: { coordinate: 'Doc', location },
  of: 'type',
});

function runningFor(viewer: Viewer | null | undefined): Operation {
  const seen = new Set<string>();
  const isFirstAt = (place: string) => !seen.has(place) && seen.add(place).size > 0;
  return { viewer, isFirstAt } as Partial<Operation> as Operation;
}

function placeFor(running: Operation, coordinate = 'Doc.text', location = 'doc.graphql:1') {
  return { running, coordinate, context: 'context', operation: operation ?? fail(), clause: () => clauseAt(location) };
}

function fail(): never {
  throw new TypeError('There is no operation.');
}

type Options = Partial<Parameters<typeof createTelling>[0]>;

function telling(options: Options) {
  const all = {
    onRefusal: undefined,
    onDecision: undefined,
    decisions: 'all' as const,
    observe: undefined,
    onFailure: () => {},
    ...options,
  };
  return createTelling(all);
}

test('without anybody to tell there is nothing to tell', () => {
  expect(telling({})).toBeUndefined();
});

test.each([
  ['of one who is signed in', as('u1'), { code: 'FORBIDDEN', reason: null }],
  ['of one who is not', anonymousBecause('TOKEN_EXPIRED'), { code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED' }],
  ['of nobody', null, { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' }],
  ['of one who is not known', undefined, { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' }],
])('the refusal %s says where and why', (_whose, viewer, why) => {
  const refusals: ToldRefusal[] = [];
  const decisions: ToldDecision[] = [];
  const told = telling({
    onRefusal: (refusal) => refusals.push(refusal),
    onDecision: (decision) => decisions.push(decision),
  });
  told?.refused({ ...placeFor(runningFor(viewer)), path: ['doc', 'text'] });
  expect(refusals).toEqual([{ path: ['doc', 'text'], coordinate: 'Doc.text', ...why, viewer: viewer ?? null }]);
  expect(decisions).toEqual([
    {
      outcome: 'refused',
      coordinate: 'Doc.text',
      rule: { coordinate: 'Doc', location: 'doc.graphql:1' },
      ...why,
      viewer: viewer ?? null,
      operation,
      context: 'context',
    },
  ]);
});

test('a place is told of once in an operation, and again in the next', () => {
  const told: string[] = [];
  const { refused } = telling({ onRefusal: ({ path }) => told.push(path.join('.')) }) ?? fail();
  const [one, other] = [runningFor(as('u1')), runningFor(as('u1'))];
  for (const running of [one, other, one])
    for (const path of [['a', 'b'], ['a'], ['a', 'b']]) refused({ ...placeFor(running), path });
  expect(told).toEqual(['a.b', 'a', 'a.b', 'a']);
});

test('a coordinate is decided once for each outcome, and refused once for each rule', () => {
  const told: string[] = [];
  const { refused, allowed } =
    telling({
      onDecision: ({ outcome, coordinate, rule }) => told.push(`${outcome} ${coordinate} ${rule?.location}`),
    }) ?? fail();
  const running = runningFor(as('u1'));
  for (const path of [['a'], ['b']]) {
    allowed?.(placeFor(running, 'Doc.text', 'doc.graphql:1'));
    allowed?.(placeFor(running, 'Doc.id', 'doc.graphql:1'));
    refused({ ...placeFor(running, 'Doc.text', 'doc.graphql:1'), path });
    refused({ ...placeFor(running, 'Doc.text', 'doc.graphql:2'), path });
  }
  expect(told).toEqual([
    'allowed Doc.text doc.graphql:1',
    'allowed Doc.id doc.graphql:1',
    'refused Doc.text doc.graphql:1',
    'refused Doc.text doc.graphql:2',
  ]);
});

test('nobody is told of what is allowed who asks for refusals alone', () => {
  expect(telling({ onRefusal: () => {} })?.allowed).toBeUndefined();
  expect(telling({ onDecision: () => {}, decisions: 'refused' })?.allowed).toBeUndefined();
  expect(telling({ onDecision: () => {} })?.allowed).toBeInstanceOf(Function);
});

test('what goes wrong in the telling, at once or later, is a failure and nothing more', async () => {
  const failures: unknown[] = [];
  const error = new Error('no log');
  const fails: Options = {
    onRefusal: () => {
      throw error;
    },
    onDecision: async () => Promise.reject(error),
    onFailure: failures.push.bind(failures),
  };
  const { refused } = telling(fails) ?? fail();
  expect(refused({ ...placeFor(runningFor(null)), path: ['a'] })).toBeUndefined();
  expect(failures).toEqual([error]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(failures).toEqual([error, error]);
});
