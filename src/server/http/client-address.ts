import type { IncomingMessage } from 'node:http';
import { canonicalAddress, type TrustedProxies } from '../config/trusted-proxies.js';
import { clientHop } from './client-hop.js';
import { hasHops, readHops } from './forwarded.js';

/** The address of the client that a request comes from; null if nobody knows it. */
export type ClientAddress = (request: IncomingMessage) => string | null;

export interface ClientAddressOptions {
  readonly proxies: TrustedProxies;
  /** Told once that requests say where they come from, and are not believed. */
  readonly onUntrusted: (address: string) => void;
}

export function createClientAddress({ proxies, onUntrusted }: ClientAddressOptions): ClientAddress {
  let isTold = false;
  return (request) => {
    const remote = request.socket.remoteAddress;
    if (remote === undefined) return null;
    const address = canonicalAddress(remote) ?? remote;
    if (!hasHops(request)) return address;
    // Of anybody else it is not even read: that takes the longer, the more they write.
    if (proxies.includes(address)) return clientHop(proxies, address, readHops(request)).address;
    if (!isTold) onUntrusted(address);
    isTold = true;
    return address;
  };
}
