import type { IncomingMessage } from 'node:http';
import { type Hop, readForwarded, readForwardedFor } from './forwarded.js';
import { canonicalAddress, type TrustedProxies } from './trusted-proxies.js';

/** The address of the client that a request comes from; null if nobody knows it. */
export type ClientAddress = (request: IncomingMessage) => string | null;

export interface ClientAddressOptions {
  readonly proxies: TrustedProxies;
  /** Told once that requests say where they come from, and are not believed. */
  readonly onUntrusted: (address: string) => void;
}

/**
 * Each proxy names whom it got the request from, so from the connection on, an address is believed if whoever names it is
 * trusted. The client is the first who is not. Others may have written into the same headers before.
 */
export function createClientAddress({ proxies, onUntrusted }: ClientAddressOptions): ClientAddress {
  let isTold = false;
  return ({ socket, headers }) => {
    const remote = socket.remoteAddress;
    if (remote === undefined) return null;
    const address = canonicalAddress(remote) ?? remote;
    const { forwarded, 'x-forwarded-for': forwardedFor } = headers;
    if (forwarded === undefined && forwardedFor === undefined) return address;
    if (!proxies.includes(address)) {
      if (!isTold) onUntrusted(address);
      isTold = true;
      return address;
    }
    const lists = [
      ...(forwarded === undefined ? [] : [readForwarded(forwarded)]),
      ...(forwardedFor === undefined ? [] : [readForwardedFor([forwardedFor].flat().join(','))]),
    ];
    const clients = lists.map((hops = []) => firstUntrusted(proxies, address, hops));
    const [client = address] = clients;
    // A proxy passes on what it does not write itself. Of two headers, one may be the client's own.
    return clients.every((each) => each === client) ? client : address;
  };
}

function firstUntrusted(proxies: TrustedProxies, remote: string, hops: readonly Hop[]): string {
  let client = remote;
  for (const hop of hops.toReversed()) {
    if (hop === undefined || !proxies.includes(client)) return client;
    client = hop;
  }
  return client;
}
