import { Lexer, Source, TokenKind } from 'graphql';

/** How many levels the braces, brackets and parentheses of a document, and what is in JSON, may be nested. */
export const MAX_NESTING = 200;

const OPENING: readonly string[] = [TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L];
const CLOSING: readonly string[] = [TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R];

const QUOTE = 0x22;
const BRACKET_L = 0x5b;
const BACKSLASH = 0x5c;
const BRACKET_R = 0x5d;
const BRACE_L = 0x7b;
const BRACE_R = 0x7d;

/** Whether a document is nested too deep to be parsed, which takes a place on the stack for each level. */
export function isDocumentNestedTooDeep(source: string): boolean {
  // With so few of them it cannot be, and what is in strings and comments need not be told apart.
  if ((source.match(/[{[(]/g)?.length ?? 0) <= MAX_NESTING) return false;
  let depth = 0;
  const lexer = new Lexer(new Source(source));
  try {
    while (lexer.advance().kind !== TokenKind.EOF) {
      const { kind } = lexer.token;
      if (OPENING.includes(kind)) depth += 1;
      else if (CLOSING.includes(kind)) depth -= 1;
      if (depth > MAX_NESTING) return true;
    }
  } catch {
    // The parser will say what is wrong.
  }
  return false;
}

/** Whether JSON has arrays and objects in one another on too many levels. It need not be good JSON, and is not parsed. */
export function isJsonNestedTooDeep(json: Uint8Array): boolean {
  if (json.length <= MAX_NESTING) return false;
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === QUOTE) at = endOfString(json, at);
    else if (byte === BRACE_L || byte === BRACKET_L) {
      depth += 1;
      if (depth > MAX_NESTING) return true;
    } else if (byte === BRACE_R || byte === BRACKET_R) depth -= 1;
  }
  return false;
}

function endOfString(json: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at;
}
