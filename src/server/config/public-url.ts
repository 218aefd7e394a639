import type { TlsConfig } from './tls-files.js';

/** Where clients reach a server on this port, unless PUBLIC_URL says otherwise. */
export function defaultPublicUrl({
  port,
  tls,
}: {
  readonly port: number;
  readonly tls: TlsConfig | undefined;
}): string {
  return `${tls ? 'https' : 'http'}://localhost:${port}`;
}
