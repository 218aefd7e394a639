/** Which tokens of other issuers were taken back before their time. Asked on every request, so it answers from memory. */
export interface ForeignRevocations {
  /** By `iss` and `jti`. */
  isForeignRevoked(issuer: string, tokenId: string): boolean;
  /** False while what was revoked elsewhere cannot be known: then no token can be taken for good. */
  isCurrent(): boolean;
}
