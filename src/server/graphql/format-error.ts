import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { isOutage, isUnstorableText } from '../../database/index.js';
import type { ErrorCode } from '../../errors.js';
import type { Log } from '../../module/index.js';
import { unexpectedError } from '../http/answer.js';
import { withoutValues } from './error-message.js';
import type { ErrorRequests } from './error-requests.js';

/** What Apollo calls for each error of a response. */
export type FormatError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

export interface FormatErrorOptions {
  readonly log: Log;
  readonly randomBytes: (size: number) => Buffer;
  readonly errorRequests: Pick<ErrorRequests, 'idOf'>;
}

const UNSTORABLE = 'A string contains U+0000 or half a character (a lone surrogate), and cannot be stored.';
const APOLLO_CSRF = 'This operation has been blocked as a potential Cross-Site Request Forgery (CSRF).';
const CSRF =
  'Send `content-type: application/json`, or, with GET, `apollo-require-preflight: true`. Without one of them, a page of ' +
  'another site could send this request from a browser (CSRF), so nothing was run.';

/**
 * What was thrown with a code reaches the client as it is. Anything else is ours to know: the log gets it with its
 * cause under an id, the client gets the id.
 */
export function createFormatError({ log, randomBytes, errorRequests }: FormatErrorOptions): FormatError {
  return (formatted, error) => {
    if (formatted.extensions?.code !== ('INTERNAL_SERVER_ERROR' satisfies ErrorCode)) {
      if (formatted.message.startsWith(APOLLO_CSRF)) return { ...formatted, message: CSRF };
      // Without a path it comes from before any resolver: from graphql-js, with values of the request in it.
      return formatted.path ? formatted : { ...formatted, message: withoutValues(error, formatted.message) };
    }
    const cause = unwrapResolverError(error);
    const argument = invalidArgument(cause);
    if (argument) return replace(formatted, 'BAD_USER_INPUT', `Argument "${argument}" has an invalid value.`);
    // Made by a module of something else: what a client sends as text was checked before.
    if (isUnstorableText(cause)) return replace(formatted, 'BAD_USER_INPUT', UNSTORABLE);
    const id = randomBytes(9).toString('base64url');
    const fault = { err: cause, id, request: errorRequests.idOf(error), path: formatted.path };
    if (isOutage(cause)) {
      log.warn(fault, 'the database cannot be reached');
      const message = 'The service is temporarily unavailable. Try again in a moment.';
      return replace(formatted, 'SERVICE_UNAVAILABLE', message, { retryAfter: 1 });
    }
    log.error(fault, 'unexpected error');
    return { ...formatted, ...unexpectedError(id) };
  };
}

/** The argument that graphql-js refused while it ran: a null from a variable, where none is allowed. */
function invalidArgument(cause: unknown): string | undefined {
  if (!(cause instanceof GraphQLError) || cause.originalError) return undefined;
  return /^Argument "(\w+)" /.exec(cause.message)?.[1];
}

function replace(
  { locations, path }: GraphQLFormattedError,
  code: ErrorCode,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): GraphQLFormattedError {
  return { message, ...(locations && { locations }), ...(path && { path }), extensions: { code, ...details } };
}
