import type { ServerResponse } from 'node:http';
import { type Answer, errorAnswer } from './answer.js';
import type { ByteBudget } from './byte-budget.js';
import { endIfStalled } from './end-if-stalled.js';
import type { WriteHead } from './write-head.js';

// The system takes as much from us, even if the client does not read.
const SMALL_BYTES = 64 * 1024;

/** Writes all of a response. */
export type EndResponse = (response: ServerResponse, answer: Answer) => void;

/**
 * Large answers wait in memory until their clients read them: all of them together are no more than the budget. One for
 * which there is no room becomes a 503.
 */
export function createEndResponse(budget: ByteBudget, writeHead: WriteHead): EndResponse {
  return (response, answer) => {
    const { body } = answer;
    const hasRoom = body.length <= SMALL_BYTES || hold(budget, response, Buffer.byteLength(body));
    const given = hasRoom ? answer : withoutBody(answer);
    writeHead(response, given);
    response.end(given.body);
    endIfStalled(response);
  };
}

// It has run, a mutation too: nothing here says that it can be sent again.
const NO_ROOM = 'The operation was run, but too many answers are waiting to be read, so there is no room for this one.';

/** What it does beside its body stays: a cookie of it is the one that counts now. */
function withoutBody({ headers }: Answer): Answer {
  return errorAnswer(503, { code: 'SERVICE_UNAVAILABLE', message: NO_ROOM }, headers);
}

function hold(budget: ByteBudget, response: ServerResponse, bytes: number): boolean {
  const holding = budget.hold(() => response.destroy());
  response.once('close', () => holding.release());
  return holding.grow(bytes);
}
