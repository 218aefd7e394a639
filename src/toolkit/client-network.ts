import { isIPv6 } from 'node:net';
import type { Client } from '../module/index.js';

const PREFIX_GROUPS = 4;

/** That of clients whose address nobody knows. What is counted by address is not counted of them: they would shut each other out. */
export const UNKNOWN_NETWORK = '';

/**
 * Whom a client counts as where something is shared out by address: its IPv4 address, or the /64 of its IPv6 address,
 * which is what one subscriber has at least (RFC 6177). All that have no address are one.
 */
export function networkOf({ ipAddress }: Pick<Client, 'ipAddress'>): string {
  const [address = ''] = (ipAddress ?? '').split('%');
  return isIPv6(address) ? groupsOf(address).slice(0, PREFIX_GROUPS).join(':') : address;
}

/** The first groups of 16 bits, in hexadecimal digits. A dotted quad at the end stands for two that are not asked for. */
function groupsOf(address: string): readonly string[] {
  const [head = '', tail] = address.toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  if (tail === undefined) return before.map(plain);
  const after = tail === '' ? [] : tail.split(':').flatMap((group) => (group.includes('.') ? [group, ''] : [group]));
  return [...before, ...Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0'), ...after].map(plain);
}

function plain(group: string): string {
  return group.replace(/^0+(?=.)/, '');
}
