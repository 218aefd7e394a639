/** Why a client is signed out: by its user, because its time was over, because it was ended elsewhere, or because it was stolen. */
export type SignedOutReason = 'SIGNED_OUT' | 'EXPIRED' | 'REVOKED' | 'REUSED';

/** Whom the access token is for, as it says itself. It decides what to show, and never what is allowed. */
export interface ClientViewer {
  readonly subject: string;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  /** Everything that the token says. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Whether somebody is signed in, and the last change of that. */
export type AuthState =
  | {
      readonly isSignedIn: true;
      readonly reason: 'SIGNED_IN' | 'REFRESHED';
      readonly userId: string;
      readonly sessionId: string;
      /** Null until there is an access token: after a visit before, or while the server cannot be reached. */
      readonly viewer: ClientViewer | null;
    }
  | { readonly isSignedIn: false; readonly reason: SignedOutReason };

/** Reads a JWT without verifying it, which is for the server to do. Null if it is none. */
export function readViewer(token: string): ClientViewer | null {
  try {
    const [, payload = ''] = token.split('.');
    const bytes = Uint8Array.from(atob(payload.replace(/-/g, '+').replace(/_/g, '/')), (each) => each.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes));
    const { sub, roles, scope } = claims;
    return {
      subject: String(sub),
      roles: Array.isArray(roles) ? roles : [],
      scopes: typeof scope === 'string' ? (scope.match(/\S+/g) ?? []) : [],
      claims,
    };
  } catch {
    return null;
  }
}
