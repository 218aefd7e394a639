import type { IncomingMessage } from 'node:http';
import type { HTTPGraphQLResponse } from '@apollo/server';
import { type GraphQLError, getOperationAST } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type ExecutionRequest, type Executor, JsonText, type WrittenResult } from '../execution/index.js';
import { JSON_TYPE } from './answer.js';
import { executed, type ServerContext } from './context.js';
import type { Documents } from './documents.js';
import type { RefusedOperations } from './refused-operations.js';
import { writeRefusals } from './write-refusals.js';

const MAX_ACCEPT_HEADERS = 100;
const MAX_ACCEPT_CHARACTERS = 200;

const JSON_TYPES = /^application\/(json|graphql-response\+json)\b/;

/** What is left of a request that was taken here: an answer, what Apollo is to make one of, or why it has no context. */
export type Outcome =
  | { readonly contentType: string; readonly body: string | Uint8Array }
  | { readonly context: ServerContext }
  | { readonly failure: unknown };

/**
 * Answers what Apollo would only do again: requests with a document that it has parsed and validated before, and with
 * nothing unusual about them. Whatever has an error in it goes to Apollo as it was executed, so that errors are made in
 * one place, but for refusals of `@auth`: of them there are many, and nothing is left to be made.
 */
export interface QuickAnswer {
  /** To be told of how Apollo answered. */
  learnAnswer(request: IncomingMessage, answer: HTTPGraphQLResponse): void;
  /** Undefined if nothing was executed. */
  run(
    request: IncomingMessage,
    body: unknown,
    contextOf: () => ServerContext | Promise<ServerContext>,
  ): Promise<Outcome | undefined>;
}

export interface QuickAnswerOptions {
  readonly documents: Documents;
  readonly execute: Executor;
  readonly refused: Pick<RefusedOperations, 'tell'>;
}

export function createQuickAnswer({ documents, execute, refused }: QuickAnswerOptions): QuickAnswer {
  // Which type it is depends on this header alone.
  const contentTypes = new LRUCache<string, string>({ max: MAX_ACCEPT_HEADERS });
  const tell = async (
    errors: readonly GraphQLError[],
    { document, operationName }: ExecutionRequest,
    contextValue: ServerContext,
  ) => {
    const operation = getOperationAST(document, operationName);
    if (operation) await refused.tell({ errors, document, operation, contextValue });
  };
  return Object.freeze({
    learnAnswer: ({ method, headers: { accept } }: IncomingMessage, { status = 200, headers }: HTTPGraphQLResponse) => {
      const contentType = headers.get('content-type') ?? '';
      // To a browser that opens it, Apollo answers with a page.
      if (method !== 'POST' || status !== 200 || !JSON_TYPES.test(contentType)) return;
      if (accept !== undefined && accept.length <= MAX_ACCEPT_CHARACTERS) contentTypes.set(accept, contentType);
    },
    run: async (request: IncomingMessage, body: unknown, contextOf: () => ServerContext | Promise<ServerContext>) => {
      const { accept } = request.headers;
      const contentType = accept === undefined ? JSON_TYPE : contentTypes.get(accept);
      const asked = request.method === 'POST' ? readRequest(body, documents) : undefined;
      if (!contentType || !asked) return undefined;
      let contextValue: ServerContext;
      try {
        contextValue = await contextOf();
      } catch (failure) {
        return { failure };
      }
      const result = await execute({ ...asked, contextValue });
      const answer = answerOf(result, contentType);
      if (answer) {
        if (result.errors) await tell(result.errors, asked, contextValue);
        return answer;
      }
      contextValue[executed] = result;
      return { context: contextValue };
    },
  } satisfies QuickAnswer);
}

function answerOf({ errors, data }: WrittenResult, contentType: string): Outcome | undefined {
  if (!(data instanceof JsonText)) return undefined;
  if (!errors) return { contentType, body: data.between('{"data":', '}\n') };
  const refusals = writeRefusals(errors);
  return refusals === undefined
    ? undefined
    : { contentType, body: data.between(`{"errors":${refusals},"data":`, '}\n') };
}

/** Only what Apollo takes just so, of a document that it knows. */
function readRequest(body: unknown, documents: Documents): ExecutionRequest | undefined {
  if (!isRecord(body)) return undefined;
  const { query, variables, operationName, extensions } = body;
  const document = typeof query === 'string' ? documents.find(query) : undefined;
  if (!document) return undefined;
  if (!(isNone(variables) || isRecord(variables)) || !(isNone(operationName) || typeof operationName === 'string'))
    return undefined;
  if (!(isNone(extensions) || (isRecord(extensions) && !extensions.persistedQuery))) return undefined;
  return { document, variableValues: variables, operationName };
}

function isNone(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
