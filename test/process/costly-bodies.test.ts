import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bodies } from '../../bench/bodies/bodies.mjs';
import { startMeasuredServer } from '../../bench/bodies/measured-server.mjs';

// `node bench/bodies/run.mjs` has the milliseconds.
const MOST = 6;

let server: Awaited<ReturnType<typeof startMeasuredServer>>;

beforeAll(async () => {
  server = await startMeasuredServer();
});
afterAll(() => server.stop());

async function costOf(body: string): Promise<number> {
  const { milliseconds, status } = await server.costOf(body);
  expect(status).toBeLessThan(500);
  return milliseconds;
}

/** An honest document, about as large as one may be, that was never sent before. */
function honest(number: number): string {
  const fields = Array.from({ length: 600 }, (_, index) => `a${number}_${index}: me { id name }`);
  return JSON.stringify({ query: `{ ${fields.join(' ')} }` });
}

test('no body costs many times what an honest one within the same limits does', async () => {
  const costs: number[] = [];
  for (let number = 0; number < 15; number += 1) costs.push(await costOf(honest(number)));
  const [, , peer = 0] = costs.slice(-5).toSorted((a, b) => a - b);
  const dear: string[] = [];
  for (const [name, body] of Object.entries(bodies)) {
    let cost = await costOf(body);
    for (let again = 0; again < 3 && cost > MOST * peer; again += 1) cost = Math.min(cost, await costOf(body));
    if (cost > MOST * peer) dear.push(`${name}: ${cost.toFixed()} ms, ${(cost / peer).toFixed(1)} times`);
  }
  expect(dear).toEqual([]);
}, 300_000);
