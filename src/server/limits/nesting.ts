import { Lexer, Source, TokenKind } from 'graphql';

/** How many levels the braces, brackets and parentheses of a document, and what is in JSON, may be nested. */
export const MAX_NESTING = 200;

const OPENING: readonly string[] = [TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L];
const CLOSING: readonly string[] = [TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R];

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
