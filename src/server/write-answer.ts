import type { ServerResponse } from 'node:http';
import { type Answer, NO_SNIFFING } from './answer.js';
import { createByteBudget } from './byte-budget.js';
import { createEndResponse } from './end-response.js';
import { discardRest } from './read-body.js';
import { createWriteTogether } from './write-together.js';

/**
 * Writes an answer to Node's response, of which the head may be set in part. One that somebody else has answered, as a host
 * does that loses patience, is left as it is.
 */
export type WriteAnswer = (response: ServerResponse, answer: Answer) => void;

const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/** Answers that are ready together are written together; what clients do not read is bounded. */
export function createWriteAnswer(): WriteAnswer {
  const writeTogether = createWriteTogether();
  const endResponse = createEndResponse(createByteBudget({ maxBytes: MAX_WAITING_BYTES }));
  return (response, answer) => {
    writeTogether(() => {
      if (response.headersSent || response.destroyed) return;
      response.statusCode = answer.status;
      response.setHeader(...NO_SNIFFING);
      for (const name in answer.headers) response.setHeader(name, answer.headers[name] ?? '');
      if (answer.isUnread) endUnread(response, answer);
      else endResponse(response, answer.body);
    });
  };
}

/** The connection cannot be used again before the body is through, and a large one is not waited for. */
function endUnread(response: ServerResponse, { body }: Answer): void {
  if (!response.req.complete) response.setHeader('connection', 'close');
  response.write(body);
  discardRest(response.req, () => response.end());
}
