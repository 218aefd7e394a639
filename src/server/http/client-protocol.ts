import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { canonicalAddress, type TrustedProxies } from '../config/trusted-proxies.js';
import { clientHop } from './client-hop.js';
import { readHops } from './forwarded.js';

/** Whether the client's own connection is https: to this server, or to the first proxy in front of it. */
export type IsSecure = (request: IncomingMessage) => boolean;

/** By what trusted proxies say of that connection; if they say nothing, by the connection that there is. */
export function createIsSecure(proxies: TrustedProxies): IsSecure {
  // Each answer asks, and the other end of a connection stays who it is.
  const trusted = new WeakMap<Socket, boolean>();
  const isTrusted = (socket: Socket): boolean => {
    const isKnown = trusted.get(socket) ?? proxies.includes(addressOf(socket));
    trusted.set(socket, isKnown);
    return isKnown;
  };
  return (request) => {
    const { socket } = request;
    const told = saysProtocol(request) && isTrusted(socket) ? toldProtocol(proxies, request) : undefined;
    return told === undefined ? socket instanceof TLSSocket : told === 'https';
  };
}

function saysProtocol({ headers }: IncomingMessage): boolean {
  return headers.forwarded !== undefined || headers['x-forwarded-proto'] !== undefined;
}

function toldProtocol(proxies: TrustedProxies, request: IncomingMessage): string | undefined {
  const { forwarded, 'x-forwarded-proto': protocol } = request.headers;
  // A single one is the client's, whatever the addresses are, and nearly every proxy says no more.
  if (forwarded === undefined && (protocol === 'https' || protocol === 'http')) return protocol;
  return clientHop(proxies, addressOf(request.socket), readHops(request)).protocol;
}

function addressOf({ remoteAddress = '' }: Socket): string {
  return canonicalAddress(remoteAddress) ?? remoteAddress;
}
