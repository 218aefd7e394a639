import { networkError, type ResponseError } from './client-error.js';

/** What is sent: the text of an operation, or the id of a trusted document. */
export interface GraphqlRequest {
  readonly query?: string;
  /** The hash of a trusted document, instead of its text. */
  readonly documentId?: string;
  readonly operationName?: string | null;
  readonly variables?: object;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface GraphqlAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly ResponseError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface SendOptions {
  readonly token?: string | null;
  readonly signal?: AbortSignal | undefined;
}

/** Sends a request, and gives what a GraphQL server answers. Throws `NETWORK_ERROR` if none does. */
export type Send = (request: GraphqlRequest, options?: SendOptions) => Promise<GraphqlAnswer>;

export interface SendTo {
  readonly url: string;
  readonly fetch: typeof fetch;
  readonly headers: () => Readonly<Record<string, string>>;
  readonly hasCookie: boolean;
}

export function createSend({ url, fetch, headers, hasCookie }: SendTo): Send {
  return async (request, { token, signal } = {}) => {
    const init: RequestInit = {
      method: 'POST',
      headers: {
        ...headers(),
        accept: 'application/graphql-response+json',
        'content-type': 'application/json',
        ...(token && { authorization: `Bearer ${token}` }),
        // A server that has cookies for pages gives this client its refresh token nevertheless.
        ...(!hasCookie && { 'x-refresh-token': 'body' }),
      },
      body: JSON.stringify(request),
      ...(hasCookie && { credentials: 'include' }),
      ...(signal && { signal }),
    };
    let status: number | undefined;
    try {
      const response = await fetch(url, init);
      status = response.status;
      const answer: unknown = await response.json();
      if (isAnswer(answer)) return answer;
      throw answer;
    } catch (cause) {
      signal?.throwIfAborted();
      throw networkError(status, cause);
    }
  };
}

function isAnswer(answer: unknown): answer is GraphqlAnswer {
  const { data, errors } = Object(answer);
  return data !== undefined || errors !== undefined;
}
