import { isSafeAddress } from '../../tokens/index.js';
import type { ServerConfig } from './config.js';
import { isLoopback, leadsHere } from './loopback.js';

/** What the operator is told at the start, and what does not stop it. */
export function warningsOf(config: ServerConfig): readonly string[] {
  const { isProduction, host, publicUrl, accessDryRun, unknownVariables, refreshCookie, trustedIssuers, metrics } =
    config;
  const warnings: string[] = [...unknownVariables];
  if (!isProduction && !isLoopback(host)) {
    warnings.push(
      `DEVELOPMENT MODE ON ${host}: whoever reaches this server gets its whole schema and an explorer. Set NODE_ENV=production, or HOST=127.0.0.1.`,
    );
  }
  if (isProduction && leadsHere(publicUrl)) {
    warnings.push(`PUBLIC_URL is ${publicUrl}, and so are iss and aud of the tokens, by default. Set it.`);
  }
  if (refreshCookie && !refreshCookie.isSecure) {
    warnings.push(
      `REFRESH_COOKIE: over http the cookie is called ${refreshCookie.name}, without the protection that __Host- and Secure give it. That is for this machine alone.`,
    );
  }
  for (const { issuer, allowHttp, jwksUri } of trustedIssuers) {
    if (allowHttp && !(jwksUri !== undefined && isSafeAddress(jwksUri))) {
      const keys =
        jwksUri === undefined ? 'may come over http, from where its metadata says' : `come from ${jwksUri} over http`;
      warnings.push(
        `TRUSTED_ISSUERS: the keys of ${issuer} ${keys}. Whoever is on the way can put in their own, and sign tokens with any role. Use https.`,
      );
    }
  }
  if (isProduction && metrics && !metrics.isHostChosen && !isLoopback(metrics.host)) {
    warnings.push(
      `METRICS_PORT: whoever reaches port ${metrics.port} of ${metrics.host} reads the metrics, since METRICS_HOST is not set. Set it to an address that Prometheus alone reaches, or to ${metrics.host} if that port is closed to everybody else.`,
    );
  }
  if (accessDryRun) warnings.push('ACCESS_DRY_RUN is on: @auth refuses nothing.');
  return warnings;
}
