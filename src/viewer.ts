import type { TokenReason } from './errors.js';

/** Who makes a request: what a verified token says about its bearer. It never changes while an operation runs. */
export interface Viewer {
  /** Anything other than `true` is an anonymous viewer, whatever else is set. */
  readonly authenticated: boolean;
  readonly issuer: string | null;
  /** Compared with `owner` fields; a viewer with null or an empty string owns nothing. */
  readonly subject: string | null;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  /** The verified payload. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** Seconds since the epoch. */
  readonly expiresAt: number | null;
  /** Why the viewer is anonymous; null if they are signed in. */
  readonly reason: TokenReason | null;
}

/** A signed-in viewer, as described by a verified token. */
export interface SignedInViewer extends Viewer {
  readonly authenticated: true;
  readonly subject: string;
  readonly reason: null;
}

/** A context whose viewer is signed in. */
export type SignedIn<TContext> = TContext & { readonly viewer: SignedInViewer };

/** The viewer of a request without a token. */
export const anonymous: Viewer = anonymousBecause('TOKEN_MISSING');

/** The viewer of a request whose token is not accepted. */
export function anonymousBecause(reason: TokenReason): Viewer {
  return Object.freeze({
    authenticated: false,
    issuer: null,
    subject: null,
    roles: Object.freeze([]),
    scopes: Object.freeze([]),
    claims: Object.freeze({}),
    expiresAt: null,
    reason,
  });
}
