import type { ModuleDeps, Stop } from '../module/index.js';
import { createTrustedIssuers, createVerifier, type TrustedIssuers, type Verifier } from '../tokens/index.js';
import { repeat } from '../toolkit/repeat.js';
import type { CacheFigures } from './metrics/cache-metrics.js';

const REFRESH_ISSUERS_MILLISECONDS = 600_000;

export interface Verification {
  readonly verifier: Verifier;
  readonly trustedIssuers: TrustedIssuers;
}

/** What verifies access tokens, with the keys of the trusted issuers, which are fetched again every 10 minutes. */
export async function openVerification(deps: ModuleDeps): Promise<Verification & { readonly stopRefreshing: Stop }> {
  const trustedIssuers = createServerTrustedIssuers(deps);
  await trustedIssuers.refresh();
  const stopRefreshing = repeat(REFRESH_ISSUERS_MILLISECONDS, trustedIssuers.refresh, () => {});
  return { verifier: createServerVerifier(deps), trustedIssuers, stopRefreshing };
}

/** Of the tokens that are remembered. */
export function cacheFiguresOf({
  verifier,
  trustedIssuers,
}: Verification): Readonly<Record<'tokens' | 'trusted_tokens', () => CacheFigures>> {
  return { tokens: verifier.figures, trusted_tokens: trustedIssuers.figures };
}

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
    onFailure: (error) => log.warn({ err: error }, 'the keys of a trusted issuer cannot be fetched or used'),
  });
}
