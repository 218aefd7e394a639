import { createServer, type Server } from 'node:net';
import type { ServerConfig } from '../config/config.js';
import { defaultPublicUrl } from '../config/public-url.js';

/** A port that nobody else can take, before there is a server on it: `server.listen(socket)` takes it over. */
export interface ReservedPort {
  readonly port: number;
  readonly socket: Server;
}

/**
 * Takes a free port of this host; none if there is none, which to listen will tell. Whoever connects before there is a
 * server is sent away.
 */
export function reservePort(host: string): Promise<ReservedPort | undefined> {
  return new Promise((resolve) => {
    const socket = createServer((early) => early.destroy());
    socket.once('error', () => resolve(undefined));
    socket.listen(0, host, () => {
      const address = socket.address();
      resolve(typeof address === 'object' && address ? { socket, port: address.port } : undefined);
    });
  });
}

/** The configuration of `PORT=0` once the port is known: what has its address by default has the real one. */
export function withPort(config: ServerConfig, port: number): ServerConfig {
  const { publicUrl, appUrl, token, tls } = config;
  const unknown = defaultPublicUrl({ port: 0, tls });
  const real = (url: string) => (url === unknown ? defaultPublicUrl({ port, tls }) : url);
  return Object.freeze({
    ...config,
    port,
    publicUrl: real(publicUrl),
    appUrl: real(appUrl),
    token: Object.freeze({ ...token, issuer: real(token.issuer), audience: real(token.audience) }),
  });
}
