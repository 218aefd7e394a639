import { canonicalAddress } from './trusted-proxies.js';

/** A client or a proxy, as the next one names it; undefined where it does not say, or nothing that is an address. */
export type Hop = string | undefined;

/** The hops of `X-Forwarded-For`, the client's first. */
export function readForwardedFor(header: string): readonly Hop[] {
  return header.split(',').map((part) => addressOf(part.trim()));
}

const TOKEN = /[!#$%&'*+.^_`|~\w-]+/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;

/** The hops of `Forwarded` (RFC 7239 §4), the client's first; undefined if it is not written as it has to be. */
export function readForwarded(header: string): readonly Hop[] | undefined {
  const hops: Hop[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(header);
    if (found) at = pattern.lastIndex;
    return found;
  };
  for (;;) {
    let hop: Hop;
    do {
      take(SPACE);
      const [name] = take(TOKEN) ?? [];
      if (name === undefined) continue;
      if (!take(EQUALS)) return undefined;
      const quoted = take(QUOTED);
      const value = quoted ? quoted[1]?.replace(/\\(.)/g, '$1') : take(TOKEN)?.[0];
      if (value === undefined) return undefined;
      if (name.toLowerCase() === 'for') hop = addressOf(value);
      take(SPACE);
    } while (take(SEMICOLON));
    hops.push(hop);
    if (at === header.length) return hops;
    if (!take(COMMA)) return undefined;
  }
}

const SPACE = /[ \t]*/y;
const EQUALS = /=/y;
const SEMICOLON = /;/y;
const COMMA = /,/y;

/** `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`. */
function addressOf(text: string): Hop {
  const [, bracketed, dotted] = /^(?:\[([^\]]*)\]|([\d.]+))(?::\d{1,5})?$/.exec(text) ?? [];
  const address = bracketed ?? dotted ?? text;
  return address.includes('%') ? undefined : canonicalAddress(address);
}
