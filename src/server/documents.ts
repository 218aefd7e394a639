import type { ApolloServerOptions } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

// With all that is made of them they take about 100 MB, if somebody sends ever other ones.
const MAX_DOCUMENTS = 2000;
const MAX_CHARACTERS = 1_000_000;

type DocumentStore = NonNullable<ApolloServerOptions<never>['documentStore']>;

/** The documents that Apollo parsed last and found valid. Whatever else is kept of a document goes when it goes. */
export interface Documents {
  /** For Apollo, which names them by a hash. */
  readonly store: DocumentStore;
  /** By its text. None that asks `__schema` or `__type`: what they show depends on the viewer. */
  find(source: string): DocumentNode | undefined;
}

export function createDocuments(): Documents {
  const byHash = createMemory();
  const bySource = createMemory();
  return Object.freeze({
    store: {
      get: async (hash: string) => byHash.get(hash),
      set: async (hash: string, document: DocumentNode) => {
        const source = sourceOf(document);
        byHash.set(hash, document);
        if (source !== '' && !/__(schema|type)\b/.test(source)) bySource.set(source, document);
      },
      delete: async (hash: string) => byHash.delete(hash),
    },
    find: (source: string) => bySource.get(source),
  });
}

function createMemory(): LRUCache<string, DocumentNode> {
  return new LRUCache({
    max: MAX_DOCUMENTS,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (document) => sourceOf(document).length + 1,
  });
}

function sourceOf({ loc }: DocumentNode): string {
  return loc?.source.body ?? '';
}
