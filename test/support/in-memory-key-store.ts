import type { KeyStore, StoredKey } from '../../src/tokens/index.js';

/** A `KeyStore` that forgets. Nothing is awaited inside `addUnless`, so no two callers are ever in it at once. */
export function createInMemoryKeyStore(): KeyStore {
  let keys: readonly StoredKey[] = [];
  return Object.freeze({
    list: async () => keys,
    addUnless: async (exists: (stored: readonly StoredKey[]) => boolean, key: StoredKey) => {
      if (!exists(keys)) keys = [key, ...keys].toSorted((a, b) => b.createdAt - a.createdAt);
    },
  });
}
