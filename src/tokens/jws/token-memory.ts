import { LRUCache } from 'lru-cache';

const MAX_TOKENS = 10_000;
// Longer ones are verified each time. So the texts take 40 MB at most; usual tokens take 7.
const MAX_LENGTH = 4096;

/**
 * The tokens whose signature was verified last, by their exact text. To be told of no others: whoever sends bad ones,
 * however many, pushes out none that is good.
 */
export interface TokenMemory<T extends object> {
  /** What was remembered, as long as the key that verified it is trusted. Times and revocations are not looked at. */
  recall(text: string): T | undefined;
  /** The same, of which the figures say nothing. */
  peek(text: string): T | undefined;
  /** To be told of one that was looked for in vain, and is verified. */
  noteMiss(): void;
  remember(text: string, verified: T): void;
  figures(): MemoryFigures;
}

/** How many tokens are remembered now; how often one was found, and how often one was verified, since the start. */
export interface MemoryFigures {
  readonly entries: number;
  readonly hits: number;
  readonly misses: number;
}

/** `isTrusted` says whether the key that verified it is still the one that its `kid` names. Asked at every recall. */
export function createTokenMemory<T extends object>(isTrusted: (verified: T) => boolean): TokenMemory<T> {
  const tokens = new LRUCache<string, T>({ max: MAX_TOKENS });
  let hits = 0;
  let misses = 0;
  const peek = (text: string) => {
    const verified = tokens.get(text);
    if (verified === undefined || isTrusted(verified)) return verified;
    tokens.delete(text);
    return undefined;
  };
  return Object.freeze({
    peek,
    recall: (text: string) => {
      const verified = peek(text);
      if (verified !== undefined) hits += 1;
      return verified;
    },
    noteMiss: () => {
      misses += 1;
    },
    remember: (text: string, verified: T) => {
      if (text.length <= MAX_LENGTH) tokens.set(text, verified);
    },
    figures: () => ({ entries: tokens.size, hits, misses }),
  });
}

/** Requests with the same token share what it says, so none of them may change it for the next. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
