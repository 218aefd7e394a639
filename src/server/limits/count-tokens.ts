import { type DocumentNode, TokenKind } from 'graphql';

const NOT_COUNTED: readonly string[] = [TokenKind.SOF, TokenKind.EOF, TokenKind.COMMENT];

/** As the parser counts them, which stops at `maxTokens`. */
export function countTokens({ loc }: DocumentNode): number {
  let count = 0;
  for (let token = loc?.startToken; token; token = token.next ?? undefined)
    if (!NOT_COUNTED.includes(token.kind)) count += 1;
  return count;
}
