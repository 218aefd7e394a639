import { networkError, type ResponseError } from './client-error.js';

/** What is sent: the text of an operation, or what names a document that the server has. */
export interface GraphqlRequest {
  readonly query?: string;
  /** The hash of a trusted document, in place of its text. */
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
  readonly credentials: RequestCredentials | undefined;
}

export function createSend({ url, fetch, headers, credentials }: SendTo): Send {
  return async (request, { token, signal } = {}) => {
    signal?.throwIfAborted();
    const init: RequestInit = {
      method: 'POST',
      headers: {
        ...headers(),
        accept: 'application/graphql-response+json, application/json',
        'content-type': 'application/json',
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(request),
      ...(credentials && { credentials }),
      ...(signal && { signal }),
    };
    const response = await fetch(url, init).catch((cause: unknown) => {
      signal?.throwIfAborted();
      throw networkError('The server cannot be reached.', { cause });
    });
    const answer: unknown = await response.json().catch(() => undefined);
    signal?.throwIfAborted();
    if (isAnswer(answer)) return answer;
    throw networkError(`The server did not answer with GraphQL (HTTP ${response.status}).`);
  };
}

function isAnswer(answer: unknown): answer is GraphqlAnswer {
  return typeof answer === 'object' && answer !== null && ('data' in answer || 'errors' in answer);
}
