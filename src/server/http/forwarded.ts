import type { IncomingMessage } from 'node:http';
import { canonicalAddress } from '../config/trusted-proxies.js';

/** What a proxy says of a connection that it took. */
export interface Hop {
  /** Of whoever is at its other end; undefined where the proxy does not say, or nothing that is an address. */
  readonly address?: string | undefined;
  /** What is spoken on it, in small letters: `https`, `http`. */
  readonly protocol?: string | undefined;
}

const UNKNOWN: Hop = {};

/** More proxies than anybody has. What is before them is of the client, who can write thousands. */
const MAX_HOPS = 32;

/** Whether a request says anything of hops. */
export function hasHops({ headers }: IncomingMessage): boolean {
  return HEADERS.some((name) => headers[name] !== undefined);
}

const HEADERS = ['forwarded', 'x-forwarded-for', 'x-forwarded-proto'];

/**
 * The hops as each kind of header tells them, the client's first: `Forwarded` (RFC 7239), and the headers that came before
 * it; the last 32 of each.
 */
export function readHops({ headers }: IncomingMessage): readonly (readonly Hop[])[] {
  const { forwarded, 'x-forwarded-for': addresses, 'x-forwarded-proto': protocols } = headers;
  return [
    ...(forwarded === undefined ? [] : [readForwarded(forwarded) ?? [UNKNOWN]]),
    ...(addresses === undefined && protocols === undefined
      ? []
      : [readForwardedFor(listOf(addresses), listOf(protocols))]),
  ];
}

function listOf(header: string | string[] | undefined): readonly string[] {
  return header === undefined ? [] : [header].flat().flatMap((line) => line.split(',').map((part) => part.trim()));
}

/**
 * The hops of `X-Forwarded-For` and `X-Forwarded-Proto`. Most proxies add to the first, and replace the second: a single
 * protocol is the client's. Of several, each belongs to the address that is as far from the end.
 */
export function readForwardedFor(addresses: readonly string[], protocols: readonly string[]): readonly Hop[] {
  const last = addresses.slice(-MAX_HOPS);
  const count = Math.max(last.length, 1);
  const protocolAt = (index: number) =>
    protocols.length === 1 ? protocols[0] : protocols[index + protocols.length - count];
  return Array.from({ length: count }, (_, index) => ({
    address: addressOf(last[index] ?? ''),
    protocol: protocolAt(index)?.toLowerCase(),
  }));
}

const TOKEN = /[!#$%&'*+.^_`|~\w-]+/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;

/** The last 32 hops of `Forwarded` (RFC 7239 §4), the client's first; undefined if it is not written as it has to be. */
export function readForwarded(header: string): readonly Hop[] | undefined {
  const hops: Written[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(header);
    if (found) at = pattern.lastIndex;
    return found;
  };
  for (;;) {
    let hop: Written = {};
    do {
      take(SPACE);
      const [name] = take(TOKEN) ?? [];
      if (name === undefined) continue;
      if (!take(EQUALS)) return undefined;
      const quoted = take(QUOTED);
      const value = quoted ? quoted[1]?.replace(/\\(.)/g, '$1') : take(TOKEN)?.[0];
      if (value === undefined) return undefined;
      hop = withParameter(hop, name.toLowerCase(), value);
      take(SPACE);
    } while (take(SEMICOLON));
    hops.push(hop);
    if (at === header.length) return hops.slice(-MAX_HOPS).map(toHop);
    if (!take(COMMA)) return undefined;
  }
}

interface Written {
  readonly for?: string;
  readonly proto?: string;
}

function withParameter(hop: Written, name: string, value: string): Written {
  return name === 'for' || name === 'proto' ? { ...hop, [name]: value } : hop;
}

function toHop({ for: client, proto }: Written): Hop {
  return { address: client === undefined ? undefined : addressOf(client), protocol: proto?.toLowerCase() };
}

const SPACE = /[ \t]*/y;
const EQUALS = /=/y;
const SEMICOLON = /;/y;
const COMMA = /,/y;

/** `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`. */
function addressOf(text: string): string | undefined {
  const [, bracketed, dotted] = /^(?:\[([^\]]*)\]|([\d.]+))(?::\d{1,5})?$/.exec(text) ?? [];
  const address = bracketed ?? dotted ?? text;
  return address.includes('%') ? undefined : canonicalAddress(address);
}
