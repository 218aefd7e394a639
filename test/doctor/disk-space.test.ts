import { expect, test } from '@jest/globals';
import { tellSpace } from '../../src/doctor/disk-space.js';

test.each([
  [99_999_999, 'error', '99 MB'],
  [100_000_000, 'warning', '100 MB'],
  [999_999_999, 'warning', '999 MB'],
  [1_000_000_000, 'ok', '1000 MB'],
] as const)('%d free bytes: %s', (bytes, level, figure) => {
  expect(tellSpace(bytes)).toMatchObject({ level, message: expect.stringContaining(figure) });
});
