import type { KeyRing } from '../tokens/index.js';
import type { ServerConfig } from './config/config.js';

/**
 * Where this server tells of itself as an issuer: OpenID Connect Discovery 1.0 §4, and RFC 8414 §3, which puts the path
 * of an issuer that has one at the end. Whatever stands before all paths of this server, a proxy takes away.
 */
export function metadataPaths({ token: { issuer } }: Pick<ServerConfig, 'token'>): readonly string[] {
  const path = URL.canParse(issuer) ? new URL(issuer).pathname.replace(/\/$/, '') : '';
  const oauth = '/.well-known/oauth-authorization-server';
  return ['/.well-known/openid-configuration', oauth, ...(path === '' ? [] : [`${oauth}${path}`])];
}

/**
 * What those need who verify our tokens. The lists that both standards require are empty where there is nothing; without
 * one of grant types, there would be two by default (RFC 8414 §2). The algorithms stand where clients look for them,
 * though there are no ID tokens: no standard has a place for those of access tokens.
 */
export function metadataOf(
  { publicUrl, token: { issuer } }: Pick<ServerConfig, 'publicUrl' | 'token'>,
  keys: Pick<KeyRing, 'jwks' | 'signingKey'>,
): object {
  const algorithms = [keys.signingKey().algorithm, ...keys.jwks().keys.map(({ alg }) => alg)];
  return {
    issuer,
    jwks_uri: `${publicUrl}/.well-known/jwks.json`,
    id_token_signing_alg_values_supported: [...new Set(algorithms)],
    response_types_supported: [],
    grant_types_supported: [],
    subject_types_supported: ['public'],
  };
}
