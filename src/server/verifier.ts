import type { ModuleDeps } from '../module/index.js';
import { createTrustedIssuers, createVerifier, type TrustedIssuers, type Verifier } from '../tokens/index.js';

/** Verifies the access tokens of this server. */
export function createServerVerifier({ config: { token }, services, clock }: ModuleDeps): Verifier {
  return createVerifier({
    keys: services.keys,
    revocations: services.revocation,
    issuer: token.issuer,
    audience: token.audience,
    toleranceSeconds: token.toleranceSeconds,
    clock,
  });
}

/** Verifies the access tokens of the issuers that it trusts. */
export function createServerTrustedIssuers({ config, services, clock, log, trace }: ModuleDeps): TrustedIssuers {
  return createTrustedIssuers({
    issuers: config.trustedIssuers,
    toleranceSeconds: config.token.toleranceSeconds,
    clock,
    revocations: services.revocation,
    aroundFetch: (fetch) => trace('portcullis.jwks_fetch', {}, fetch),
    onFailure: (error) => log.warn({ err: error }, 'keys of a trusted issuer cannot be fetched, or not be used'),
  });
}
