import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { canonicalAddress, type TrustedProxies } from '../config/trusted-proxies.js';

/** Whether a request comes from a proxy that is believed what it says. */
export type IsTrusted = (request: Pick<IncomingMessage, 'socket'>) => boolean;

export function createIsTrusted(proxies: TrustedProxies): IsTrusted {
  if (proxies.isEmpty) return () => false;
  // The other end of a connection stays who it is.
  const trusted = new WeakMap<Socket, boolean>();
  return ({ socket }) => {
    const known = trusted.get(socket);
    if (known !== undefined) return known;
    const isTrusted = proxies.includes(peerAddress(socket));
    trusted.set(socket, isTrusted);
    return isTrusted;
  };
}

/** In the one way to write it; empty if nobody knows it. */
export function peerAddress({ remoteAddress = '' }: Pick<Socket, 'remoteAddress'>): string {
  return canonicalAddress(remoteAddress) ?? remoteAddress;
}
