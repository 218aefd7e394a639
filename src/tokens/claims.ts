/** The header type of an access token (RFC 9068 §2.1). */
export const ACCESS_TOKEN_TYPE = 'at+jwt';

/** What an access token says of its bearer. */
export interface AccessTokenSubject {
  readonly subject: string;
  readonly sessionId: string;
  /** Raised when the user's rights change; a token of a lower one is revoked. */
  readonly version: number;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
}

/** A token whose signature and claims hold. Times are seconds since the epoch. */
export interface VerifiedToken extends AccessTokenSubject {
  readonly issuer: string;
  readonly tokenId: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** The whole payload. */
  readonly claims: Readonly<Record<string, unknown>>;
}
