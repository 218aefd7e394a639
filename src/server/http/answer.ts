import type { ErrorCode } from '../../errors.js';

export const JSON_TYPE = 'application/json; charset=utf-8';

/** Of answers that depend on the viewer; and some are tokens (RFC 6749 §5.1). */
export const NO_STORE = { 'cache-control': 'no-store' } as const;

/** What a request is answered with, whatever carries it to the client. */
export interface Answer {
  readonly status: number;
  /** In small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** True if the body of the request was not read to its end. */
  readonly isUnread?: boolean;
  /** Of an error that comes before GraphQL. */
  readonly code?: HttpErrorCode;
}

/** The codes of errors that come before GraphQL: of ours, and the one that Apollo gives them. */
export type HttpErrorCode = ErrorCode | 'BAD_REQUEST';

export interface HttpError {
  readonly code: HttpErrorCode;
  readonly message: string;
}

export function jsonAnswer(status: number, value: unknown, headers: Answer['headers'] = {}): Answer {
  const body = JSON.stringify(value);
  // Written out for HEAD, whose answer tells the length of a body that it has not.
  const length = String(Buffer.byteLength(body));
  return { status, headers: { ...headers, 'content-type': JSON_TYPE, 'content-length': length }, body };
}

/** An error in the form that GraphQL's have. */
export function errorAnswer(status: number, error: HttpError, headers?: Answer['headers']): Answer {
  return { ...jsonAnswer(status, errorBody(error), headers), code: error.code };
}

/** 405, with the methods that there are (RFC 9110 §15.5.6). */
export function notAllowedAnswer(methods: readonly string[], headers?: Answer['headers']): Answer {
  const message = `Only ${methods.join(' and ')} is allowed here.`;
  return errorAnswer(405, { code: 'BAD_REQUEST', message }, { ...headers, allow: methods.join(', ') });
}

/** 503: the same request may succeed in a second. */
export function unavailableAnswer(message: string): Answer {
  const headers = { 'retry-after': '1', ...NO_STORE };
  return errorAnswer(503, { code: 'SERVICE_UNAVAILABLE', message }, headers);
}

export function errorBody({ code, message }: HttpError) {
  return { errors: [{ message, extensions: { code } }] };
}

/** What a client learns of our mistake: under which id the log tells more. */
export function unexpectedError(id: string) {
  const code: ErrorCode = 'INTERNAL_SERVER_ERROR';
  return { message: `Something went wrong. Find out more in the log under ${id}.`, extensions: { code, id } };
}
