import { type GraphQLError, type GraphQLResolveInfo, responsePathAsArray } from 'graphql';
import type { TokenReason } from '../../errors.js';
import type { Viewer } from '../../viewer.js';
import { codeFor, type RefusalCode } from '../decide/refusal-code.js';
import { AccessError, type ErrorPlace, errorAt } from './access-error.js';

const MESSAGES: Readonly<Record<TokenReason, string>> = {
  TOKEN_MISSING: 'Sign in first: this needs an access token.',
  SCHEME_NOT_BEARER:
    'The access token was sent with the wrong scheme, or none. Send it as: Authorization: Bearer <token>',
  TOKEN_INVALID: 'The access token is not valid.',
  TOKEN_EXPIRED: 'The access token has expired.',
  TOKEN_REVOKED: 'The access token has been revoked.',
};

const REFUSED: readonly unknown[] = ['UNAUTHENTICATED', 'FORBIDDEN'] satisfies readonly RefusalCode['code'][];

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
  return errorAt('Nothing was run, because another part of the operation is not allowed.', place, {
    code,
    reason: 'NOT_RUN',
  });
}

/** Whether an error comes from `@auth` (`UNAUTHENTICATED` or `FORBIDDEN`), and not from a resolver. */
export function isRefusal(error: unknown): error is GraphQLError {
  return error instanceof AccessError && REFUSED.includes(error.extensions.code);
}

/** The error of an operation that has more in it than is looked at. */
export function tooLarge(place: ErrorPlace = {}): GraphQLError {
  return errorAt('The operation is too large. Request less at once.', place, { code: 'BAD_USER_INPUT' });
}
