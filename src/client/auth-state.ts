/** Why a client is signed out: the user signed out, the session expired, it was ended elsewhere, or it was stolen. */
export type SignedOutReason = 'SIGNED_OUT' | 'EXPIRED' | 'REVOKED' | 'REUSED';

/** The viewer that the access token names. Use it to decide what to show, never what is allowed. */
export interface ClientViewer {
  readonly subject: string;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  /** The whole payload of the token. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Whether somebody is signed in, and how that last changed. */
export type AuthState =
  | {
      readonly isSignedIn: true;
      readonly reason: 'SIGNED_IN' | 'REFRESHED';
      readonly userId: string;
      readonly sessionId: string;
      /**
       * Null until there is an access token, for instance after an earlier visit while the server cannot be reached.
       */
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
