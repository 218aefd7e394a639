import type { IncomingMessage } from 'node:http';
import { type Answer, errorAnswer, NO_STORE, notAllowedAnswer } from '../http/answer.js';
import type { Handler } from '../http/answer-request.js';
import { BodyError } from '../http/read-body.js';
import type { AnswerBatch } from './answer-batch.js';
import type { AnswerOperation } from './answer-operation.js';

export interface GraphqlHandlerOptions {
  readonly answerOperation: AnswerOperation;
  readonly answerBatch: AnswerBatch;
  /** Throws a `BodyError`. */
  readonly readBody: (request: IncomingMessage) => Promise<unknown>;
}

/** Answers an operation, or a batch of them. */
export function createGraphqlHandler({ answerOperation, answerBatch, readBody }: GraphqlHandlerOptions): Handler {
  return async (request, search) => {
    if (request.method !== 'POST' && request.method !== 'GET') return notAllowedAnswer(['GET', 'POST'], NO_STORE);
    try {
      const body = await readBody(request);
      return await (Array.isArray(body) ? answerBatch(request, body) : answerOperation({ request, body, search }));
    } catch (error) {
      if (!(error instanceof BodyError)) throw error;
      return refusedBody(error);
    }
  };
}

/** The answer to a request whose body is not taken. */
export function refusedBody({ status, message }: BodyError): Answer {
  const code = status === 503 ? 'SERVICE_UNAVAILABLE' : 'BAD_REQUEST';
  const headers = { ...NO_STORE, ...(status === 503 && { 'retry-after': '1' }) };
  return { ...errorAnswer(status, { code, message }, headers), isUnread: true };
}
