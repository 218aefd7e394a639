import type { TrustedProxies } from '../config/trusted-proxies.js';
import type { Hop } from './forwarded.js';

/** The connection of the client: it has an address in any case. */
export interface ClientHop extends Hop {
  readonly address: string;
}

/**
 * Each proxy names whom it got the request from, so from the connection on, a hop is believed if whoever tells of it is
 * trusted. The client is the first who is not. Others may have written into the same headers before.
 *
 * @param remote the address of the connection
 * @param told the hops as each header tells them
 */
export function clientHop(proxies: TrustedProxies, remote: string, told: readonly (readonly Hop[])[]): ClientHop {
  const clients = told.map((hops) => firstUntrusted(proxies, remote, hops));
  const [client = { address: remote }] = clients;
  // A proxy passes on what it does not write itself. Of two headers, one may be the client's own.
  if (!clients.every(({ address }) => address === client.address)) return { address: remote };
  if (!clients.every(({ protocol }) => protocol === client.protocol)) return { address: client.address };
  return client;
}

function firstUntrusted(proxies: TrustedProxies, remote: string, hops: readonly Hop[]): ClientHop {
  let client: ClientHop = { address: remote };
  for (const { address, protocol } of hops.toReversed()) {
    if (!proxies.includes(client.address)) return client;
    if (address === undefined) return { address: client.address, protocol };
    client = { address, protocol };
  }
  return client;
}
