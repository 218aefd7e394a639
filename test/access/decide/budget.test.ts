import { expect, test } from '@jest/globals';
import { createBudget, LOOK, PLAN, TooLargeError } from '../../../src/access/decide/budget.js';

test('lasts for 20,000 selections that are planned, and no more', () => {
  const spend = createBudget();
  for (let i = 0; i < 20_000; i += 1) {
    spend(LOOK);
    spend(PLAN);
  }
  expect(() => spend(LOOK)).toThrow(TooLargeError);
});

test('is spent by each operation alone', () => {
  const spend = createBudget();
  expect(() => spend(200_001)).toThrow(TooLargeError);
  expect(() => createBudget()(200_000)).not.toThrow();
});
