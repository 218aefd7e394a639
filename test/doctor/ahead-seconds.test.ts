import { expect, test } from '@jest/globals';
import { aheadSeconds } from '../../src/doctor/ahead-seconds.js';

test.each([
  ['the same time', { from: 1000, to: 1999, sentAt: 1500, receivedAt: 1600 }, 0],
  ['what a slow answer explains', { from: 1000, to: 1999, sentAt: 1500, receivedAt: 60_000 }, 0],
  ['what came later than it was said', { from: 5000, to: 5000, sentAt: 1000, receivedAt: 6000 }, 0],
  ['ahead of when it came', { from: 8000, to: 8999, sentAt: 1000, receivedAt: 6000 }, 2],
  ['behind when it was asked for', { from: 1000, to: 1999, sentAt: 4999, receivedAt: 6000 }, -3],
])('a clock that said %s', (_what, reading, ahead) => {
  expect(aheadSeconds(reading)).toBe(ahead);
});
