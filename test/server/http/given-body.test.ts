import { expect, test } from '@jest/globals';
import { createByteBudget } from '../../../src/server/http/byte-budget.js';
import { toMessage } from '../../../src/server/http/fetch-message.js';
import { readGivenBody } from '../../../src/server/http/given-body.js';
import type { BodyLimits } from '../../../src/server/http/read-body.js';

const limits = (maxMilliseconds?: number): BodyLimits => ({
  maxBytes: 1024 * 1024,
  budget: createByteBudget({ maxBytes: 1024 * 1024 }),
  tellsFigures: true,
  ...(maxMilliseconds !== undefined && { maxMilliseconds }),
});

const requestOf = (start: (controller: ReadableStreamDefaultController<Uint8Array>) => void) => {
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: new ReadableStream({ start }), duplex: 'half' };
  return toMessage(new Request('https://api.example.com/graphql', init), undefined);
};

test.each<[string, string]>([
  ['nothing', ''],
  ['a part', '{"query":'],
])('a body of which %s comes is not waited for without end', async (_what, sent) => {
  const request = requestOf((controller) => {
    if (sent) controller.enqueue(Buffer.from(sent));
  });
  await expect(readGivenBody(request, limits(20))).rejects.toMatchObject({
    status: 408,
    message: 'The request did not arrive in time.',
  });
  request.destroy();
});

test('a body that comes in time is read', async () => {
  const request = requestOf((controller) => {
    for (const piece of ['{"que', '', 'ry":1}']) controller.enqueue(Buffer.from(piece));
    controller.close();
  });
  expect(await readGivenBody(request, limits(60_000))).toEqual({ query: 1 });
});

test('a stream that holds something else than bytes is refused', async () => {
  const request = requestOf((controller) => Reflect.apply(controller.enqueue, controller, [{ query: 1 }]));
  await expect(readGivenBody(request, limits())).rejects.toMatchObject({ name: 'TypeError' });
});
