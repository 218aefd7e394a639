import { expect, test } from '@jest/globals';
import { tellClock } from '../../src/doctor/clock.js';

const config = { token: { issuer: 'i', audience: 'a', toleranceSeconds: 15 } };

test.each([
  [2, 'ok', 'agrees'],
  [-2, 'ok', 'agrees'],
  [15, 'warning', 'is 15 s behind'],
  [-15, 'warning', 'is 15 s ahead of'],
  [16, 'error', 'is 16 s behind'],
  [-16, 'error', 'is 16 s ahead of'],
] as const)('a clock that is %d s ahead: %s', (ahead, level, message) => {
  expect(tellClock(config, 'the database', ahead)).toMatchObject({ level, message: expect.stringContaining(message) });
});
