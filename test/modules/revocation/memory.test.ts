import { expect, test } from '@jest/globals';
import { createMemory } from '../../../src/modules/revocation/memory.js';
import type { Revocation } from '../../../src/modules/revocation/store.js';

const token = { subject: 'ann', sessionId: 'session', version: 1, tokenId: 'token' };
const revocation: Revocation = { kind: 'session', subject: 'session', version: 0, expiresAt: 5000 };

test('the later of two expiries counts, in whatever order they come', async () => {
  for (const [first, second] of [
    [5000, 9000],
    [9000, 5000],
  ] as const) {
    for (const added of [revocation, { ...revocation, kind: 'user', subject: 'ann', version: 2 } as const]) {
      const memory = createMemory();
      memory.add({ ...added, expiresAt: first });
      memory.add({ ...added, expiresAt: second });
      await memory.removeExpired(8999);
      expect(memory.has(token)).toBe(true);
      await memory.removeExpired(9000);
      expect(memory.has(token)).toBe(false);
    }
  }
});

test('what expires within a second is kept until its end, and never less', async () => {
  const memory = createMemory();
  memory.add({ ...revocation, expiresAt: 5001 });
  await memory.removeExpired(5001);
  expect(memory.has(token)).toBe(true);
  await memory.removeExpired(6000);
  expect(memory.has(token)).toBe(false);
});

test('many that are forgotten at once let others in between', async () => {
  const memory = createMemory();
  for (let number = 0; number < 30_000; number += 1) memory.add({ ...revocation, subject: number.toString(16) });
  let isOver = false;
  const seen: boolean[] = [];
  const look = () => {
    seen.push(memory.has({ ...token, sessionId: '0' }) || memory.has({ ...token, sessionId: 'ff' }));
    if (!isOver) setImmediate(look);
  };
  setImmediate(look);
  await memory.removeExpired(5000);
  isOver = true;
  expect(seen.length).toBeGreaterThanOrEqual(5);
  expect(memory.has({ ...token, sessionId: 'ff' })).toBe(false);
});
