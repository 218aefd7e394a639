import type { IncomingMessage } from 'node:http';
import type { HTTPGraphQLResponse } from '@apollo/server';
import { type GraphQLError, getOperationAST } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type ExecutionRequest, type Executor, JsonText, type WrittenResult } from '../../execution/index.js';
import { isPromise } from '../../values/value-kinds.js';
import { type Answer, JSON_TYPE, NO_STORE } from '../http/answer.js';
import { fixedHeaders } from '../http/security-headers.js';
import { type ContextOf, executed, type ServerContext, type Usage } from './context.js';
import type { Documents } from './documents.js';
import type { Asker, StatusOf } from './http-status.js';
import type { OperationNotes } from './operation-notes.js';
import type { RefusedOperations } from './refused-operations.js';
import { writeRefusals } from './write-refusals.js';

const MAX_ACCEPT_HEADERS = 100;
const MAX_ACCEPT_CHARACTERS = 200;

const JSON_TYPES = /^application\/(json|graphql-response\+json)\b/;

type TypedHeaders = Answer['headers'] & { readonly 'content-type': string };

function typedHeaders(contentType: string): TypedHeaders {
  return fixedHeaders({ ...NO_STORE, 'content-type': contentType });
}

const JSON_HEADERS = typedHeaders(JSON_TYPE);

/** What is left of a request that was taken here: an answer, what Apollo is to make one of, or why it has no context. */
export type Outcome = Answer | { readonly context: ServerContext } | { readonly failure: unknown };

/**
 * Answers what Apollo would only do again: requests with a document that it has parsed and validated before, and with
 * nothing unusual about them. Whatever has an error in it goes to Apollo as it was executed, so that errors are made in
 * one place, but for refusals of `@auth`: of them there are many, and nothing is left to be made.
 */
export interface QuickAnswer {
  /** To be told of how Apollo answered. */
  learnAnswer(request: IncomingMessage, answer: HTTPGraphQLResponse): void;
  /** Undefined if nothing was executed. */
  run(request: IncomingMessage, body: unknown, usage: Usage | undefined): Promise<Outcome | undefined>;
}

export interface QuickAnswerOptions {
  readonly documents: Documents;
  readonly execute: Executor;
  readonly refused: Pick<RefusedOperations, 'tell'>;
  readonly notes: Pick<OperationNotes, 'note'>;
  readonly statusOf: StatusOf;
  readonly contextOf: ContextOf;
}

export function createQuickAnswer(options: QuickAnswerOptions): QuickAnswer {
  const { documents, execute, refused, notes, statusOf, contextOf } = options;
  // Which type it is depends on this header alone.
  const headersByAccept = new LRUCache<string, TypedHeaders>({ max: MAX_ACCEPT_HEADERS });
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
      if (method !== 'POST' || status >= 300 || !JSON_TYPES.test(contentType)) return;
      if (accept !== undefined && accept.length <= MAX_ACCEPT_CHARACTERS)
        headersByAccept.set(accept, typedHeaders(contentType));
    },
    run: async (request: IncomingMessage, body: unknown, usage: Usage | undefined) => {
      const { accept } = request.headers;
      const headers = accept === undefined ? JSON_HEADERS : headersByAccept.get(accept);
      const asked = request.method === 'POST' ? readRequest(body, documents) : undefined;
      if (!headers || !asked) return undefined;
      let contextValue: ServerContext;
      try {
        const context = contextOf(request, usage);
        // One that is there is not waited for: each wait costs a small operation some of its time.
        contextValue = isPromise<ServerContext>(context) ? await context : context;
      } catch (failure) {
        return { failure };
      }
      const executing = execute({ ...asked, contextValue });
      const result = isPromise<WrittenResult>(executing) ? await executing : executing;
      const answer = answerOf(result, headers, { statusOf, viewer: contextValue.viewer });
      if (answer) {
        notes.note(request, asked, result.errors);
        if (result.errors) await tell(result.errors, asked, contextValue);
        return answer;
      }
      contextValue[executed] = result;
      return { context: contextValue };
    },
  } satisfies QuickAnswer);
}

function answerOf(
  result: WrittenResult,
  headers: TypedHeaders,
  { statusOf, viewer }: { readonly statusOf: StatusOf; readonly viewer: Asker },
): Answer | undefined {
  const { errors, data } = result;
  if (!(data instanceof JsonText)) return undefined;
  if (!errors) return { status: 200, headers, body: data.between('{"data":', '}\n') };
  const refusals = writeRefusals(errors);
  if (refusals === undefined) return undefined;
  const body = data.between(`{"errors":${refusals},"data":`, '}\n');
  const { status, headers: more } = statusOf(result, headers['content-type'], viewer);
  return { status, headers: { ...headers, ...more }, body };
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
