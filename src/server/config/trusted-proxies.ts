import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';

type Address = ReturnType<typeof ipaddr.parse>;
type Range = ReturnType<typeof ipaddr.parseCIDR>;

/** Names for ranges that everybody has: RFC 1122 §3.2.1.3 and RFC 4291 §2.5.3, RFC 1918 and RFC 4193. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};
const HOW = 'Write addresses, ranges (10.0.0.0/8), loopback or private, separated by commas.';

/** Whom the server believes what they say of the client. */
export interface TrustedProxies {
  /** True if nobody is trusted. */
  readonly isEmpty: boolean;
  /** For an address as `canonicalAddress` gives it. */
  readonly includes: (address: string) => boolean;
}

/** `TRUSTED_PROXIES`. */
export const trustedProxiesVariable = z.string().transform((text, context): TrustedProxies => {
  const names = text.split(',').map((name) => name.trim());
  const ranges = names.flatMap((name) => {
    const found = rangesOf(name);
    if (typeof found !== 'string') return found;
    context.addIssue({ code: 'custom', message: found });
    return [];
  });
  return createTrustedProxies(ranges);
});

export const NO_PROXIES: TrustedProxies = createTrustedProxies([]);

function createTrustedProxies(ranges: readonly Range[]): TrustedProxies {
  return Object.freeze({
    isEmpty: ranges.length === 0,
    includes: (text: string) => {
      if (ranges.length === 0 || isIP(text) === 0) return false;
      const address = ipaddr.process(text);
      return ranges.some(([network, bits]) => isOfKind(address, network) && address.match(network, bits));
    },
  });
}

function isOfKind(address: Address, network: Address): boolean {
  return address.kind() === network.kind();
}

/** The ranges of a name, an address or a range; else what is wrong with it. */
function rangesOf(name: string): readonly Range[] | string {
  if (Object.hasOwn(NAMED, name)) return (NAMED[name] ?? []).map((range) => ipaddr.parseCIDR(range));
  const [text = '', bits, ...others] = name.split('/');
  const version = isIP(text);
  if (version === 0 || others.length > 0 || text.includes('%')) return `"${name}" is not an address. ${HOW}`;
  const most = version === 4 ? 32 : 128;
  const size = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (!(size >= 0 && size <= most)) return `"${name}" is not a range: after the / write a number from 1 to ${most}.`;
  const address = ipaddr.parse(text);
  // IPv4 addresses as IPv6 has them (RFC 4291 §2.5.5.2).
  const mapped = isMapped(address) ? address.toIPv4Address() : undefined;
  if (mapped && size > 0 && size < 96) return `"${name}" is not an IPv4 range.`;
  const [network, prefix] = mapped ? [mapped, size - 96] : [address, size];
  if (prefix <= 0) return `"${name}" includes everyone, so any client could claim any address. List only your proxies.`;
  return [[network, prefix]];
}

function isMapped(address: Address): address is ipaddr.IPv6 {
  return address.kind() === 'ipv6' && 'isIPv4MappedAddress' in address && address.isIPv4MappedAddress();
}

/** An address in the one way to write it (RFC 5952), an IPv4 client of an IPv6 socket as IPv4; undefined for none. */
export function canonicalAddress(text: string): string | undefined {
  return isIP(text) === 0 ? undefined : ipaddr.process(text).toString();
}
