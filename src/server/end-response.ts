import type { ServerResponse } from 'node:http';
import { errorBody, JSON_TYPE } from './answer.js';
import type { ByteBudget } from './byte-budget.js';
import { endIfStalled } from './end-if-stalled.js';

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
      refuse(response);
      return;
    }
    response.end(body);
    endIfStalled(response);
  };
}

// It has run, a mutation too: nothing here says that it can be sent again.
const NO_ROOM = 'The operation has run, but too many answers wait to be read, and there is no room for this one.';

function refuse(response: ServerResponse): void {
  const text = JSON.stringify(errorBody({ code: 'SERVICE_UNAVAILABLE', message: NO_ROOM }));
  response.removeHeader('content-length');
  response.writeHead(503, { 'content-type': JSON_TYPE }).end(text);
}

function hold(budget: ByteBudget, response: ServerResponse, bytes: number): boolean {
  const holding = budget.hold(() => response.destroy());
  response.once('close', () => holding.release());
  return holding.grow(bytes);
}
