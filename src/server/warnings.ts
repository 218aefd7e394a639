import { BlockList, isIP, isIPv6 } from 'node:net';
import type { ServerConfig } from './config.js';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/** What the operator is told at the start, and what does not stop it. */
export function warningsOf(config: ServerConfig): readonly string[] {
  const { isProduction, host, publicUrl, accessDryRun, unknownVariables } = config;
  const warnings: string[] = [...unknownVariables];
  if (!isProduction && !isLoopback(host)) {
    warnings.push(
      `DEVELOPMENT MODE ON ${host}: whoever reaches this server gets its whole schema and Apollo Sandbox. Set NODE_ENV=production, or HOST=127.0.0.1.`,
    );
  }
  if (isProduction && publicUrl.startsWith('http://localhost')) {
    warnings.push(`PUBLIC_URL is ${publicUrl}, and so are iss and aud of the tokens, by default. Set it.`);
  }
  if (accessDryRun) warnings.push('ACCESS_DRY_RUN is on: @auth refuses nothing.');
  return warnings;
}

/** True if nobody but this machine reaches that host. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || (isIP(host) > 0 && loopback.check(host, isIPv6(host) ? 'ipv6' : 'ipv4'));
}
