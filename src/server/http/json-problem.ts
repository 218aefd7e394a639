import { MAX_NESTING } from '../limits/nesting.js';

/** More in one object are kept in another form, in which each is many times as dear to parse and to walk. */
export const MAX_MEMBERS = 5000;

const QUOTE = 0x22;
const COLON = 0x3a;
const BRACKET_L = 0x5b;
const BACKSLASH = 0x5c;
const BRACKET_R = 0x5d;
const BRACE_L = 0x7b;
const BRACE_R = 0x7d;

/**
 * What makes JSON too dear to be parsed, as the end of a sentence for the client; undefined if nothing does. It need not
 * be good JSON.
 */
export function jsonProblem(json: Uint8Array): string | undefined {
  if (json.length <= MAX_NESTING) return undefined;
  // For each level, the members so far of the object or array that is open there.
  const members = [0];
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === QUOTE) at = endOfString(json, at);
    else if (byte === COLON) {
      const count = (members.pop() ?? 0) + 1;
      if (count > MAX_MEMBERS) return `has an object with more than ${MAX_MEMBERS} members`;
      members.push(count);
    } else if (byte === BRACE_L || byte === BRACKET_L) {
      if (members.push(0) > MAX_NESTING + 1) return `is nested more than ${MAX_NESTING} levels deep`;
    } else if (byte === BRACE_R || byte === BRACKET_R) members.pop();
  }
  return undefined;
}

function endOfString(json: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at;
}
