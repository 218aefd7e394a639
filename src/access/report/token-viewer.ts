import { anonymous, type Viewer } from '../../viewer.js';
import type { AccessTable } from '../rules/compile.js';
import { scopesOfRoles } from '../rules/grants.js';

/** What is known of a token. */
export interface TokenContent {
  readonly roles: readonly string[];
  /** The verified payload: `sub`, `scope` and `roles` count as in a token of ours. */
  readonly claims: Readonly<Record<string, unknown>> | undefined;
}

const SOMEBODY = 'somebody';

/**
 * The viewer of such a token; without roles and claims nobody. What is not said, the token does not have, but for its
 * subject, which may be the owner of something, and the scopes of its roles: a token of ours has those. What the claims
 * say of `scope` stands instead, and a token with an `iss` has no other scopes, since another issuer's has not.
 */
export function viewerOfToken({ roles, claims }: TokenContent, table: Pick<AccessTable, 'grants'>): Viewer {
  if (roles.length === 0 && claims === undefined) return anonymous;
  const { iss, sub = SOMEBODY, scope, roles: claimed } = claims ?? {};
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  const held = [...roles, ...(Array.isArray(claimed) ? claimed.filter((role) => typeof role === 'string') : [])];
  const isOurs = iss === undefined && scope === undefined;
  return {
    authenticated: true,
    issuer: text(iss),
    subject: text(sub),
    roles: held,
    scopes: isOurs ? scopesOfRoles(table, held) : (text(scope)?.split(' ').filter(Boolean) ?? []),
    claims: claims ?? {},
    expiresAt: null,
    reason: null,
  };
}
