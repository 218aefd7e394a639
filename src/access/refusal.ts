import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import type { TokenReason } from '../errors.js';
import type { Viewer } from './viewer.js';

const MESSAGES: Readonly<Record<TokenReason, string>> = {
  TOKEN_MISSING: 'Sign in first: this needs an access token.',
  TOKEN_INVALID: 'The access token is not valid.',
  TOKEN_EXPIRED: 'The access token has expired.',
  TOKEN_REVOKED: 'The access token was revoked.',
};

/** What a viewer is refused with: `FORBIDDEN` if signed in, else `UNAUTHENTICATED` and why he is not. */
export type RefusalCode =
  | { readonly code: 'FORBIDDEN'; readonly reason: null }
  | { readonly code: 'UNAUTHENTICATED'; readonly reason: TokenReason };

export function codeFor(viewer: Viewer | null | undefined): RefusalCode {
  if (viewer?.authenticated === true) return { code: 'FORBIDDEN', reason: null };
  return { code: 'UNAUTHENTICATED', reason: viewer?.reason ?? 'TOKEN_MISSING' };
}

/** Where an error is said to be, when that is not where it is thrown. */
export type ErrorPlace = Pick<GraphQLErrorOptions, 'path' | 'nodes'>;

/** The error at the path of a refused field. It says who the viewer is to us, and nothing of the rule. */
export function refusal(viewer: Viewer | null | undefined, place: ErrorPlace = {}): GraphQLError {
  const { code, reason } = codeFor(viewer);
  return reason === null
    ? new GraphQLError('You are not allowed to use this.', { ...place, extensions: { code } })
    : new GraphQLError(MESSAGES[reason], { ...place, extensions: { code, reason } });
}

/** The error of a root field that would have been allowed, beside one that was not. */
export function notRun(viewer: Viewer | null | undefined): GraphQLError {
  return new GraphQLError('Nothing was run, since another part of the operation is not allowed.', {
    extensions: { code: codeFor(viewer).code, reason: 'NOT_RUN' },
  });
}

/** The error of an operation that has more in it than is looked at. */
export function tooLarge(): GraphQLError {
  return new GraphQLError('The operation is too large. Ask for less of it at once.', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
