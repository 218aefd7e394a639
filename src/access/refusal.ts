import { GraphQLError } from 'graphql';
import type { TokenReason } from '../errors.js';
import type { Viewer } from './viewer.js';

const MESSAGES: Readonly<Record<TokenReason, string>> = {
  TOKEN_MISSING: 'Sign in first: this needs an access token.',
  TOKEN_INVALID: 'The access token is not valid.',
  TOKEN_EXPIRED: 'The access token has expired.',
  TOKEN_REVOKED: 'The access token was revoked.',
};

/** The error at the path of a refused field. It says who the viewer is to us, and nothing of the rule. */
export function refusal(viewer: Viewer | null | undefined): GraphQLError {
  if (viewer?.authenticated === true) {
    return new GraphQLError('You are not allowed to use this.', { extensions: { code: 'FORBIDDEN' } });
  }
  const reason = viewer?.reason ?? 'TOKEN_MISSING';
  return new GraphQLError(MESSAGES[reason], { extensions: { code: 'UNAUTHENTICATED', reason } });
}
