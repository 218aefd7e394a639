import type { IncomingMessage } from 'node:http';
import type { Log } from '../../module/index.js';
import { type Answer, errorAnswer, jsonAnswer, unexpectedError } from './answer.js';
import { recordOf } from './request-record.js';
import { readTarget } from './request-target.js';

/** `search`: the query part of the address, with its question mark. */
export type Handler = (request: IncomingMessage, search: string) => Promise<Answer>;

/** Undefined if nobody waits for an answer: the client went away in the middle of its request. Never rejects. */
export type AnswerRequest = (request: IncomingMessage) => Promise<Answer | undefined>;

export interface AnswerRequestOptions {
  readonly log: Log;
  readonly randomBytes: (size: number) => Buffer;
}

/** Answers by these routes. A path that none has is a 404, a handler that throws a 500. */
export function createAnswerRequest(
  routes: ReadonlyMap<string, Handler>,
  { log, randomBytes }: AnswerRequestOptions,
): AnswerRequest {
  return async (request) => {
    try {
      return await route(routes, request);
    } catch (error) {
      if (request.destroyed && !request.complete) return undefined;
      const id = randomBytes(9).toString('base64url');
      log.error({ err: error, id, request: recordOf(request)?.id, method: request.method }, 'request failed');
      return { ...jsonAnswer(500, { errors: [unexpectedError(id)] }), code: 'INTERNAL_SERVER_ERROR' };
    }
  };
}

function route(routes: ReadonlyMap<string, Handler>, request: IncomingMessage): Promise<Answer> | Answer {
  if (request.headers.host === undefined && request.httpVersion === '1.1') {
    return errorAnswer(400, { code: 'BAD_REQUEST', message: 'A request must have a host header (RFC 9112 §3.2).' });
  }
  const { path, search } = readTarget(request.url ?? '/');
  const handler = routes.get(path);
  if (handler) return handler(request, search);
  return errorAnswer(404, { code: 'NOT_FOUND', message: 'Not found. The API is at /graphql.' });
}
