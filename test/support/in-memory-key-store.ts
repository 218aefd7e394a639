import type { KeyChange, KeyPlan, KeyStore, StoredKey } from '../../src/tokens/index.js';

/** A `KeyStore` that forgets. Nothing is awaited inside `change`, so no two callers are ever in it at once. It begins with what is stored. */
export function createInMemoryKeyStore(stored: readonly StoredKey[] = []): KeyStore {
  let keys = stored;
  let version = 0;
  const update = (kid: string, change: (key: StoredKey) => Partial<StoredKey>) => {
    keys = keys.map((key) => (key.kid === kid ? { ...key, ...change(key) } : key));
  };
  const write = (change: KeyChange) => {
    switch (change.kind) {
      case 'create':
        keys = [change.key, ...keys].toSorted((a, b) => b.createdAt - a.createdAt || (a.kid < b.kid ? -1 : 1));
        break;
      case 'retire':
        update(change.kid, () => ({ retiredAt: change.at, sealed: '' }));
        break;
      case 'reseal':
        update(change.kid, () => ({ sealed: change.sealed }));
        break;
    }
  };
  return Object.freeze({
    list: async () => keys,
    change: async <T>(plan: (stored: readonly StoredKey[]) => KeyPlan<T>) => {
      const { changes, outcome } = plan(keys);
      for (const change of changes) write(change);
      if (changes.length > 0) version += 1;
      return outcome;
    },
    version: async () => version,
    noteSigning: async (kid: string, at: number) =>
      update(kid, ({ retiredAt, lastSignedAt }) =>
        retiredAt === null && (lastSignedAt ?? 0) < at ? { lastSignedAt: at } : {},
      ),
  });
}
