import { expect, test } from '@jest/globals';
import { createByteBudget } from '../../../src/server/http/byte-budget.js';

test('what is held together is no more than the budget', () => {
  const { hold, letGo } = setUp(100);
  const first = hold('first');
  const second = hold('second');
  expect(first.grow(60)).toBe(true);
  expect(second.grow(40)).toBe(true);
  expect(second.grow(1)).toBe(false);
  expect(hold('third').grow(1)).toBe(false);
  expect(letGo).toEqual([]);
});

test('what was released is free, once', () => {
  const { hold } = setUp(100);
  const first = hold('first');
  first.grow(60);
  hold('second').grow(40);
  first.release();
  first.release();
  expect(hold('third').grow(61)).toBe(false);
  expect(hold('fourth').grow(60)).toBe(true);
});

test('whoever held for a second gives way, the oldest first, and no more of them than must', () => {
  const { hold, letGo, pass } = setUp(100);
  for (const name of ['first', 'second', 'third']) hold(name).grow(30);
  pass(999);
  expect(hold('early').grow(30)).toBe(false);
  expect(letGo).toEqual([]);
  pass(1);
  expect(hold('fourth').grow(40)).toBe(true);
  expect(letGo).toEqual(['first']);
});

test('a newcomer of less than a second stays', () => {
  const { hold, letGo, pass } = setUp(100);
  hold('first').grow(50);
  pass(1000);
  hold('second').grow(50);
  expect(hold('third').grow(60)).toBe(false);
  expect(letGo).toEqual(['first']);
});

test('one that grows does not push itself out', () => {
  const { hold, letGo, pass } = setUp(100);
  const own = hold('own');
  own.grow(50);
  hold('other').grow(50);
  pass(1000);
  expect(own.grow(30)).toBe(true);
  expect(letGo).toEqual(['other']);
});

test('what is larger than the budget has room while nothing else is held, and nothing beside it', () => {
  const { hold, letGo, pass } = setUp(100);
  expect(hold('large').grow(1000)).toBe(true);
  expect(hold('small').grow(1)).toBe(false);
  pass(1000);
  expect(hold('small').grow(1)).toBe(true);
  expect(letGo).toEqual(['large']);
});

function setUp(maxBytes: number) {
  let now = 0;
  const letGo: string[] = [];
  const budget = createByteBudget({ maxBytes, now: () => now });
  return {
    letGo,
    hold: (name: string) => budget.hold(() => letGo.push(name)),
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}
