import { noteSecret, noteSecretsIn, noteSecretsOf } from './leaks.js';

/** One error of a response, as far as tests look at it. */
export interface ResponseError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>> & { readonly code: string };
}

export interface GraphqlResponse {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read what their own query asked for.
  readonly data: any;
  readonly errors: readonly ResponseError[];
}

export interface GraphqlRequest {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  /** The access token to send. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends an operation as a client does. */
export async function request(url: string, query: string, options: GraphqlRequest = {}): Promise<GraphqlResponse> {
  const { variables, operationName, token, headers } = options;
  noteSecretsOf({ query, variables });
  noteSecret('an access token', token);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }), ...headers },
    body: JSON.stringify({ query, variables, operationName }),
  });
  const body = (await response.json()) as { data?: unknown; errors?: ResponseError[] };
  noteSecretsIn(body.data);
  for (const cookie of response.headers.getSetCookie()) noteSecret('a cookie', /=([^;]*)/.exec(cookie)?.[1]);
  return { status: response.status, headers: response.headers, data: body.data, errors: body.errors ?? [] };
}
