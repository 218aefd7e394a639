import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.js';
import { createByteBudget } from './byte-budget.js';
import { createEndResponse } from './end-response.js';
import { discardRest } from './read-body.js';
import type { WriteHead } from './write-head.js';
import { createWriteTogether } from './write-together.js';

/**
 * Writes an answer to Node's response, of which the head may be set in part. One that somebody else has answered, as a host
 * does that loses patience, is left as it is.
 */
export type WriteAnswer = (response: ServerResponse, answer: Answer) => void;

const MAX_WAITING_BYTES = 64 * 1024 * 1024;

export interface WriteAnswerOptions {
  readonly writeHead: WriteHead;
  /** Told of an answer that cannot be written; its connection has been ended. */
  readonly onFailure: (error: unknown) => void;
}

/** Answers that are ready together are written together; what clients do not read is bounded. */
export function createWriteAnswer({ writeHead, onFailure }: WriteAnswerOptions): WriteAnswer {
  const endResponse = createEndResponse(createByteBudget({ maxBytes: MAX_WAITING_BYTES }), writeHead);
  const write = (response: ServerResponse, answer: Answer) => {
    if (response.headersSent || response.destroyed) return;
    if (!answer.isUnread) {
      endResponse(response, answer);
      return;
    }
    // The connection cannot be used again before the body is through, and a large one is not waited for.
    if (!response.req.complete) response.setHeader('connection', 'close');
    writeHead(response, answer);
    response.write(answer.body);
    discardRest(response.req, () => response.end());
  };
  const writeTogether = createWriteTogether<{ readonly response: ServerResponse; readonly answer: Answer }>({
    write: ({ response, answer }) => write(response, answer),
    // What is out of it by now may be a part of an answer, to which nothing else can be added.
    onFailure: (error, { response }) => {
      response.destroy();
      onFailure(error);
    },
  });
  return (response, answer) => writeTogether({ response, answer });
}
