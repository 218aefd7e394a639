import type { KeyObject } from 'node:crypto';
import type { ForeignAlgorithm } from '../jws/algorithms.js';
import type { ClaimPath } from './claim-path.js';

/** The claim must be one of these, or have one of them among its items. */
export interface ClaimValues {
  readonly claim: ClaimPath;
  readonly in: readonly string[];
}

/** The claim with the roles, and your role for each of them; others grant nothing. */
export interface RoleSource {
  readonly claim: ClaimPath;
  readonly map: Readonly<Record<string, string>>;
}

export interface ScopeSource {
  readonly claim: ClaimPath;
}

/** An issuer whose tokens are accepted: Auth0, Keycloak, Entra, another Portcullis. */
export interface TrustedIssuer {
  /** The exact `iss`; or a pattern with `{tenantid}` if each tenant has its own, which the claim `tid` names. */
  readonly issuer: string;
  /** For a pattern, the tenants whose tokens are accepted: a list, or `any` for all that its keys sign for. */
  readonly tenants?: readonly string[] | 'any' | undefined;
  /**
   * The audience that a token must have. As one or more strings: `aud` is one of them, or contains one. Or another
   * claim, for issuers that name the client instead of an audience: `{ claim: 'client_id', in: ['…'] }`.
   */
  readonly audience: string | readonly string[] | ClaimValues;
  /**
   * The address of its keys: https, or http on this machine. By default it is read from the issuer's metadata (OpenID
   * Discovery, RFC 8414).
   */
  readonly jwksUri?: string | undefined;
  /**
   * Whether its keys may be fetched over http from another machine: anyone on the network path can then forge its
   * tokens.
   */
  readonly allowHttp?: boolean | undefined;
  /** A shared secret of at least 32 bytes, instead of keys: its tokens are HS256. */
  readonly secret?: KeyObject | Uint8Array | undefined;
  /** By default RS256, and with a secret HS256. */
  readonly algorithms?: readonly ForeignAlgorithm[] | undefined;
  /**
   * The allowed `typ` of the header, case-insensitive and with or without `application/`; null for none. By default
   * `at+jwt`, `JWT` and none. With the last two, ID tokens and logout tokens are refused.
   */
  readonly typ?: readonly (string | null)[] | undefined;
  /**
   * The claim that names the subject in tokens without `sub`: one that no two users share, and that users cannot
   * choose.
   */
  readonly subject?: { readonly claim: ClaimPath } | undefined;
  readonly roles?: RoleSource | readonly RoleSource[] | undefined;
  readonly scopes?: ScopeSource | readonly ScopeSource[] | undefined;
  /**
   * Further claims that its access tokens have and its other tokens do not; with `in`, the claim must have one of these
   * values.
   */
  readonly requiredClaims?: readonly (Pick<ClaimValues, 'claim'> & Partial<ClaimValues>)[] | undefined;
  /** Whether its ID tokens are accepted, for issuers that give a client nothing else. False by default. */
  readonly acceptIdTokens?: boolean | undefined;
  /** The maximum size of its tokens: 8192 bytes by default, at most 16,384. */
  readonly maxBytes?: number | undefined;
  /** The maximum lifetime of its tokens, from `iat` to `exp`: 24 h by default, at most 30 days. */
  readonly maxLifetimeSeconds?: number | undefined;
}

export const DEFAULT_MAX_LIFETIME_SECONDS = 86_400;
/** The longest `maxLifetimeSeconds`: what is revoked is kept that long. */
export const LONGEST_FOREIGN_LIFETIME_SECONDS = 30 * 86_400;
/** The largest `maxBytes`. */
export const MOST_FOREIGN_BYTES = 16_384;
