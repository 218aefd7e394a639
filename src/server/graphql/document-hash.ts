import { createHash } from 'node:crypto';
import type { DocumentNode } from 'graphql';

export type DocumentHash = (document: DocumentNode) => string;

/** SHA-256 of the text of a document in hexadecimal, as persisted queries are named. Each is computed once. */
export function createDocumentHash(): DocumentHash {
  const known = new WeakMap<DocumentNode, string>();
  return (document) => {
    const before = known.get(document);
    if (before !== undefined) return before;
    const hash = createHash('sha256')
      .update(document.loc?.source.body ?? '')
      .digest('hex');
    known.set(document, hash);
    return hash;
  };
}
