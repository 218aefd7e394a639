import { expect, test } from '@jest/globals';
import { median, pairedRatio, studentT975 } from '../../bench/report/statistics.js';

test('the median of an odd and of an even number of values', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([10, 1, 2, 9])).toBe(5.5);
});

test.each([
  [4, 2.776],
  [9, 2.262],
  [14, 2.145],
  [29, 2.045],
])("the 97.5 %% point of Student's t with %d degrees of freedom is that of the printed tables", (degrees, expected) => {
  expect(studentT975(degrees)).toBeCloseTo(expected, 2);
});

test('pairs of one ratio have an interval without width, whatever the size of their values', () => {
  const { ratio, low, high } = pairedRatio([1, 10, 100, 1000, 10_000].map((value) => [value * 1.5, value]));
  expect(ratio).toBeCloseTo(1.5, 10);
  expect(low).toBeCloseTo(1.5, 10);
  expect(high).toBeCloseTo(1.5, 10);
});

test('the interval of pairs that differ is that of t on the logarithms', () => {
  // Logarithms −0.2 … 0.2: their deviation is √0.025, their mean errs by √0.005, and t of 4 degrees is 2.776.
  const { ratio, low, high, pairs } = pairedRatio([-0.2, -0.1, 0, 0.1, 0.2].map((log) => [Math.exp(log), 1]));
  const margin = 2.776 * Math.sqrt(0.005);
  expect(pairs).toBe(5);
  expect(ratio).toBeCloseTo(1, 10);
  expect(Math.log(high)).toBeCloseTo(margin, 3);
  expect(Math.log(low)).toBeCloseTo(-margin, 3);
});
