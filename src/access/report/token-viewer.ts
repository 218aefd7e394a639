import { anonymous, type Viewer } from '../../viewer.js';

/** What is known of a token. */
export interface TokenContent {
  readonly roles: readonly string[];
  /** The verified payload: `sub`, `scope` and `roles` count as in a token of ours. */
  readonly claims: Readonly<Record<string, unknown>> | undefined;
}

const SOMEBODY = 'somebody';

/**
 * The viewer of such a token; without roles and claims nobody. What is not said, the token does not have, but for its
 * subject: that may be the owner of something.
 */
export function viewerOfToken({ roles, claims }: TokenContent): Viewer {
  if (roles.length === 0 && claims === undefined) return anonymous;
  const { iss, sub = SOMEBODY, scope, roles: claimed } = claims ?? {};
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  return {
    authenticated: true,
    issuer: text(iss),
    subject: text(sub),
    roles: [...roles, ...(Array.isArray(claimed) ? claimed.filter((role) => typeof role === 'string') : [])],
    scopes: text(scope)?.split(' ').filter(Boolean) ?? [],
    claims: claims ?? {},
    expiresAt: null,
    reason: null,
  };
}
