/** The header type of an access token (RFC 9068 §2.1). */
export const ACCESS_TOKEN_TYPE = 'at+jwt';

/** An application's own claims, in addition to those that already have a meaning. */
export type CustomClaims = Readonly<Record<string, unknown>>;

/** The claims that the server sets (RFC 7519 §4.1, RFC 9068 §2.2), and those whose meaning others rely on. */
export const reservedClaims: ReadonlySet<string> = new Set([
  ...['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'sid', 'ver', 'roles', 'scope'],
  ...['auth_time', 'acr', 'amr', 'azp', 'client_id', 'cnf', 'act', 'may_act', 'groups', 'entitlements'],
]);

/** What an access token says about its bearer. */
export interface AccessTokenSubject {
  readonly subject: string;
  readonly sessionId: string;
  /** Raised when the user's rights change; a token of a lower one is revoked. */
  readonly version: number;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  readonly custom?: CustomClaims;
}

/** A token with a valid signature and valid claims. Times are seconds since the epoch. */
export interface VerifiedToken extends AccessTokenSubject {
  readonly issuer: string;
  readonly tokenId: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** The whole payload. */
  readonly claims: Readonly<Record<string, unknown>>;
}
