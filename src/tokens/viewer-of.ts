import { PortcullisError, type TokenReason } from '../errors.js';
import { anonymousBecause, type Viewer } from '../viewer.js';
import type { ForeignToken } from './issuers/foreign-claims.js';
import type { VerifiedToken } from './own/claims.js';

/**
 * The result for the token of a request: from `verify`, ours or that of trusted issuers, or from `bearerOf` if there
 * was none.
 */
export type AnyVerification =
  | { readonly token: VerifiedToken | ForeignToken }
  | { readonly refusal: { readonly reason: TokenReason } }
  | { readonly unavailable: unknown };

const viewers = new WeakMap<AnyVerification, Viewer>();

/**
 * The viewer of a verified token, or an anonymous one with the reason; the same object each time for one verification.
 * Call it in the `viewerOf` of `protectSchema`, so that public fields answer in any case: it throws a `PortcullisError`
 * with `SERVICE_UNAVAILABLE` if the token cannot be verified at the moment. Throws a `TypeError` for anything other
 * than a verification.
 */
export function viewerOf(verification: AnyVerification): Viewer {
  const known = viewers.get(verification);
  if (known) return known;
  const viewer = makeViewer(verification);
  viewers.set(verification, viewer);
  return viewer;
}

function makeViewer(verification: AnyVerification): Viewer {
  // A raw token, or a promise, makes nobody a viewer.
  if ('token' in verification && typeof verification.token?.subject === 'string')
    return viewerOfToken(verification.token);
  if ('refusal' in verification) return anonymousBecause(verification.refusal.reason);
  if ('unavailable' in verification) {
    const message = 'Cannot verify the access token at the moment.';
    throw new PortcullisError('SERVICE_UNAVAILABLE', message, { retryAfter: 1 });
  }
  throw new TypeError(
    'viewerOf expects the result of verify, or of bearerOf where there was no token. Await it first.',
  );
}

/**
 * The viewer that a verified token says, made anew: for a context that is made once for a request and keeps it. To remember
 * one for each verification, as `viewerOf` does, costs twenty times as much.
 */
export function viewerOfToken({
  issuer,
  subject,
  roles,
  scopes,
  claims,
  expiresAt,
}: VerifiedToken | ForeignToken): Viewer {
  return Object.freeze({ authenticated: true, issuer, subject, roles, scopes, claims, expiresAt, reason: null });
}
