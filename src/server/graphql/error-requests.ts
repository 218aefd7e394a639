import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import { recordOf } from '../http/request-record.js';

/** Which request an error is of: Apollo formats errors without their context. */
export interface ErrorRequests {
  note(errors: readonly unknown[], request: IncomingMessage | undefined): void;
  /** The id of the request; undefined if it was not noted. */
  idOf(error: unknown): string | undefined;
}

export function createErrorRequests(): ErrorRequests {
  const ids = new WeakMap<object, string>();
  const find = (error: unknown) => (typeof error === 'object' && error !== null ? ids.get(error) : undefined);
  return Object.freeze({
    note: (errors, request) => {
      const id = request && recordOf(request)?.id;
      if (id === undefined) return;
      for (const error of errors) if (typeof error === 'object' && error !== null) ids.set(error, id);
    },
    idOf: (error) => find(error) ?? (error instanceof GraphQLError ? find(error.originalError) : undefined),
  } satisfies ErrorRequests);
}
