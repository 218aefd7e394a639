import { type GraphQLError, type GraphQLResolveInfo, responsePathAsArray } from 'graphql';
import type { TokenReason } from '../errors.js';
import { AccessError, type ErrorPlace, errorAt } from './access-error.js';
import type { Viewer } from './viewer.js';

const MESSAGES: Readonly<Record<TokenReason, string>> = {
  TOKEN_MISSING: 'Sign in first: this needs an access token.',
  TOKEN_INVALID: 'The access token is not valid.',
  TOKEN_EXPIRED: 'The access token has expired.',
  TOKEN_REVOKED: 'The access token was revoked.',
};

const REFUSED: readonly unknown[] = ['UNAUTHENTICATED', 'FORBIDDEN'] satisfies readonly RefusalCode['code'][];

/** What a viewer is refused with: `FORBIDDEN` if signed in, else `UNAUTHENTICATED` and why he is not. */
export type RefusalCode =
  | { readonly code: 'FORBIDDEN'; readonly reason: null }
  | { readonly code: 'UNAUTHENTICATED'; readonly reason: TokenReason };

export function codeFor(viewer: Viewer | null | undefined): RefusalCode {
  if (viewer?.authenticated === true) return { code: 'FORBIDDEN', reason: null };
  return { code: 'UNAUTHENTICATED', reason: reasonOf(viewer?.reason ?? 'TOKEN_MISSING') };
}

/** A host may make viewers of its own, with reasons that clients do not know. */
function reasonOf(reason: TokenReason): TokenReason {
  return typeof reason === 'string' && Object.hasOwn(MESSAGES, reason) ? reason : 'TOKEN_INVALID';
}

/** The place of a field. graphql-js would find out the same, and make the error a second time for it. */
export function placeOf({ path, fieldNodes }: Pick<GraphQLResolveInfo, 'path' | 'fieldNodes'>): ErrorPlace {
  return { path: responsePathAsArray(path), nodes: fieldNodes };
}

/** The error at the path of a refused field. It says who the viewer is to us, and nothing of the rule. */
export function refusal(viewer: Viewer | null | undefined, place: ErrorPlace = {}): GraphQLError {
  const { code, reason } = codeFor(viewer);
  return reason === null
    ? errorAt('You are not allowed to use this.', place, { code })
    : errorAt(MESSAGES[reason], place, { code, reason });
}

/** The error of a root field that would have been allowed, beside one that was not. */
export function notRun(viewer: Viewer | null | undefined, place: ErrorPlace = {}): GraphQLError {
  const { code } = codeFor(viewer);
  return errorAt('Nothing was run, since another part of the operation is not allowed.', place, {
    code,
    reason: 'NOT_RUN',
  });
}

/** Whether this is what `@auth` answered, and not what a resolver has thrown: `UNAUTHENTICATED`, `FORBIDDEN`. */
export function isRefusal(error: unknown): error is GraphQLError {
  return error instanceof AccessError && REFUSED.includes(error.extensions.code);
}

/** The error of an operation that has more in it than is looked at. */
export function tooLarge(place: ErrorPlace = {}): GraphQLError {
  return errorAt('The operation is too large. Ask for less of it at once.', place, { code: 'BAD_USER_INPUT' });
}
