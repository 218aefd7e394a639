import type { ServerConfig } from '../config/config.js';

/** Where a server that listens there can be reached from this machine. */
export function originOf({ tls, host, port }: Pick<ServerConfig, 'tls' | 'host' | 'port'>): string {
  return `${tls ? 'https' : 'http'}://${reachable(host)}:${port}`;
}

/** An address that can be opened, for one that stands for all. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
