import type { KeyObject } from 'node:crypto';
import type { ForeignAlgorithm } from '../jws/algorithms.js';
import type { ClaimPath } from './claim-path.js';

/** The claim must be one of these, or have one of them among its items. */
export interface ClaimValues {
  readonly claim: ClaimPath;
  readonly in: readonly string[];
}

/** Where roles are, and which of ours each stands for; others grant nothing. */
export interface RoleSource {
  readonly claim: ClaimPath;
  readonly map: Readonly<Record<string, string>>;
}

export interface ScopeSource {
  readonly claim: ClaimPath;
}

/** An issuer whose tokens count: Auth0, Keycloak, Entra, another Portcullis. */
export interface TrustedIssuer {
  /** `iss`, exactly; or a pattern of it with `{tenantid}` where each tenant has its own, which the claim `tid` names. */
  readonly issuer: string;
  /** Whose tokens count of a pattern: the tenants of this list, or `any` that its keys sign for. */
  readonly tenants?: readonly string[] | 'any' | undefined;
  /**
   * Whom a token must be for. As text or texts: `aud` is one of them, or has one among its items. Or another claim, for
   * issuers that name the client and no audience: `{ claim: 'client_id', in: ['…'] }`.
   */
  readonly audience: string | readonly string[] | ClaimValues;
  /** Where its keys are: https, or http on this machine. Without it, its metadata says so (OpenID Discovery, RFC 8414). */
  readonly jwksUri?: string | undefined;
  /** Whether its keys may come over http from elsewhere than this machine: whoever is on the way can forge its tokens. */
  readonly allowHttp?: boolean | undefined;
  /** A secret of 32 bytes or more that is shared with it, in place of keys: its tokens are HS256. */
  readonly secret?: KeyObject | Uint8Array | undefined;
  /** By default RS256, and with a secret HS256. */
  readonly algorithms?: readonly ForeignAlgorithm[] | undefined;
  /**
   * The `typ` that the header may have, in any case and with or without `application/`; null for none. By default
   * `at+jwt`, `JWT` and none. Under the last two, ID tokens and logout tokens are refused.
   */
  readonly typ?: readonly (string | null)[] | undefined;
  /** The claim that names the subject in tokens without `sub`: one that no two users share, and none can choose. */
  readonly subject?: { readonly claim: ClaimPath } | undefined;
  readonly roles?: RoleSource | readonly RoleSource[] | undefined;
  readonly scopes?: ScopeSource | readonly ScopeSource[] | undefined;
  /** What its access tokens have beside all that, and its other tokens have not; with `in`, one of these values. */
  readonly requiredClaims?: readonly (Pick<ClaimValues, 'claim'> & Partial<ClaimValues>)[] | undefined;
  /** Whether its ID tokens count, which is for issuers that give a client nothing else. False by default. */
  readonly acceptIdTokens?: boolean | undefined;
  /** The longest that one of its tokens may be: 8192 bytes by default, 16,384 at most. */
  readonly maxBytes?: number | undefined;
  /** The longest that one of its tokens may be valid, from `iat` to `exp`: 24 h by default, 30 days at most. */
  readonly maxLifetimeSeconds?: number | undefined;
}

export const DEFAULT_MAX_LIFETIME_SECONDS = 86_400;
/** The longest `maxLifetimeSeconds`: what is revoked is kept that long. */
export const LONGEST_FOREIGN_LIFETIME_SECONDS = 30 * 86_400;
/** The largest `maxBytes`. */
export const MOST_FOREIGN_BYTES = 16_384;
