import type { ModuleDeps } from '../module.js';
import { createVerifier, type Verifier } from '../tokens/index.js';

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
