/** Every code that a Portcullis server itself answers with. The list is closed. */
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

/**
 * Those codes, the codes of Apollo Server and of the project's own modules, and `NETWORK_ERROR` if no GraphQL server
 * answered.
 */
export type ClientErrorCode = ServerErrorCode | 'NETWORK_ERROR' | (string & {});

/** An error in a GraphQL answer. */
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

/**
 * An operation that failed, completely or in part. Its message, code and other details are those of the first error.
 */
export class ClientError<TCode extends ClientErrorCode = ClientErrorCode> extends Error {
  declare readonly code: TCode;
  declare readonly path: readonly (string | number)[] | undefined;
  declare readonly reason: string | undefined;
  declare readonly field: string | undefined;
  /** Seconds. */
  declare readonly retryAfter: number | undefined;
  declare readonly errors: readonly ResponseError[];
  /** The data that came with the errors: null where a field failed. */
  declare readonly data: unknown;

  constructor(errors: readonly ResponseError[], data: unknown = null, options?: ErrorOptions) {
    const { message, path, extensions }: Partial<ResponseError> = errors[0] ?? {};
    super(message, options);
    const { code = 'INTERNAL_SERVER_ERROR', reason, field, retryAfter } = extensions ?? {};
    Object.assign(this, { name: 'ClientError', code, path, reason, field, retryAfter, errors, data });
  }
}

/** No answer of a GraphQL server: the network is down, or it takes too long, or somebody else answered with this status. */
export function networkError(status?: number, cause?: unknown): ClientError<'NETWORK_ERROR'> {
  const message = status ? `HTTP ${status}, not GraphQL.` : 'No answer.';
  return new ClientError([{ message, extensions: { code: 'NETWORK_ERROR' } }], null, { cause });
}

/**
 * True if one of the errors has this code. It understands what `request` rejects with, and the errors of Apollo Client,
 * urql, graphql-request and Relay.
 */
export function isCode<TCode extends ClientErrorCode>(error: unknown, code: TCode): error is ClientError<TCode> {
  return errorsOf(error).some(({ extensions }) => extensions?.code === code);
}

/** The GraphQL errors in a thrown value, whichever client threw it; empty if it is something else. */
export function errorsOf(error: unknown): readonly ResponseError[] {
  const { errors, graphQLErrors, response, source, extensions } = Object(error);
  const lists = [errors, graphQLErrors, Object(response).errors, Object(source).errors, extensions && [error]];
  return lists.find(Array.isArray) ?? [];
}
