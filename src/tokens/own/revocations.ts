import type { VerifiedToken } from './claims.js';

/** Which tokens have been revoked. It is asked for every token on every request, so it answers from memory. */
export interface Revocations {
  isRevoked(token: Pick<VerifiedToken, 'subject' | 'sessionId' | 'version' | 'tokenId'>): boolean;
  /** False while the revocations of other instances cannot be read: then no token can be accepted. */
  isCurrent(): boolean;
}
