export { type Algorithm, algorithms, MIN_SECRET_BYTES } from './algorithms.js';
export { type Bearer, type BearerRequest, bearerOf } from './bearer.js';
export { type AccessTokenSubject, type CustomClaims, reservedClaims, type VerifiedToken } from './claims.js';
export { decodeToken } from './decode.js';
export type { ForeignToken, ForeignVerification } from './foreign-claims.js';
export { createTokenIssuer, type TokenIssuer, type TokenIssuerOptions } from './issue.js';
export {
  createKeyManager,
  type KeyManager,
  type KeyManagerOptions,
  type KeyReport,
  type Resealing,
  type Retirement,
  type Rotation,
} from './key-manager.js';
export { createKeyRing, type KeyRing, type KeyRingOptions } from './key-ring.js';
export type { KeyState } from './key-schedule.js';
export type { KeyChange, KeyPlan, KeyStore, StoredKey } from './key-store.js';
export { createMasterKeys, MASTER_KEY_BYTES, type MasterKeys } from './master-keys.js';
export type { ForeignRevocations, Revocations } from './revocations.js';
export type { SigningKey } from './sealed-key.js';
export type { Sealer } from './sealer.js';
export { LONGEST_LIFETIME_SECONDS } from './times.js';
export {
  foreignAlgorithms,
  isSafeAddress,
  isSafeName,
  LONGEST_FOREIGN_LIFETIME_SECONDS,
  type TrustedIssuer,
} from './trusted-issuer.js';
export {
  createTrustedIssuers,
  type TrustedIssuers,
  type TrustedIssuersOptions,
} from './trusted-issuers.js';
export { createVerifier, type Refusal, type Verification, type Verifier, type VerifierOptions } from './verify.js';
export { type AnyVerification, viewerOf, viewerOfToken } from './viewer-of.js';
