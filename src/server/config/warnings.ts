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
      `DEVELOPMENT MODE ON ${host}: anyone who reaches this server gets its whole schema and an explorer. Set NODE_ENV=production, or HOST=127.0.0.1.`,
    );
  }
  if (isProduction && leadsHere(publicUrl)) {
    warnings.push(
      `PUBLIC_URL is ${publicUrl}, which is also the default iss and aud of the tokens. Set it to the address that clients use.`,
    );
  }
  if (refreshCookie && !refreshCookie.isSecure) {
    warnings.push(
      `REFRESH_COOKIE: over http the cookie is called ${refreshCookie.name}, without the protection of __Host- and Secure. Use this only on a local machine.`,
    );
  }
  for (const { issuer, allowHttp, jwksUri } of trustedIssuers) {
    if (allowHttp && !(jwksUri !== undefined && isSafeAddress(jwksUri))) {
      const keys =
        jwksUri === undefined
          ? 'may be fetched over http from the address in its metadata'
          : `are fetched from ${jwksUri} over http`;
      warnings.push(
        `TRUSTED_ISSUERS: the keys of ${issuer} ${keys}. Anyone on the network path can replace them and sign tokens with any role. Use https.`,
      );
    }
  }
  if (isProduction && metrics && !metrics.isHostChosen && !isLoopback(metrics.host)) {
    warnings.push(
      `METRICS_PORT: anyone who reaches port ${metrics.port} of ${metrics.host} can read the metrics, because METRICS_HOST is not set. Set it to an address that only Prometheus reaches, or to ${metrics.host} if that port is closed to everyone else.`,
    );
  }
  if (accessDryRun) warnings.push('ACCESS_DRY_RUN is on: @auth refuses nothing.');
  return warnings;
}
