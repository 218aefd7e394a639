import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import type { TokenReason } from '../errors.js';
import type { Viewer } from './viewer.js';

const MESSAGES: Readonly<Record<TokenReason, string>> = {
  TOKEN_MISSING: 'Sign in first: this needs an access token.',
  TOKEN_INVALID: 'The access token is not valid.',
  TOKEN_EXPIRED: 'The access token has expired.',
  TOKEN_REVOKED: 'The access token was revoked.',
};

/** Where an error is said to be, when that is not where it is thrown. */
export type ErrorPlace = Pick<GraphQLErrorOptions, 'path' | 'nodes'>;

/** The error at the path of a refused field. It says who the viewer is to us, and nothing of the rule. */
export function refusal(viewer: Viewer | null | undefined, place: ErrorPlace = {}): GraphQLError {
  if (viewer?.authenticated === true) {
    return new GraphQLError('You are not allowed to use this.', { ...place, extensions: { code: 'FORBIDDEN' } });
  }
  const reason = viewer?.reason ?? 'TOKEN_MISSING';
  return new GraphQLError(MESSAGES[reason], { ...place, extensions: { code: 'UNAUTHENTICATED', reason } });
}

/** The error of a root field that would have been allowed, beside one that was not. */
export function notRun(viewer: Viewer | null | undefined): GraphQLError {
  const code = viewer?.authenticated === true ? 'FORBIDDEN' : 'UNAUTHENTICATED';
  return new GraphQLError('Nothing was run, since another part of the operation is not allowed.', {
    extensions: { code, reason: 'NOT_RUN' },
  });
}

/** The error of an operation that has more in it than is looked at. */
export function tooLarge(): GraphQLError {
  return new GraphQLError('The operation is too large. Ask for less of it at once.', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
