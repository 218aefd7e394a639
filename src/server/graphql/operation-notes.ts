import type { IncomingMessage } from 'node:http';
import type { ApolloServerPlugin, HTTPGraphQLResponse } from '@apollo/server';
import { type DocumentNode, getOperationAST, type OperationDefinitionNode } from 'graphql';
import type { ExecutionRequest } from '../../execution/index.js';
import { type NotedError, type OperationName, recordOf } from '../http/request-record.js';
import { requestOf, type ServerContext } from './context.js';
import type { DocumentHash } from './document-hash.js';
import type { ErrorRequests } from './error-requests.js';

const MAX_NAME_LENGTH = 100;

/** Notes in the record of a request what its operations are, and which errors they were answered with. */
export interface OperationNotes {
  readonly plugin: ApolloServerPlugin<ServerContext>;
  /** For what was answered without Apollo. */
  note(request: IncomingMessage, operation: ExecutionRequest, errors: readonly NotedError[] | undefined): void;
  /** For what Apollo answered without an operation; `before` is how many were noted before. */
  noteAnswer(request: IncomingMessage, before: number, answer: HTTPGraphQLResponse): void;
}

const NO_ERRORS: readonly NotedError[] = Object.freeze([]);
const UNKNOWN: OperationName = Object.freeze({ kind: null, name: null, document: () => null });

export function createOperationNotes(hashOf: DocumentHash, errorRequests: ErrorRequests): OperationNotes {
  const nameOf = createOperationNames(hashOf);
  const plugin: ApolloServerPlugin<ServerContext> = {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, contextValue }) => errorRequests.note(errors, requestOf(contextValue)),
      willSendResponse: async ({ contextValue, operation, queryHash = null, response: { body } }) => {
        const request = requestOf(contextValue);
        const record = request && recordOf(request);
        if (!record?.isObserved || body.kind !== 'single') return;
        const name = operation ? nameIn(operation, () => queryHash) : { ...UNKNOWN, document: () => queryHash };
        record.note({ operation: name, errors: body.singleResult.errors ?? NO_ERRORS });
      },
    }),
  };
  return Object.freeze({
    plugin,
    note: (request, { document, operationName }, errors = NO_ERRORS) => {
      const record = recordOf(request);
      if (record?.isObserved) record.note({ operation: nameOf(document, operationName), errors });
    },
    noteAnswer: (request, before, { body, headers }) => {
      const record = recordOf(request);
      if (!record?.isObserved || (record.operations?.length ?? 0) > before || body.kind !== 'complete') return;
      if (!headers.get('content-type')?.includes('json')) return;
      const { errors = NO_ERRORS }: { readonly errors?: readonly NotedError[] } = JSON.parse(body.string);
      record.note({ operation: UNKNOWN, errors });
    },
  } satisfies OperationNotes);
}

/** Of each document and name once. */
function createOperationNames(hashOf: DocumentHash) {
  const known = new WeakMap<DocumentNode, Map<string, OperationName>>();
  return (document: DocumentNode, operationName: string | null | undefined): OperationName => {
    const names = known.get(document) ?? new Map<string, OperationName>();
    const before = names.get(operationName ?? '');
    if (before) return before;
    const operation = getOperationAST(document, operationName);
    if (!operation) return { ...UNKNOWN, document: () => hashOf(document) };
    const name = nameIn(operation, () => hashOf(document));
    names.set(operationName ?? '', name);
    known.set(document, names);
    return name;
  };
}

function nameIn({ operation, name }: OperationDefinitionNode, document: () => string | null): OperationName {
  return Object.freeze({ kind: operation, name: name?.value.slice(0, MAX_NAME_LENGTH) ?? null, document });
}
