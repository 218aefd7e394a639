import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { TrustedProxies } from '../config/trusted-proxies.js';
import { clientHop } from './client-hop.js';
import { readHops } from './forwarded.js';
import { createIsTrusted, peerAddress } from './is-trusted.js';

/** Whether the client's own connection is https: to this server, or to the first proxy in front of it. */
export type IsSecure = (request: IncomingMessage) => boolean;

/** By what trusted proxies say of that connection; if they say nothing, by the connection that there is. */
export function createIsSecure(proxies: TrustedProxies): IsSecure {
  const isTrusted = createIsTrusted(proxies);
  return (request) => {
    const told = saysProtocol(request) && isTrusted(request) ? toldProtocol(proxies, request) : undefined;
    return told === undefined ? request.socket instanceof TLSSocket : told === 'https';
  };
}

function saysProtocol({ headers }: IncomingMessage): boolean {
  return headers.forwarded !== undefined || headers['x-forwarded-proto'] !== undefined;
}

function toldProtocol(proxies: TrustedProxies, request: IncomingMessage): string | undefined {
  const { forwarded, 'x-forwarded-proto': protocol } = request.headers;
  // A single one is the client's, whatever the addresses are, and nearly every proxy says no more.
  if (forwarded === undefined && (protocol === 'https' || protocol === 'http')) return protocol;
  return clientHop(proxies, peerAddress(request.socket), readHops(request)).protocol;
}
