import { expect, test } from '@jest/globals';
import type { Operation } from '../../../src/access/guard/operation.js';
import { createTellRefusal, type ToldRefusal } from '../../../src/access/guard/tell-refusal.js';
import type { Viewer } from '../../../src/viewer.js';
import { anonymousBecause, as } from '../support.js';

function operationOf(viewer: Viewer | null | undefined): Operation {
  const seen = new Set<string>();
  const isFirstAt = (place: string) => !seen.has(place) && seen.add(place).size > 0;
  return { viewer, isFirstAt } as Partial<Operation> as Operation;
}

test('without anybody to tell there is nothing to tell', () => {
  expect(createTellRefusal(undefined, () => {})).toBeUndefined();
});

test.each([
  ['of one who is signed in', as('u1'), { code: 'FORBIDDEN', reason: null }],
  ['of one who is not', anonymousBecause('TOKEN_EXPIRED'), { code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED' }],
  ['of nobody', null, { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' }],
  ['of one who is not known', undefined, { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' }],
])('the refusal %s says where and why', (_whose, viewer, why) => {
  const told: ToldRefusal[] = [];
  const tell = createTellRefusal(
    (refusal) => told.push(refusal),
    () => {},
  );
  tell?.(operationOf(viewer), { path: ['doc', 'text'], coordinate: 'Doc.text' });
  expect(told).toEqual([{ path: ['doc', 'text'], coordinate: 'Doc.text', ...why, viewer: viewer ?? null }]);
});

test('a place is told of once in an operation, and again in the next', () => {
  const told: string[] = [];
  const tell = createTellRefusal(
    ({ path }) => told.push(path.join('.')),
    () => {},
  );
  const [one, other] = [operationOf(as('u1')), operationOf(as('u1'))];
  for (const operation of [one, other, one])
    for (const path of [['a', 'b'], ['a'], ['a', 'b']]) tell?.(operation, { path, coordinate: 'Doc.b' });
  expect(told).toEqual(['a.b', 'a', 'a.b', 'a']);
});

test('what goes wrong in the telling, at once or later, is a failure and nothing more', async () => {
  const failures: unknown[] = [];
  const error = new Error('no log');
  const fail = failures.push.bind(failures);
  const throwing = createTellRefusal(() => {
    throw error;
  }, fail);
  const rejecting = createTellRefusal(async () => Promise.reject(error), fail);
  expect(throwing?.(operationOf(null), { path: ['a'], coordinate: 'Query.a' })).toBeUndefined();
  expect(failures).toEqual([error]);
  expect(rejecting?.(operationOf(null), { path: ['a'], coordinate: 'Query.a' })).toBeUndefined();
  await new Promise((resolve) => setImmediate(resolve));
  expect(failures).toEqual([error, error]);
});
