import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { createShards } from '../../../src/modules/revocation/shards.js';

test('ids of ours are spread evenly', () => {
  const shards = createShards<number>();
  for (let number = 0; number < 100_000; number += 1) {
    shards.set(createHash('md5').update(`${number}`).digest('hex'), number);
  }
  const sizes = shards.parts.map(({ size }) => size);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(100_000);
  // 391 on average; five standard deviations around it.
  expect(Math.min(...sizes)).toBeGreaterThan(290);
  expect(Math.max(...sizes)).toBeLessThan(490);
});

test.each(['', 'a', 'ab', 'session of ann', 'an ü', '😀', '\0'])('the key %j is found, and no other by it', (key) => {
  const shards = createShards<number>();
  expect(shards.get(key)).toBeUndefined();
  shards.set(key, 1);
  expect(shards.get(key)).toBe(1);
  expect(shards.get(`x${key}`)).toBeUndefined();
  expect(shards.get(`${key}x`)).toBeUndefined();
  shards.set(key, 2);
  expect(shards.get(key)).toBe(2);
  expect(shards.parts.reduce((sum, { size }) => sum + size, 0)).toBe(1);
});
