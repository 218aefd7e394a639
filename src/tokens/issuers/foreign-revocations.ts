/** Which tokens of other issuers have been revoked. It is asked on every request, so it answers from memory. */
export interface ForeignRevocations {
  /** By `iss` and `jti`. */
  isForeignRevoked(issuer: string, tokenId: string): boolean;
  /** False while the revocations of other instances cannot be read: then no token can be accepted. */
  isCurrent(): boolean;
}
