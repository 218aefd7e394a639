import type { Socket } from 'node:net';
import { networkOf } from '../../toolkit/client-network.js';
import { canonicalAddress, type TrustedProxies } from '../config/trusted-proxies.js';
import { createTellBound } from './tell-bound.js';

export interface ConnectionLimitOptions {
  /** How many connections an address may have at once: an IPv4 address, or a /64 of IPv6. */
  readonly max: number;
  /** They have as many as they need: behind them are the connections of all. */
  readonly proxies: TrustedProxies;
  /** Told of an address that has one too many: once in a minute, and of 50 in a minute at most. */
  readonly onRefused: (address: string) => void;
  /** Told how many more connections were refused in a minute than it was told of. */
  readonly onLeftOut: (connections: number) => void;
}

export interface ConnectionLimit {
  /** To be given each connection that is accepted. */
  readonly onConnection: (socket: Socket) => void;
  /** Tells what was left out by now. */
  stop(): Promise<void>;
}

/** A connection too many is ended before anything is read from it, and gets no answer: that would cost more than it does. */
export function createConnectionLimit(options: ConnectionLimitOptions): ConnectionLimit {
  const { max, proxies, onRefused, onLeftOut } = options;
  const counts = new Map<string, number>();
  const bound = createTellBound<'connections'>({
    windowMilliseconds: 60_000,
    maxLines: 50,
    maxLinesPerKey: 1,
    onLeftOut: ({ connections = 0 }) => onLeftOut(connections),
  });
  const refuse = (socket: Socket, address: string, network: string) => {
    if (bound.take({ group: 'refused', key: network, kind: 'connections' })) onRefused(address);
    socket.resetAndDestroy();
  };
  const onConnection = (socket: Socket) => {
    const { remoteAddress } = socket;
    const address = remoteAddress === undefined ? undefined : (canonicalAddress(remoteAddress) ?? remoteAddress);
    // One that is gone already.
    if (address === undefined || proxies.includes(address)) return;
    const network = networkOf({ ipAddress: address });
    const count = counts.get(network) ?? 0;
    if (count >= max) {
      refuse(socket, address, network);
      return;
    }
    counts.set(network, count + 1);
    socket.once('close', () => {
      const left = (counts.get(network) ?? 0) - 1;
      if (left > 0) counts.set(network, left);
      else counts.delete(network);
    });
  };
  return Object.freeze({ onConnection, stop: bound.stop });
}
