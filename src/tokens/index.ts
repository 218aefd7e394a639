export { type Bearer, type BearerRequest, bearerOf } from './bearer.js';
export type { ClaimPath } from './issuers/claim-path.js';
export { explainIssuer } from './issuers/explain-issuer.js';
export type { ForeignToken, ForeignVerification } from './issuers/foreign-claims.js';
export type { ForeignRevocations } from './issuers/foreign-revocations.js';
export { type IssuerInspection, inspectIssuer, type ToldDate } from './issuers/inspect-issuer.js';
export { nameProblem, type OptionProblem, readIssuerOptions } from './issuers/issuer-options.js';
export { mayIssue } from './issuers/issuer-pattern.js';
export { DEFAULT_MAX_BYTES } from './issuers/issuer-rules.js';
export type { Preset, PresetIssuer } from './issuers/presets.js';
export { isSafeAddress } from './issuers/safe-address.js';
export {
  type ClaimValues,
  LONGEST_FOREIGN_LIFETIME_SECONDS,
  MOST_FOREIGN_BYTES,
  type RoleSource,
  type ScopeSource,
  type TrustedIssuer,
} from './issuers/trusted-issuer.js';
export {
  createTrustedIssuers,
  type TrustedIssuers,
  type TrustedIssuersOptions,
} from './issuers/trusted-issuers.js';
export { type Algorithm, algorithms, foreignAlgorithms, MIN_SECRET_BYTES } from './jws/algorithms.js';
export { type DecodedToken, decodeToken } from './jws/decode.js';
export { LONGEST_LIFETIME_SECONDS } from './jws/times.js';
export {
  createKeyManager,
  type KeyManager,
  type KeyManagerOptions,
  type KeyReport,
  type Resealing,
  type Retirement,
  type Rotation,
} from './keys/key-manager.js';
export { createKeyRing, type KeyRing, type KeyRingOptions } from './keys/key-ring.js';
export type { KeyState } from './keys/key-schedule.js';
export type { KeyChange, KeyPlan, KeyStore, StoredKey } from './keys/key-store.js';
export { createMasterKeys, MASTER_KEY_BYTES, type MasterKeys } from './keys/master-keys.js';
export type { SigningKey } from './keys/sealed-key.js';
export type { Sealer } from './keys/sealer.js';
export { type AccessTokenSubject, type CustomClaims, reservedClaims, type VerifiedToken } from './own/claims.js';
export { createTokenIssuer, type TokenIssuer, type TokenIssuerOptions } from './own/issue.js';
export type { Revocations } from './own/revocations.js';
export { createVerifier, type Refusal, type Verification, type Verifier, type VerifierOptions } from './own/verify.js';
export { type AnyVerification, viewerOf, viewerOfToken } from './viewer-of.js';
