import type { VerifiedToken } from './claims.js';

/** What was taken back before its time. Asked for every token on every request, so it answers from memory. */
export interface Revocations {
  isRevoked(token: Pick<VerifiedToken, 'subject' | 'sessionId' | 'version' | 'tokenId'>): boolean;
  /** False while what was revoked elsewhere cannot be known: then no token can be taken for good. */
  isCurrent(): boolean;
}
