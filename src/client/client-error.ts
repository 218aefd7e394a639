/** Every code that a server of Portcullis answers with by itself. The list is closed. */
export type ServerErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'INVALID_CREDENTIALS'
  | 'TOKEN_REUSED'
  | 'SESSION_EXPIRED'
  | 'EMAIL_TAKEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'OPERATION_TOO_COMPLEX'
  | 'RATE_LIMITED'
  | 'DOCUMENT_NOT_TRUSTED'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'SERVICE_UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR';

/** These, those of Apollo Server and of the project's own modules, and `NETWORK_ERROR` if no GraphQL server answered. */
export type ClientErrorCode = ServerErrorCode | 'NETWORK_ERROR' | (string & {});

/** An error of an answer, as GraphQL has it. */
export interface ResponseError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly extensions?: {
    readonly code?: ClientErrorCode;
    /** Why the viewer is not signed in. */
    readonly reason?: string;
    /** The argument or input field that is wrong. */
    readonly field?: string;
    /** Seconds after which the same request may succeed. */
    readonly retryAfter?: number;
    readonly [name: string]: unknown;
  };
}

/** An operation that did not give all it was asked for. What it has of an error is that of the first one. */
export class ClientError<TCode extends ClientErrorCode = ClientErrorCode> extends Error {
  override readonly name = 'ClientError';
  readonly code: TCode;
  readonly path: readonly (string | number)[] | undefined;
  readonly reason: string | undefined;
  readonly field: string | undefined;
  /** Seconds. */
  readonly retryAfter: number | undefined;
  readonly errors: readonly ResponseError[];
  /** What was answered beside the errors: null where a field failed. */
  readonly data: unknown;

  constructor(errors: readonly ResponseError[], data: unknown = null, options?: ErrorOptions) {
    const [first] = errors;
    super(first?.message ?? 'The operation failed.', options);
    const { code = 'INTERNAL_SERVER_ERROR', reason, field, retryAfter } = first?.extensions ?? {};
    this.code = code as TCode;
    this.path = first?.path;
    this.reason = reason;
    this.field = field;
    this.retryAfter = retryAfter;
    this.errors = errors;
    this.data = data;
  }
}

/** No answer of a GraphQL server: the network is down, or somebody else answered. */
export function networkError(message: string, options?: ErrorOptions): ClientError<'NETWORK_ERROR'> {
  return new ClientError([{ message, extensions: { code: 'NETWORK_ERROR' } }], null, options);
}

/**
 * True if one of the errors has this code. It reads what `request` rejects with, and the errors of Apollo Client, urql,
 * graphql-request and Relay too.
 */
export function isCode<TCode extends ClientErrorCode>(error: unknown, code: TCode): error is ClientError<TCode> {
  return errorsOf(error).some(({ extensions }) => extensions?.code === code);
}

/** The GraphQL errors of what was thrown, whichever client threw it; none if it is something else. */
export function errorsOf(error: unknown): readonly ResponseError[] {
  if (typeof error !== 'object' || error === null) return [];
  const { errors, graphQLErrors, response, source } = error as Readonly<Record<string, unknown>>;
  for (const each of [errors, graphQLErrors, errorsIn(response), errorsIn(source)])
    if (Array.isArray(each)) return each;
  return 'extensions' in error ? [error as ResponseError] : [];
}

function errorsIn(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'errors' in value ? value.errors : undefined;
}
