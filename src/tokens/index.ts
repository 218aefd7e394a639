export { type Algorithm, algorithms, MIN_SECRET_BYTES } from './algorithms.js';
export { type AccessTokenSubject, type CustomClaims, reservedClaims, type VerifiedToken } from './claims.js';
export { decodeToken } from './decode.js';
export { createTokenIssuer, type TokenIssuer, type TokenIssuerOptions } from './issue.js';
export { createKeyRing, type KeyRing, type KeyRingOptions, type SigningKey } from './key-ring.js';
export type { KeyStore, StoredKey } from './key-store.js';
export { createMasterKeys, MASTER_KEY_BYTES, type MasterKeys } from './master-keys.js';
export type { Revocations } from './revocations.js';
export { foreignAlgorithms, type TrustedIssuer } from './trusted-issuer.js';
export {
  createTrustedIssuers,
  type ForeignToken,
  type ForeignVerification,
  isSafeAddress,
  type TrustedIssuers,
  type TrustedIssuersOptions,
} from './trusted-issuers.js';
export { createVerifier, type Refusal, type Verification, type Verifier, type VerifierOptions } from './verify.js';
