import { createHash } from 'node:crypto';
import type { ASTNode } from 'graphql';

/** Of the document that this is a part of, or all of it. */
export type DocumentHash = (part: ASTNode) => string;

/** SHA-256 of the text of a document in hexadecimal, as persisted queries are named. Each is computed once. */
export function createDocumentHash(): DocumentHash {
  const known = new WeakMap<ASTNode, string>();
  return (part) => {
    const before = known.get(part);
    if (before !== undefined) return before;
    const hash = createHash('sha256')
      .update(part.loc?.source.body ?? '')
      .digest('hex');
    known.set(part, hash);
    return hash;
  };
}
