import type { ApolloServerPlugin, HTTPGraphQLRequest, HTTPGraphQLResponse } from '@apollo/server';
import type { ErrorCode } from '../../errors.js';
import type { ServerContext } from './context.js';
import type { AnsweredResult, Asker } from './http-status.js';

/**
 * What Apollo answers well-formed requests with, before it is written: the status depends on the media type, too, which
 * Apollo chooses last.
 */
export interface AnsweredResults {
  readonly plugin: ApolloServerPlugin<ServerContext>;
  /**
   * Of an answer that has no status of its own: one has it if the request was not well-formed, if the client takes no type
   * that there is, or if a module's error asks for it.
   */
  of(request: HTTPGraphQLRequest, answer: HTTPGraphQLResponse): Answered | undefined;
}

/** A result, and whom it was made for. */
export interface Answered {
  readonly result: AnsweredResult;
  readonly viewer: Asker;
}

/** Why an operation is not run, of a request that is well-formed: of ours, and those that Apollo gives. */
const REQUEST_ERRORS: readonly unknown[] = [
  'BAD_USER_INPUT' satisfies ErrorCode,
  'OPERATION_TOO_COMPLEX' satisfies ErrorCode,
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
];

export function createAnsweredResults(): AnsweredResults {
  const results = new WeakMap<HTTPGraphQLRequest, Answered>();
  return Object.freeze({
    plugin: {
      requestDidStart: async () => ({
        willSendResponse: async ({
          request: { http: request },
          response: { body, http },
          contextValue: { viewer },
        }) => {
          if (!request || body.kind !== 'single') return;
          const { singleResult } = body;
          if (singleResult.data === undefined && isRequestError(singleResult)) delete http.status;
          if (http.status === undefined) results.set(request, { result: singleResult, viewer });
        },
      }),
    },
    of: (request, { status }) => (status === undefined ? results.get(request) : undefined),
  } satisfies AnsweredResults);
}

function isRequestError({ errors = [] }: AnsweredResult): boolean {
  return errors.every(({ extensions }) => REQUEST_ERRORS.includes(extensions?.code));
}
