import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../../errors.js';

/**
 * An error that keeps a request from being run at all, with the HTTP status that its code means, unless it says one
 * itself: what the client caused is below 500. One without a code stays as it is, and is ours.
 */
export function withStatus(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const extensions: unknown = 'extensions' in error ? error.extensions : undefined;
  if (typeof extensions !== 'object' || extensions === null || !('code' in extensions)) return error;
  const { code } = extensions;
  if (typeof code !== 'string' || code === ('INTERNAL_SERVER_ERROR' satisfies ErrorCode)) return error;
  const status = code === ('SERVICE_UNAVAILABLE' satisfies ErrorCode) ? 503 : 400;
  return new GraphQLError(error.message, { extensions: { http: { status }, ...extensions } });
}
