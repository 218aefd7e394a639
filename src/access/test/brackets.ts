import { Misreading } from './misreading.js';

const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };

/** How a text ends: the brackets that are open, and whether a string is. */
export interface Ending {
  /** Without what follows a `#`. */
  readonly text: string;
  readonly open: readonly string[];
  readonly isInString: boolean;
}

/** Reads on behind brackets that are open already. Throws a `Misreading` for one that closes nothing. */
export function endingOf(line: string, before: readonly string[] = []): Ending {
  const open = [...before];
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? '';
    if (character === '#') return { text: line.slice(0, at), open, isInString: false };
    if (character === '"') {
      const end = endOfString(line, at);
      if (end === undefined) return { text: line, open, isInString: true };
      at = end;
    } else if (character in CLOSING) open.push(character);
    else if (Object.values(CLOSING).includes(character) && CLOSING[open.pop() ?? ''] !== character)
      throw new Misreading(`There is a ${character} that closes nothing. Take it away, or open it before.`);
  }
  return { text: line, open, isInString: false };
}

/** Where something stands outside of all brackets and strings, or -1. */
export function indexOutside(text: string, pattern: RegExp): number {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (depth === 0 && pattern.test(text.slice(at))) return at;
    if (character === '"') at = endOfString(text, at) ?? text.length;
    else if (character in CLOSING) depth += 1;
    else if (Object.values(CLOSING).includes(character)) depth -= 1;
  }
  return -1;
}

/** What the bracket at the beginning of the text holds, with it, and what follows. Throws if it is never closed. */
export function splitBracket(text: string): readonly [inside: string, rest: string] {
  const end = closeOf(text);
  return [text.slice(0, end), text.slice(end)];
}

function closeOf(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '"') at = endOfString(text, at) ?? text.length;
    else if (character in CLOSING) depth += 1;
    else if (Object.values(CLOSING).includes(character)) depth -= 1;
    if (depth === 0) return at + 1;
  }
  throw new Misreading(`${text[0]} is never closed.`);
}

/** The quotation mark that ends the string which begins here. */
function endOfString(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return undefined;
}
