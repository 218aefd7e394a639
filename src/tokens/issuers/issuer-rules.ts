import { createSecretKey, KeyObject } from 'node:crypto';
import type { ForeignAlgorithm } from '../jws/algorithms.js';
import type { ClaimPath } from './claim-path.js';
import { mediaTypeOf } from './token-kind.js';
import {
  type ClaimValues,
  DEFAULT_MAX_LIFETIME_SECONDS,
  type RoleSource,
  type TrustedIssuer,
} from './trusted-issuer.js';

/** The options of an issuer as they count: with those that are not written, and each in one form. */
export interface IssuerRules {
  readonly issuer: string;
  readonly tenants: readonly string[] | 'any';
  readonly audience: ClaimValues;
  readonly secret: KeyObject | undefined;
  readonly algorithms: readonly ForeignAlgorithm[];
  /** In small letters and without `application/`; null for none. */
  readonly types: readonly (string | null)[];
  readonly subject: ClaimPath | undefined;
  readonly roles: readonly RoleSource[];
  readonly scopes: readonly ClaimPath[];
  readonly requiredClaims: NonNullable<TrustedIssuer['requiredClaims']>;
  readonly acceptIdTokens: boolean;
  readonly maxBytes: number;
  readonly maxLifetimeSeconds: number;
}

const DEFAULT_TYPES = ['at+jwt', 'JWT', null] as const;
/** As many as a token of our own. */
export const DEFAULT_MAX_BYTES = 8192;

export function rulesOf(options: TrustedIssuer): IssuerRules {
  const { audience, secret, roles, scopes, typ = DEFAULT_TYPES } = options;
  return {
    issuer: options.issuer,
    tenants: options.tenants ?? [],
    audience: isClaimValues(audience) ? audience : { claim: 'aud', in: [audience].flat() },
    secret: secret === undefined || secret instanceof KeyObject ? secret : createSecretKey(secret),
    algorithms: options.algorithms ?? [secret === undefined ? 'RS256' : 'HS256'],
    types: typ.map((type) => mediaTypeOf(type) ?? null),
    subject: options.subject?.claim,
    roles: [roles ?? []].flat(),
    scopes: [scopes ?? []].flat().map(({ claim }) => claim),
    requiredClaims: options.requiredClaims ?? [],
    acceptIdTokens: options.acceptIdTokens ?? false,
    maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES,
    maxLifetimeSeconds: options.maxLifetimeSeconds ?? DEFAULT_MAX_LIFETIME_SECONDS,
  };
}

function isClaimValues(audience: TrustedIssuer['audience']): audience is ClaimValues {
  return typeof audience === 'object' && 'claim' in audience;
}
