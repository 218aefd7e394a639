/** Every code that the built-in modules answer with. The list is closed, so clients can switch over it. */
export type ErrorCode =
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

/** Why a request has no signed-in viewer, so that a client can choose between signing in and refreshing. */
export type TokenReason = 'TOKEN_MISSING' | 'SCHEME_NOT_BEARER' | TokenProblem;

/** Why a token that was sent is not accepted. */
export type TokenProblem = 'TOKEN_INVALID' | 'TOKEN_EXPIRED' | 'TOKEN_REVOKED';

/** What a client may learn in addition to the code. Never a token, a password or a secret. */
export interface ErrorDetails {
  readonly reason?: TokenReason | 'NOT_RUN';
  /** The argument or input field that is wrong: `email`. */
  readonly field?: string;
  /** Seconds after which the same request may succeed. */
  readonly retryAfter?: number;
}

/**
 * An error that the client is meant to see. graphql-js copies the `extensions` of a thrown error into the response, so
 * the code arrives although this class knows nothing of GraphQL. `cause` appears only in the log.
 */
export class PortcullisError extends Error {
  override readonly name = 'PortcullisError';
  readonly code: ErrorCode;
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.extensions = Object.freeze({ code, ...details });
  }
}

/** The server cannot start. Each problem is one line for the operator: what is wrong, and how to fix it. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(problems.join('\n'), options);
    this.problems = Object.freeze([...problems]);
  }
}
