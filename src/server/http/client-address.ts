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
  const canonical = createMemory<string>();
  const trusted = createMemory<boolean>();
  const told = createMemory<string>();
  return (request) => {
    const remote = request.socket.remoteAddress;
    if (remote === undefined) return null;
    const address = canonical(remote, () => canonicalAddress(remote) ?? remote);
    if (!hasHops(request)) return address;
    // Of anybody else it is not even read: that takes the longer, the more they write.
    if (trusted(address, () => proxies.includes(address)))
      return told(saidOf(address, request), () => clientHop(proxies, address, readHops(request)).address);
    if (!isTold) onUntrusted(address);
    isTold = true;
    return address;
  };
}

/** All that says where it comes from, with a character in between that no header can have (RFC 9110 §5.5). */
function saidOf(address: string, { headers }: IncomingMessage): string {
  const { forwarded = '', 'x-forwarded-for': addresses = '', 'x-forwarded-proto': protocols = '' } = headers;
  return `${address}\n${forwarded}\n${addresses}\n${protocols}`;
}

const MAX_REMEMBERED = 1000;
const MAX_LENGTH = 200;

/** The same few come all the time. */
function createMemory<T>(): (text: string, make: () => T) => T {
  const known = new Map<string, T>();
  return (text, make) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = make();
    if (text.length > MAX_LENGTH) return made;
    if (known.size === MAX_REMEMBERED) known.clear();
    known.set(text, made);
    return made;
  };
}
