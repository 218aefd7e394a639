import { unwrapResolverError } from '@apollo/server/errors';
import type { GraphQLFormattedError } from 'graphql';
import { isOutage, isUnstorableText } from '../database/index.js';
import type { ErrorCode } from '../errors.js';
import type { Log } from './log.js';

/** What Apollo calls for each error of a response. */
export type FormatError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/**
 * What was thrown with a code reaches the client as it is. Anything else is ours to know: the log gets it with its
 * cause under an id, the client gets the id.
 */
export function createFormatError({
  log,
  randomBytes,
}: {
  log: Log;
  randomBytes: (size: number) => Buffer;
}): FormatError {
  return (formatted, error) => {
    if (formatted.extensions?.code !== ('INTERNAL_SERVER_ERROR' satisfies ErrorCode)) return formatted;
    const cause = unwrapResolverError(error);
    if (isUnstorableText(cause))
      return replace(formatted, 'BAD_USER_INPUT', 'Text cannot hold the character U+0000.', {});
    const id = randomBytes(9).toString('base64url');
    if (isOutage(cause)) {
      log.warn({ err: cause, id, path: formatted.path }, 'the database is out of reach');
      return replace(formatted, 'SERVICE_UNAVAILABLE', 'The service is out of reach. Try again in a moment.', {
        retryAfter: 1,
      });
    }
    log.error({ err: cause, id, path: formatted.path }, 'unexpected error');
    return replace(formatted, 'INTERNAL_SERVER_ERROR', `Something went wrong here. The log tells more under ${id}.`, {
      id,
    });
  };
}

function replace(
  { locations, path }: GraphQLFormattedError,
  code: ErrorCode,
  message: string,
  details: Readonly<Record<string, unknown>>,
): GraphQLFormattedError {
  return { message, ...(locations && { locations }), ...(path && { path }), extensions: { code, ...details } };
}
