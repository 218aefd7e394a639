import type { ServerResponse } from 'node:http';
import type { ByteBudget } from './byte-budget.js';
import { endIfStalled } from './end-if-stalled.js';
import { sendError } from './send.js';

// The system takes as much from us, even if the client does not read.
const SMALL_BYTES = 64 * 1024;

/** Ends a response, of which the head is set. */
export type EndResponse = (response: ServerResponse, body: string | Uint8Array) => void;

/**
 * Large answers wait in memory until their clients read them: all of them together are no more than the budget. One for
 * which there is no room becomes a 503.
 */
export function createEndResponse(budget: ByteBudget): EndResponse {
  return (response, body) => {
    if (body.length > SMALL_BYTES && !hold(budget, response, Buffer.byteLength(body))) {
      sendError(response, 503, { code: 'SERVICE_UNAVAILABLE', message: NO_ROOM });
      return;
    }
    response.end(body);
    endIfStalled(response);
  };
}

// It has run, a mutation too: nothing here says that it can be sent again.
const NO_ROOM = 'The operation has run, but too many answers wait to be read, and there is no room for this one.';

function hold(budget: ByteBudget, response: ServerResponse, bytes: number): boolean {
  const holding = budget.hold(() => response.destroy());
  response.once('close', () => holding.release());
  return holding.grow(bytes);
}
