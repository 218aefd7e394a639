import { createHash } from 'node:crypto';
import type { ApolloServerOptions } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

// With all that is made of them they take about 100 MB, if somebody sends ever other ones.
const MAX_DOCUMENTS = 2000;
const MAX_CHARACTERS = 1_000_000;

const TELLS_SCHEMA = /__(schema|type)\b/;
const SHA256_LENGTH = 64;

type DocumentStore = NonNullable<ApolloServerOptions<never>['documentStore']>;

/** The documents that Apollo parsed last and found valid. Whatever else is kept of a document goes when it goes. */
export interface Documents {
  /** For Apollo, which names them by a hash. */
  readonly store: DocumentStore;
  /** By its text. None that asks `__schema` or `__type`: what they show depends on the viewer. */
  find(source: string): DocumentNode | undefined;
  /** How many it can find; how many it found, and did not, since the start. */
  figures(): { readonly entries: number; readonly hits: number; readonly misses: number };
}

/** @param trusted by their texts: those are never forgotten */
export function createDocuments(trusted: ReadonlyMap<string, DocumentNode> = new Map()): Documents {
  const trustedByHash = new Map([...trusted].map(([source, document]) => [sha256(source), document]));
  const trustedBySource = new Map([...trusted].filter(([source]) => !TELLS_SCHEMA.test(source)));
  const byHash = createMemory();
  const bySource = createMemory();
  let hits = 0;
  let misses = 0;
  return Object.freeze({
    store: {
      get: async (hash: string) => byHash.get(hash) ?? trustedByHash.get(hash.slice(-SHA256_LENGTH)),
      set: async (hash: string, document: DocumentNode) => {
        const source = sourceOf(document);
        byHash.set(hash, document);
        if (source !== '' && !TELLS_SCHEMA.test(source)) bySource.set(source, document);
      },
      delete: async (hash: string) => byHash.delete(hash),
    },
    find: (source: string) => {
      const document = bySource.get(source) ?? trustedBySource.get(source);
      if (document) hits += 1;
      else misses += 1;
      return document;
    },
    figures: () => ({ entries: bySource.size + trustedBySource.size, hits, misses }),
  });
}

function createMemory(): LRUCache<string, DocumentNode> {
  return new LRUCache({
    max: MAX_DOCUMENTS,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (document) => sourceOf(document).length + 1,
  });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function sourceOf({ loc }: DocumentNode): string {
  return loc?.source.body ?? '';
}
