import type { TokenReason } from '../../errors.js';
import type { Viewer } from '../../viewer.js';

const REASONS: ReadonlySet<unknown> = new Set<TokenReason>([
  'TOKEN_MISSING',
  'SCHEME_NOT_BEARER',
  'TOKEN_INVALID',
  'TOKEN_EXPIRED',
  'TOKEN_REVOKED',
]);

/**
 * The code of a refusal: `FORBIDDEN` for a signed-in viewer; otherwise `UNAUTHENTICATED`, with the reason why nobody is
 * signed in.
 */
export type RefusalCode =
  | { readonly code: 'FORBIDDEN'; readonly reason: null }
  | { readonly code: 'UNAUTHENTICATED'; readonly reason: TokenReason };

export function codeFor(viewer: Viewer | null | undefined): RefusalCode {
  if (viewer?.authenticated === true) return { code: 'FORBIDDEN', reason: null };
  return { code: 'UNAUTHENTICATED', reason: reasonOf(viewer?.reason ?? 'TOKEN_MISSING') };
}

/** A host may make viewers of its own, with reasons that clients do not know. */
function reasonOf(reason: TokenReason): TokenReason {
  return REASONS.has(reason) ? reason : 'TOKEN_INVALID';
}

/** A place in an operation that is refused to its viewer, with the code. */
export type Refusal = RefusalCode & {
  /** Response keys, without the indices of lists. */
  readonly path: readonly string[];
  /** `Type.field` */
  readonly coordinate: string;
};
