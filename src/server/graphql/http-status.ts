import type { Viewer } from '../../access/index.js';
import type { ErrorCode } from '../../errors.js';
import { JsonText } from '../../execution/index.js';

/** What was asked for and refused as a whole has a status of its own in `mapped`, and 200 in `graphql`. */
export type HttpStatusMode = 'graphql' | 'mapped';

/** A result of GraphQL, its errors formatted or not. */
export interface AnsweredResult {
  readonly data?: unknown;
  readonly errors?: readonly AnsweredError[] | undefined;
}

export interface AnsweredError {
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

export interface StatusAndHeaders {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** The status of a well-formed request, by its result, the media type that it is answered in, and who asked. */
export type StatusOf = (result: AnsweredResult, contentType: string, viewer: Asker) => StatusAndHeaders;

/** What the access token says of the viewer, or why it says nothing. */
export type Asker = Pick<Viewer, 'authenticated' | 'reason'>;

const OK: StatusAndHeaders = { status: 200, headers: {} };
const REQUEST_ERROR: StatusAndHeaders = { status: 400, headers: {} };
/** Partial Success: there is data, if only null, and there are errors. */
const PARTIAL: StatusAndHeaders = { status: 294, headers: {} };

/** A challenge has one parameter at least (RFC 6750 §3). A request without a token is told no error code (§3.1). */
const NO_ERROR = 'Bearer realm="graphql"';
const INVALID = 'Bearer error="invalid_token"';
/** A token that is good, and not enough, gets a challenge as well (§3); not which scope, since rules are not told. */
const INSUFFICIENT = 'Bearer error="insufficient_scope"';

const GRAPHQL_RESPONSE = 'application/graphql-response+json';

/**
 * GraphQL over HTTP, September 2026, § Status Codes. Under `application/graphql-response+json`: 400 where nothing was run,
 * 294 where there are errors beside the data. Under `application/json` it is 200, since clients of that type trust no
 * other status; `mapped` departs from that. 503 when nothing was answered because something is out of reach
 * (RFC 9110 §15.6.4), whatever the type is.
 */
export function createStatusOf(mode: HttpStatusMode): StatusOf {
  return ({ data, errors }, contentType, viewer) => {
    if (!errors || errors.length === 0) return OK;
    const isNothingAnswered = isEmpty(data);
    if (isNothingAnswered && errors.some((error) => codeOf(error) === 'SERVICE_UNAVAILABLE'))
      return { status: 503, headers: { 'retry-after': String(retryAfterOf(errors)) } };
    if (contentType.startsWith(GRAPHQL_RESPONSE)) return data === undefined ? REQUEST_ERROR : PARTIAL;
    return mode === 'mapped' && isNothingAnswered ? mapped(errors, viewer) : OK;
  };
}

/** The status of a batch: what all of its operations have, or else 200, since each has its own errors. */
export function statusOfAll(all: readonly StatusAndHeaders[]): StatusAndHeaders {
  const [first = OK] = all;
  if (all.some(({ status }) => status !== first.status)) return OK;
  const seconds = all.map(({ headers }) => Number(headers['retry-after'] ?? 0));
  const longest = Math.max(...seconds);
  return {
    status: first.status,
    headers: { ...first.headers, ...(longest > 0 && { 'retry-after': String(longest) }) },
  };
}

function mapped(errors: readonly AnsweredError[], viewer: Asker): StatusAndHeaders {
  const [code] = errors.map(codeOf);
  if (!errors.every((error) => codeOf(error) === code)) return OK;
  switch (code) {
    case 'UNAUTHENTICATED':
      return { status: 401, headers: { 'www-authenticate': wasTokenRefused(errors, viewer) ? INVALID : NO_ERROR } };
    case 'FORBIDDEN':
      return { status: 403, headers: { 'www-authenticate': viewer.authenticated ? INSUFFICIENT : NO_ERROR } };
    case 'RATE_LIMITED':
      return { status: 429, headers: { 'retry-after': String(retryAfterOf(errors)) } };
    default:
      return OK;
  }
}

/**
 * Whether there was a bearer token, and that is why. What a refresh says of the refresh token that it misses is not of it,
 * and neither is another scheme (RFC 6750 §3.1).
 */
function wasTokenRefused(errors: readonly AnsweredError[], { reason }: Asker): boolean {
  const hasToken = reason !== 'TOKEN_MISSING' && reason !== 'SCHEME_NOT_BEARER';
  return hasToken && errors.every(({ extensions }) => extensions?.reason !== 'TOKEN_MISSING');
}

/** Seconds after which none of them stands in the way. */
function retryAfterOf(errors: readonly AnsweredError[]): number {
  const seconds = errors.map(({ extensions }) => extensions?.retryAfter);
  return Math.max(1, ...seconds.filter((value) => typeof value === 'number'));
}

function codeOf({ extensions }: AnsweredError): ErrorCode | undefined {
  return extensions?.code as ErrorCode | undefined;
}

/** Whether there is no data, or every field at its root is null. */
function isEmpty(data: unknown): boolean {
  if (data === undefined || data === null) return true;
  if (data instanceof JsonText) return /^\{(?:"\w+":null,?)*\}$/.test(data.text);
  return Object.values(data).every((value) => value === null);
}
